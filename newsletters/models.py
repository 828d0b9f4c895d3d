"""The archive and its issues. What an issue is made of: blocks; what becomes of it: compose.py, then sending.py."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home import formats, linked_data
from home.elsewhere import elsewhere
from home.models import BasePage
from home.safe_messaging.panel import SafeMessagingPanel
from home.translating.panel import MachineMadePanel
from newsletters import feeds, listing, previews
from newsletters.blocks import IssueBody
from newsletters.page_forms import IssueForm
from newsletters.panels import DeliverabilityPanel


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
        listed = linked_data.item_list((issue.title, issue.get_full_url(request)) for issue in issues)
        more = elsewhere(self, lambda index: listing.public(index.issues()), request)
        return context | {"issues": issues, "years": listing.by_year(issues), "listed": listed, "elsewhere": more}

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        """The latest issues as an Atom feed."""
        return feeds.atom(self, request)


def next_number() -> int:
    """Return the number after the highest one given so far, in any language: editions of one issue share theirs."""
    highest = IssuePage.objects.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1


class IssuePage(BasePage):
    """One newsletter in one language: a page on the site, and the source of a mailing."""

    number = models.PositiveIntegerField(_("number"), default=next_number)
    # The page's locale lies in another table, which a constraint can't reach. `save` keeps this in step with it.
    locale_code = models.CharField(max_length=20, editable=False)
    issue_date = models.DateField(_("date"), default=timezone.localdate)
    subject = models.CharField(_("subject"), max_length=150, help_text=_("The subject line of the mail."))
    preheader = models.CharField(
        _("preheader"),
        max_length=150,
        blank=True,
        help_text=_("What inboxes show after the subject; 40 to 90 characters that add to it."),
    )
    greeting = models.CharField(
        _("greeting"),
        max_length=120,
        blank=True,
        help_text=_("Opens the mail. [[name]] becomes the reader's name: “Dear [[name]],”. Empty: no greeting."),
    )
    body = StreamField(IssueBody(), verbose_name=_("body"), blank=True)

    checks_messaging = True
    base_form_class = IssueForm
    content_panels = [
        MachineMadePanel(),
        SafeMessagingPanel(),
        # Not a TitleFieldPanel, which would derive the slug: an issue's is its number.
        FieldPanel("title", classname="title"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("issue_date")]),
        MultiFieldPanel([FieldPanel("subject"), FieldPanel("preheader"), FieldPanel("greeting")], heading=_("E-mail")),
        FieldPanel("body"),
        FieldPanel("summary"),
        DeliverabilityPanel(),
    ]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*BasePage.search_fields, index.SearchField("subject"), index.SearchField("body")]
    # A copy is the next issue and gets the next number; see `copy` for translations.
    exclude_fields_in_copy = ["number"]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("number", overridable=False),
        SynchronizedField("issue_date", overridable=False),
    ]

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        constraints = [
            models.UniqueConstraint(fields=["locale_code", "number"], name="one_issue_per_number_and_locale")
        ]

    @property
    def listing_date(self) -> datetime.date:
        return self.issue_date

    @property
    def date_in_words(self) -> str:
        return formats.long_date(self.issue_date)

    def clean(self) -> None:
        """Refuse a number that another issue in this language has. Between two tabs, the constraint decides."""
        super().clean()
        taken = IssuePage.objects.filter(number=self.number, locale_id=self.locale_id).exclude(pk=self.pk).first()
        if taken:
            raise ValidationError(
                {
                    "number": ValidationError(
                        _("Issue %(number)d is “%(title)s”. The next free number is %(next)d."),
                        code="taken",
                        params={"number": self.number, "title": taken.title, "next": next_number()},
                    )
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        self.locale_code = self.locale.language_code
        return super().save(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> "IssuePage":
        """Copy the issue. A copy into another language is an edition of the same issue and keeps its number."""
        attributes = dict(kwargs.pop("update_attrs", None) or {})
        if attributes.get("locale", self.locale) != self.locale:
            attributes.setdefault("number", self.number)
        copied: IssuePage = super().copy(*args, update_attrs=attributes, **kwargs)
        return copied

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Website")), *previews.MODES]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return previews.SIZES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Show a draft in one of `preview_modes`; the mail as a made-up reader gets it, its links dead."""
        if not mode_name:
            return super().serve_preview(request, mode_name)
        return previews.serve(request, self, mode_name)
