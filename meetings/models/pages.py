"""The pages on which the public finds meetings and groups.

Their words stand in the records: `meetings.publishing` keeps one page in each language for every meeting and group of
which everybody may know, so that menus, links, search and the list of all pages find them as they find any page.
"""

import datetime
import itertools
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.models import BasePage
from meetings.models.groups import WorkingGroup
from meetings.models.meetings import Meeting

PAST_PER_PAGE = 60


class MeetingIndexPage(RoutablePageMixin, BasePage):
    """All meetings: what is ahead first, then what was, by year."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["meetings.MeetingPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        meetings = Meeting.objects.public().defer("body", "body_ur")
        held = Paginator(meetings.past(now), PAST_PER_PAGE).get_page(request.GET.get("page"))
        years = itertools.groupby(held, key=lambda meeting: meeting.day.year)
        return context | {
            "upcoming": list(meetings.upcoming(now)) if held.number == 1 else [],
            "held": held,
            "years": [(year, list(group)) for year, group in years],
        }


class MeetingPage(RoutablePageMixin, BasePage):
    """The public face of one meeting, in one language."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pages", editable=False)

    is_creatable = False
    parent_page_types = ["meetings.MeetingIndexPage"]
    subpage_types: list[str] = []

    @property
    def listing_date(self) -> datetime.date:
        return self.meeting.day

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"meeting": self.meeting, "is_past": self.meeting.end < timezone.now()}


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
