"""Publications as pages: each is cited in issues and lists from its own record."""

import datetime
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from home.models import BasePage
from home.rich_text import validate_length
from publications import citing, listing


class PublicationIndexPage(BasePage):
    """All publications, by year, the newest first."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        publications = PublicationPage.objects.child_of(self).live().public()
        return context | listing.context(publications, kind=request.GET.get("kind", ""))


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
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en", help_text=_("Of the publication.")
    )
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
    doi = models.CharField(_("DOI"), max_length=120, blank=True, help_text=_("10.…/…; a pasted link is shortened."))
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
    abstract = RichTextField(
        _("abstract"), blank=True, features=["bold", "italic", "link"], validators=[validate_length]
    )

    # What is cited is the same in every edition of the page; only the words about it are translated.
    override_translatable_fields = [
        SynchronizedField(field) for field in ("slug", "journal", "volume", "number", "pages", "publisher", "doi")
    ]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("language"),
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

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def full_text_url(self) -> str:
        """Where to read it: the address given, else the file, else what the DOI leads to; empty when nowhere."""
        return self.url or (self.document.url if self.document else "") or self.doi_url

    @property
    def is_readable_by_all(self) -> bool:
        return self.access in (self.Access.OPEN, self.Access.FREE)

    def citation(self) -> str:
        """Return the whole citation as plain text, in the language of the publication."""
        return citing.citation(self)

    def reference(self) -> str:
        """Return the citation without its title, which a reference line sets as a heading above it."""
        return citing.reference(self)

    def highwire_tags(self) -> list[tuple[str, str]]:
        """Return the meta tags that reference managers and Google Scholar read."""
        return citing.highwire_tags(self)

    def clean(self) -> None:
        super().clean()
        self.doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", self.doi.strip(), flags=re.IGNORECASE)
        if self.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", self.doi):
            raise ValidationError({"doi": _("A DOI begins with “10.” and a number, then a slash: 10.1017/gmh.2025.1.")})


class Contributor(Orderable):
    """An author, in the order and spelling of the publication itself."""

    publication = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="contributors")
    given = models.CharField(_("given names"), max_length=120, blank=True)
    family = models.CharField(_("family name, or name of the body"), max_length=160)

    panels = [FieldPanel("given"), FieldPanel("family")]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()
