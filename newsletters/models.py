"""The archive and its issues. What an issue is made of: blocks.py; what becomes of it: compose.py, then sending.py."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home.models import BasePage
from newsletters.blocks import IssueBody


class NewsletterIndexPage(BasePage):
    """The archive: a column of issue numerals, newest first."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsletters.IssuePage"]


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
