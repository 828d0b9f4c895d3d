"""The home page, plain content pages, and the unit's programmes and tools."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from home import record
from home.figures import series
from home.models.base import BasePage
from home.models.figures import KeyFigure
from home.rich_text import validate_length

RECORD_ON_HOME = 15
RECORD_PAGE = 100


class HomePage(RoutablePageMixin, BasePage):
    """The first page of each language, with two rooms of its own: the whole record, and how the figures are counted."""

    checks_messaging = True
    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, InlinePanel("figures", label=_("Key figures"))]

    @path("record/")
    def the_record(self, request: HttpRequest) -> TemplateResponse:
        """Everything on record, newest first."""
        entries = record.entries(locale=self.locale, now=timezone.now())
        shown = Paginator(entries, RECORD_PAGE).get_page(request.GET.get("page"))
        context = {"months": record.by_month(shown), "entries": shown}
        return self.render(request, context_overrides=context, template="home/record_page.html")

    @path("figures/")
    def how_figures_are_counted(self, request: HttpRequest) -> TemplateResponse:
        """Every key figure with its definition, date and source, and what it said before."""
        context = {"told": series.told()}
        return self.render(request, context_overrides=context, template="home/figures_page.html")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        latest = record.entries(locale=self.locale, now=timezone.now(), limit=RECORD_ON_HOME)
        context["months"] = record.by_month(latest)
        impact = [shown.figure for shown in self.figures.select_related("figure")]
        dates = {figure.as_of for figure in impact}
        # One date under the band where all figures share it, else one under each.
        return context | {"impact": impact, "impact_as_of": dates.pop() if len(dates) == 1 else None}


class ShownFigure(Orderable):
    """A key figure in the impact band of a home page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="figures")
    figure = models.ForeignKey(KeyFigure, on_delete=models.PROTECT, related_name="+", verbose_name=_("figure"))

    panels = [FieldPanel("figure")]

    def __str__(self) -> str:
        return str(self.figure)


class ContentPage(BasePage):
    """A page of text: about, privacy, contact; also the parent of programme pages."""

    body = RichTextField(_("text"), blank=True, validators=[validate_length])

    checks_messaging = True
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"below": self.get_children().live().public().select_related("locale").specific()}


class ProgrammePage(BasePage):
    """A programme or tool of the model: a workforce, an app, a portal, a guideline."""

    class Kind(models.TextChoices):
        WORKFORCE = "workforce", _("Workforce")
        APP = "app", _("App")
        PORTAL = "portal", _("Portal")
        GUIDELINE = "guideline", _("Guideline")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_ur = models.CharField(_("name in Urdu"), max_length=120, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    link = models.URLField(_("link"), blank=True)
    body = RichTextField(_("text"), blank=True, validators=[validate_length])

    checks_messaging = True
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("name_ur")]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("name_ur"),
        FieldPanel("logo"),
        FieldPanel("link"),
        FieldPanel("body"),
    ]
    parent_page_types = ["home.ContentPage", "home.HomePage"]
    subpage_types: list[str] = []
