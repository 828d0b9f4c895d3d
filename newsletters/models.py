"""The archive and its issues. What an issue is made of: blocks.py; what becomes of it: compose.py, then sending.py."""

import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.query import PageQuerySet

from home.models import BasePage
from newsletters import feeds, listing
from newsletters.blocks import IssueBody


class NewsletterIndexPage(RoutablePageMixin, BasePage):
    """The archive: a column of issue numerals, newest first."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsletters.IssuePage"]

    def issues(self) -> PageQuerySet["IssuePage"]:
        """Return all issues of this archive, those in preparation among them."""
        return IssuePage.objects.child_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        issues = listing.shown(listing.public(self.issues()), request.GET.get("page"))
        return context | {"issues": issues, "years": listing.by_year(issues)}

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The latest issues as an Atom feed."""
        return feeds.atom(self, request)


class IssuePage(BasePage):
    """One newsletter in one language: a page on the site, and the source of a mailing."""

    number = models.PositiveIntegerField(_("number"))
    issue_date = models.DateField(_("date"))
    subject = models.CharField(_("subject"), max_length=150, help_text=_("The subject line of the mail."))
    preheader = models.CharField(
        _("preheader"),
        max_length=150,
        blank=True,
        help_text=_("What inboxes show after the subject; 40 to 90 characters."),
    )
    body = StreamField(IssueBody(), verbose_name=_("body"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("number"),
        FieldPanel("issue_date"),
        FieldPanel("subject"),
        FieldPanel("preheader"),
        FieldPanel("body"),
    ]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []

    @property
    def listing_date(self) -> datetime.date:
        return self.issue_date
