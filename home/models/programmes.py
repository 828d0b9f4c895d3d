"""The unit's programmes and tools, and what others run: what each is for, for whom, by whom, and what came of it."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.body.blocks import FEATURES, body_field
from home.body.citations import Citations
from home.body.linked import faq
from home.body.outline import reading_time
from home.models.base import BasePage
from home.panels import HintsPanel
from home.programmes import linked, outline, platforms, rows, sections
from home.programmes.hints import hints
from home.rich_text import validate_length


def _section_field(name: str, help_text: Any = "") -> RichTextField:
    return RichTextField(
        sections.HEADINGS.get(name, _("introduction")),
        blank=True,
        features=FEATURES,
        validators=[validate_length],
        help_text=help_text,
    )


class ProgrammePage(BasePage):
    """A programme or a tool: a workforce, an app, a portal, a guideline. Its title is its name.

    What every programme is asked is a field and shows only when it is answered; what else there is to say is the body.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        WORKFORCE = "workforce", _("Workforce")
        APP = "app", _("App")
        PORTAL = "portal", _("Portal")
        GUIDELINE = "guideline", _("Guideline")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRAMME)
    name_ur = models.CharField(_("name in Urdu"), max_length=120, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    web_url = models.URLField(_("on the web"), blank=True)
    android_url = models.URLField(_("for Android"), blank=True)
    ios_url = models.URLField(_("for iPhone and iPad"), blank=True)
    provinces = ParentalManyToManyField(
        "stakeholders.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )

    introduction = _section_field("introduction", _("Stands above the first heading."))
    goals = _section_field("goals")
    population = _section_field("population")
    interventions = _section_field("interventions")
    implementation = _section_field("implementation")
    challenges = _section_field("challenges")
    solutions = _section_field("solutions")
    lessons = _section_field("lessons")
    resources = _section_field("resources")
    body = body_field()

    byline = models.CharField(_("written by"), max_length=160, help_text=_("A person or a body; readers see it."))
    provenance = models.CharField(
        _("where this is from"),
        max_length=300,
        help_text=_("What the page rests on: a report, an issue of the newsletter, an interview, with its date."),
    )
    provenance_url = models.URLField(_("address of what it is from"), blank=True)
    published_on = models.DateField(_("published"), default=timezone.localdate)
    updated_on = models.DateField(
        _("updated"), null=True, blank=True, help_text=_("When something changed that readers should know of.")
    )

    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("name_ur"),
        SynchronizedField("provinces", overridable=False),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("name_ur"),
        *(index.SearchField(name) for name in ("introduction", *sections.TEXTS)),
        index.SearchField("body"),
    ]

    checks_messaging = True
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["kind", "name_ur"]),
        FieldPanel("logo"),
        MultiFieldPanel(
            ["byline", "provenance", "provenance_url", FieldRowPanel(["published_on", "updated_on"])],
            heading=_("Who wrote it, and from what"),
        ),
        HintsPanel(),
        MultiFieldPanel(["introduction", *sections.TEXTS], heading=_("What every programme is asked")),
        InlinePanel("partners", heading=_("Implementers and partners"), label=_("Organisation")),
        FieldPanel("provinces", widget=forms.CheckboxSelectMultiple),
        InlinePanel(
            "results",
            heading=sections.HEADINGS["results"],
            label=_("Result"),
            help_text=_("With source and date it is shown as a finding; without them as a claim that needs a source."),
        ),
        MultiFieldPanel(["web_url", "android_url", "ios_url"], heading=_("Where to find it")),
        FieldPanel("body"),
        InlinePanel("readings", heading=_("Related reading"), label=_("Title")),
    ]
    parent_page_types = ["home.ContentPage", "home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("programme or tool")
        verbose_name_plural = _("programmes and tools")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {
            "sections": sections.of(self),
            "citations": Citations.of(self.body),
            "contents": outline.contents(self),
            "reading_time": reading_time(outline.text(self)),
            "provinces": list(self.provinces.all()),
            "said": [linked.programme(self, request), faq(self.body)],
        }

    def hints(self) -> list[str]:
        """Return what its editor is pointed to. Nothing of it keeps the page from being published."""
        return hints(self)

    @cached_property
    def links(self) -> list[platforms.Link]:
        """Where it can be had: on the web, for Android, for iPhone and iPad."""
        return platforms.links(self)

    @cached_property
    def rows(self) -> rows.Rows:
        """Its organisations, results and readings as readers may see them."""
        return rows.of(self)

    @property
    def listing_date(self) -> datetime.date:
        return self.published_on

    def clean(self) -> None:
        super().clean()
        if self.updated_on and self.updated_on < self.published_on:
            raise ValidationError({"updated_on": _("It can't have been updated before it was published.")})
