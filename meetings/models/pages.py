"""The pages on which the public finds meetings and groups.

Their words stand in the records: `meetings.publishing` keeps one page in each language for every meeting and group of
which everybody may know, so that menus, links, search and the list of all pages find them as they find any page.
"""

import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.search import index

from home import formats
from home.models import BasePage
from meetings.models.groups import WorkingGroup
from meetings.models.meetings import Meeting


class MeetingIndexPage(RoutablePageMixin, BasePage):
    """All meetings: what is ahead first, then what was, by year; or month by month. A reader can narrow them."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["meetings.MeetingPage"]

    @path("")
    def everything(self, request: HttpRequest) -> TemplateResponse:
        """The list of all meetings, or of those that a reader chose."""
        from meetings.public import listing  # which asks the models

        context = listing.as_list(request.GET, timezone.now(), timezone.localdate())
        response = self.render(request, context_overrides=context)
        return _unlisted(response) if context["selection"] else response

    @re_path(r"^([0-9]{4})/(0[1-9]|1[0-2])/$", name="month")
    def month(self, request: HttpRequest, year: str, month: str) -> HttpResponse:
        """The days of one month; a month before the first meeting, or after the last one, leads to the nearest."""
        from meetings.public import listing
        from meetings.public.months import Month

        today = timezone.localdate()
        asked = Month(int(year), int(month))
        nearest = listing.span_of(today).nearest(asked)
        if asked != nearest:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{self.get_url(request)}{nearest.path}{'?' if query else ''}{query}")
        context = listing.as_month(request.GET, asked, today)
        response = self.render(request, context_overrides=context, template="meetings/meeting_month.html")
        return _unlisted(response) if context["is_empty"] or context["selection"] else response


def _unlisted(response: TemplateResponse) -> TemplateResponse:
    """Keep a page out of search engines that tells nothing which others don't: they would never come to an end."""
    response["X-Robots-Tag"] = "noindex"
    return response


class MeetingPage(RoutablePageMixin, BasePage):
    """The public face of one meeting, in one language."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pages", editable=False)

    is_creatable = False
    parent_page_types = ["meetings.MeetingIndexPage"]
    subpage_types: list[str] = []

    @property
    def listing_date(self) -> datetime.date:
        return self.meeting.day

    @property
    def date_in_words(self) -> str:
        return formats.long_date(self.meeting.day)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from meetings.public import meeting_page  # which asks the models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        address = self.get_full_url(request) or ""
        return context | meeting_page.context(request, self.meeting, page_url=address, now=timezone.now())


class GroupIndexPage(BasePage):
    """All working groups that everybody may know of."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["meetings.GroupPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from meetings.groups import cards  # which asks the models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        at_work, concluded = cards.shelves(timezone.now(), timezone.localdate())
        return context | {"shelves": at_work, "concluded": concluded}


class GroupPage(RoutablePageMixin, BasePage):
    """The public face of one working group, in one language: a page with tabs."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="pages", editable=False)

    is_creatable = False
    parent_page_types = ["meetings.GroupIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*BasePage.search_fields, index.RelatedFields("group", [index.SearchField("acronym")])]

    @path("")
    @path("<slug:tab>/", name="tab")
    @path("<slug:tab>/<int:year>/", name="year")
    def tab(self, request: HttpRequest, tab: str = "", year: int | None = None) -> TemplateResponse:
        """One tab; 404 for one that the group has nothing for."""
        from meetings.groups import pages  # which asks the models

        context = pages.context(self.group, tab, year)
        if context is None:
            raise Http404
        return self.render(request, context_overrides=context)
