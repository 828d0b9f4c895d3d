"""Publications as pages: each is cited in issues and lists from its own record."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from home.models import BasePage


class PublicationIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]


class PublicationPage(BasePage):
    """A journal article, report, plan, guideline or brief. The page's title is the publication's."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Journal article")
        REPORT = "report", _("Report")
        PLAN = "plan", _("Plan or policy")
        GUIDELINE = "guideline", _("Guideline")
        TRAINING = "training", _("Training material")
        BRIEF = "brief", _("Brief")

    class Precision(models.TextChoices):
        YEAR = "year", _("Year")
        MONTH = "month", _("Month")
        DAY = "day", _("Day")

    class Access(models.TextChoices):
        OPEN = "open", _("Open access")
        FREE = "free", _("Free to read")
        SUBSCRIPTION = "subscription", _("Subscription")
        REQUEST = "request", _("On request")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REPORT)
    journal = models.CharField(_("journal or series"), max_length=200, blank=True)
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    number = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages or article number"), max_length=40, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=Precision, default=Precision.DAY
    )
    online_first = models.BooleanField(_("the date is of the online edition"), default=False)
    doi = models.CharField(_("DOI"), max_length=120, blank=True)
    url = models.URLField(_("full text at"), blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("file"),
    )
    access = models.CharField(_("access"), max_length=12, choices=Access, default=Access.OPEN)
    peer_reviewed = models.BooleanField(_("peer reviewed"), default=False)
    abstract = RichTextField(_("abstract"), blank=True, features=["bold", "italic", "link"])

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        InlinePanel("contributors", label=_("Authors")),
        FieldPanel("journal"),
        FieldPanel("volume"),
        FieldPanel("number"),
        FieldPanel("pages"),
        FieldPanel("publisher"),
        FieldPanel("published_on"),
        FieldPanel("published_precision"),
        FieldPanel("online_first"),
        FieldPanel("doi"),
        FieldPanel("url"),
        FieldPanel("document"),
        FieldPanel("access"),
        FieldPanel("peer_reviewed"),
        FieldPanel("abstract"),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types: list[str] = []

    @property
    def listing_date(self) -> datetime.date | None:
        return self.published_on or super().listing_date


class Contributor(Orderable):
    """An author, in the order and spelling of the publication itself."""

    publication = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="contributors")
    given = models.CharField(_("given names"), max_length=120, blank=True)
    family = models.CharField(_("family name, or name of the body"), max_length=160)

    panels = [FieldPanel("given"), FieldPanel("family")]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()
