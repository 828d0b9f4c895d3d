"""A publication as a page: it is cited, listed and exported from its own record."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home import formats, plain
from home.feeds import Entry
from home.models import BasePage
from home.rich_text import validate_length
from publications import identifiers, page_parts, searching
from publications.citing import house
from publications.citing.formats import FORMATS
from publications.dates import PartialDate
from publications.enums import READABLE_BY_ALL, Access, Kind, Language, Licence, Precision

IDENTIFIERS = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "isbn": identifiers.isbn,
    "issn": identifiers.issn,
}


class PublicationPage(RoutablePageMixin, BasePage):
    """A journal article, report, plan, guideline … The page's title is the publication's."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REPORT)
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH, help_text=_("Of the publication.")
    )
    journal = models.CharField(_("journal or series"), max_length=200, blank=True)
    issn = models.CharField(_("ISSN"), max_length=30, blank=True)
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    number = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True, help_text=_("First and last: 10–19."))
    article_number = models.CharField(
        _("article number"), max_length=40, blank=True, help_text=_("Where the journal has no pages: 100451.")
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    edition = models.CharField(_("edition or version"), max_length=60, blank=True)
    published_on = models.DateField(
        _("published"), null=True, blank=True, help_text=_("Any day of the month or year, if no more is known.")
    )
    published_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=Precision, default=Precision.DAY
    )
    online_first = models.BooleanField(_("the date is of the online edition"), default=False)
    doi = models.CharField(
        _("DOI"), max_length=200, blank=True, db_index=True, help_text=_("10.…/…; a pasted link is shortened.")
    )
    pmid = models.CharField(_("PMID"), max_length=60, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=30, blank=True)
    # Not `url`: every page has an address of its own by that name.
    full_text_at = models.URLField(_("full text at"), max_length=500, blank=True)
    access = models.CharField(_("access"), max_length=12, choices=Access, default=Access.OPEN)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, blank=True)
    peer_reviewed = models.BooleanField(_("peer reviewed"), default=False)
    featured = models.BooleanField(
        _("stands first"), default=False, help_text=_("On the home page, before what is newer.")
    )
    keywords = models.CharField(
        _("keywords"), max_length=400, blank=True, help_text=_("As printed, parted by semicolons.")
    )
    abstract = RichTextField(
        _("abstract"), blank=True, features=["bold", "italic", "link"], validators=[validate_length]
    )
    sectors = ParentalManyToManyField(
        "stakeholders.Sector", blank=True, related_name="publications", verbose_name=_("sectors")
    )
    provinces = ParentalManyToManyField(
        "stakeholders.Province", blank=True, related_name="publications", verbose_name=_("provinces")
    )
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("replaces"),
        help_text=_("The version before this one. Its page tells readers that there is a newer one."),
    )
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("translation of")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.TextField(
        _("reason"), max_length=1000, blank=True, help_text=_("Readers see it in place of the files.")
    )
    search_text = models.TextField(blank=True, editable=False)  # folded; kept by `save`

    # What is cited is the same in every edition of the page; only the words about it are translated.
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(SynchronizedField(field, overridable=False) for field in ("sectors", "provinces")),
        *(
            SynchronizedField(field)
            for field in (
                *("journal", "issn", "volume", "number", "pages", "article_number", "publisher", "edition"),
                *("doi", "pmid", "isbn", "keywords", "supersedes", "translation_of"),
            )
        ),
    ]

    search_fields = [
        *(field for field in BasePage.search_fields if field.field_name != "summary"),
        index.SearchField("words_about_it"),
        *(
            index.SearchField(name)
            for name in ("subtitle", "journal", "publisher", "keywords", "article_number", "doi", "pmid", "isbn")
        ),
        index.RelatedFields("contributors", [index.SearchField("given"), index.SearchField("family")]),
    ]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("subtitle"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
        InlinePanel("contributors", label=_("Authors"), heading=_("Authors"), classname="collapsed"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("journal"), FieldPanel("issn")]),
                FieldRowPanel([FieldPanel("volume"), FieldPanel("number")]),
                FieldRowPanel([FieldPanel("pages"), FieldPanel("article_number")]),
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("edition")]),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("published_precision")]),
                FieldPanel("online_first"),
            ],
            heading=_("Where and when it appeared"),
        ),
        MultiFieldPanel(
            [FieldPanel("doi"), FieldRowPanel([FieldPanel("pmid"), FieldPanel("isbn")])], heading=_("Identifiers")
        ),
        MultiFieldPanel(
            [
                FieldPanel("full_text_at"),
                FieldRowPanel([FieldPanel("access"), FieldPanel("licence")]),
                FieldRowPanel([FieldPanel("peer_reviewed"), FieldPanel("featured")]),
            ],
            heading=_("Access"),
        ),
        InlinePanel("files", label=_("File"), heading=_("Files")),
        FieldPanel("abstract"),
        MultiFieldPanel(
            [FieldPanel("keywords"), FieldPanel("sectors"), FieldPanel("provinces")], heading=_("What it is about")
        ),
        MultiFieldPanel(
            [
                PageChooserPanel("supersedes", "publications.PublicationPage"),
                PageChooserPanel("translation_of", "publications.PublicationPage"),
            ],
            heading=_("Versions and translations"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("withdrawn_on"), FieldPanel("withdrawal_reason")],
            heading=_("Withdrawal"),
            classname="collapsed",
        ),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types: list[str] = []

    @property
    def listing_date(self) -> datetime.date | None:
        return self.published_on or super().listing_date

    @property
    def date_in_words(self) -> str:
        return self.published.in_words() if self.published else ""

    def words_about_it(self) -> str:
        """Return summary and abstract as plain text; of what was withdrawn the notice, as its page shows it."""
        if self.is_withdrawn:
            return self.withdrawal_notice
        return f"{self.summary} {plain.words(self.abstract)}".strip()

    def words_where_found(self) -> str:
        return self.withdrawal_notice if self.is_withdrawn else super().words_where_found()

    @property
    def withdrawal_notice(self) -> str:
        """When and why it was withdrawn, in one line; the date in the active language. Empty while it stands."""
        if self.withdrawn_on is None:
            return ""
        since = gettext("Withdrawn on %(date)s") % {"date": formats.long_date(self.withdrawn_on)}
        return " ".join(f"{since}: {self.withdrawal_reason}".split())

    @property
    def published(self) -> PartialDate | None:
        """When it was published, as exactly as is known."""
        return PartialDate.of(self.published_on, self.published_precision) if self.published_on else None

    @published.setter
    def published(self, date: PartialDate | None) -> None:
        self.published_on = date.first if date else None
        self.published_precision = date.precision if date else Precision.DAY

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def full_text_url(self) -> str:
        """Where to read it: the address given, else the first file, else what the DOI leads to; empty when nowhere."""
        if self.is_withdrawn:
            return ""
        return self.full_text_at or next((file.url for file in self.files.all()), "") or self.doi_url

    @property
    def is_readable_by_all(self) -> bool:
        return self.access in READABLE_BY_ALL

    @property
    def licence_url(self) -> str:
        return Licence(self.licence).url if self.licence else ""

    @property
    def direction(self) -> str:
        """The value of `dir` for words in the publication's language."""
        return Language(self.language).direction

    def citation(self) -> str:
        """Return the whole citation as plain text, in the language of the publication."""
        return house.citation(self)

    def reference(self) -> str:
        """Return the citation without its title, which a reference line sets as a heading above it."""
        return house.reference(self)

    def feed_entry(self, request: HttpRequest, *, on: datetime.date) -> Entry:
        """Return the publication as an entry of a feed, which stands under the day `on`."""
        return Entry(
            title=self.title,
            url=self.get_full_url(request),
            published=on,
            updated=self.last_published_at,
            summary=self.summary,
            kind=self.get_kind_display(),
            language=formats.language_of(self.title),
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | page_parts.context(self, request)

    @path("cite/<str:code>/")
    def cite(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """The publication as a file for a reference manager; one that was withdrawn is not handed out."""
        if code not in FORMATS or self.is_withdrawn:
            raise Http404("There is no such file.")
        return FORMATS[code].response([self], name=self.slug)

    def clean(self) -> None:
        super().clean()
        self.published = self.published
        errors: dict[str, Any] = {}
        for field, normalised in IDENTIFIERS.items():
            try:
                setattr(self, field, normalised(getattr(self, field)))
            except ValidationError as error:
                errors[field] = error
        if self.withdrawn_on and not self.withdrawal_reason.strip():
            errors["withdrawal_reason"] = _("Say why it was withdrawn.")
        for field in ("supersedes", "translation_of"):
            other = getattr(self, field)
            if other and other.translation_key == self.translation_key:
                errors[field] = _("A publication can't stand in for itself.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = searching.text_of(self)
        super().save(*args, **kwargs)
