"""The home page, and plain content pages."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Locale, Orderable
from wagtail.search import index

from home import record, record_feed
from home.body.blocks import body_field
from home.body.outline import plain_text
from home.figures import series
from home.models.base import BasePage
from home.models.figures import KeyFigure
from home.panels import HintsPanel
from home.programmes import cards
from home.translating.machine import EditionField
from home.wording import hints as wording

RECORD_ON_HOME = 15
RECORD_PAGE = 100


class HomePage(RoutablePageMixin, BasePage):
    """The first page of each language, with two rooms of its own: the whole record, and how the figures are counted."""

    checks_messaging = True
    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]
    # The home pages of all languages stand side by side, under slugs of their own.
    override_translatable_fields = [*BasePage.override_translatable_fields, EditionField("slug")]
    content_panels = [*BasePage.content_panels, InlinePanel("figures", label=_("Key figures"))]

    @path("record/")
    def the_record(self, request: HttpRequest) -> TemplateResponse:
        """Everything on record, newest first."""
        entries = record.entries(locale=self.locale, now=timezone.now())
        shown = Paginator(entries, RECORD_PAGE).get_page(request.GET.get("page"))
        context = {"months": record.by_month(shown), "entries": shown, "here_called": _("The record")}
        return self.render(request, context_overrides=context, template="home/record_page.html")

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        """The latest of the record as an Atom feed."""
        return record_feed.atom(self, request, now=timezone.now())

    @path("figures/")
    def how_figures_are_counted(self, request: HttpRequest) -> TemplateResponse:
        """Every key figure with its definition, date and source, and what it said before."""
        context = {"told": series.told(), "here_called": _("How our figures are counted")}
        return self.render(request, context_overrides=context, template="home/figures_page.html")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        latest = record.entries(locale=Locale.get_active(), now=timezone.now(), limit=RECORD_ON_HOME)
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
    """A page of text: about, privacy, contact; also the parent of programme pages, which it lists as cards."""

    body = body_field()

    checks_messaging = True
    content_panels = [*BasePage.content_panels, HintsPanel(), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"cards": cards.below(self), "pages": cards.other_pages(self)}

    def hints(self) -> list[str]:
        """Return what its editor is pointed to: how things are called."""
        return wording.of("\n".join([self.title, self.summary, plain_text(self.body)]))
