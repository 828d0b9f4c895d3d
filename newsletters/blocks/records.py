"""Blocks that show what is on record elsewhere: pages, tools, figures, publications. The record is the one truth."""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from home.blocks import WEB, WholeBlock, medium_of
from home.choosers import HelplineChooserBlock, KeyFigureChooserBlock
from home.helplines.shown import current
from home.models import Helpline, KeyFigure, ProgrammePage
from newsletters import sent
from newsletters.blocks.base import IssueBlock
from newsletters.blocks.links import LinkBlock
from newsletters.blocks.picks import cards, figures, readable, records
from publications.models import PublicationPage

PREVIEWED = 3  # records taken for a block's preview in the editor


class RecordsBlock(IssueBlock):
    pages = ListBlock(PageChooserBlock(label=_("Page")), min_num=1, label=_("Pages"))

    class Meta:
        icon = "list-ul"
        label = _("Records")
        group = _("From the record")
        description = _("Meetings, publications, programmes or any other pages, with their date and summary.")
        template = "blocks/records.html"
        mjml_template = "email/blocks/records.mjml"
        text_template = "email/blocks/records.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "records": records(value["pages"])}

    def get_preview_value(self) -> Any:
        return self.normalize({"pages": list(Page.objects.live().filter(depth__gt=2)[:PREVIEWED])})


class CardBlock(WholeBlock):
    """A tool: a programme page, or a name and a link of its own. What is filled in here goes before the page's."""

    programme = PageChooserBlock(page_type="home.ProgrammePage", required=False, label=_("Programme or tool"))
    name = CharBlock(required=False, max_length=120, label=_("Name"))
    text = CharBlock(required=False, max_length=300, label=_("Text"))
    logo = ImageBlock(required=False, label=_("Logo"))
    link = LinkBlock(required=False)

    class Meta:
        label = _("Card")


class CardsBlock(IssueBlock):
    cards = ListBlock(CardBlock(), min_num=1, label=_("Cards"))

    class Meta:
        icon = "grip"
        label = _("Cards")
        group = _("From the record")
        description = _("Tools or products in a row, each with one link; on phones they stand one under the other.")
        band = True
        preview_value = {"cards": [{"name": "MyCare+", "text": "Care for yourself, step by step."}]}
        template = "blocks/cards.html"
        mjml_template = "email/blocks/cards.mjml"
        text_template = "email/blocks/cards.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "cards": cards(value["cards"])}

    def get_preview_value(self) -> Any:
        programmes = list(ProgrammePage.objects.live()[:PREVIEWED])
        if not programmes:
            return super().get_preview_value()
        return self.normalize({"cards": [{"programme": page} for page in programmes]})


class KeyFiguresBlock(IssueBlock):
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    figures = ListBlock(KeyFigureChooserBlock(label=_("Key figure")), min_num=1, label=_("Figures"))

    class Meta:
        icon = "order"
        label = _("Key figures")
        group = _("From the record")
        description = _("Numbers from the unit's register, with what they count, their date and their source.")
        band = True
        template = "blocks/key_figures.html"
        mjml_template = "email/blocks/key_figures.mjml"
        text_template = "email/blocks/key_figures.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        page, medium = (parent_context or {}).get("page"), medium_of(parent_context)
        # The archive says what the mail said; a mail being composed, what is so today.
        moment = sent.frozen_at(page) if page is not None and page.pk and medium == WEB else None
        shown = figures(value["figures"], at=moment)
        # Said once under all of them where it is the same for all.
        shared = len({(figure.as_of, figure.source) for figure in shown}) == 1
        return {**super().get_context(value, parent_context), "figures": shown, "shared_source": shared}

    def get_preview_value(self) -> Any:
        return self.normalize({"heading": "What it reached", "figures": list(KeyFigure.objects.all()[:PREVIEWED])})


class HelplinesBlock(IssueBlock):
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    helplines = ListBlock(HelplineChooserBlock(label=_("Helpline")), min_num=1, label=_("Helplines"))

    class Meta:
        icon = "mobile-alt"
        label = _("Helplines")
        group = _("From the record")
        description = _("Helplines of the register. One that nobody has verified lately is left out.")
        template = "blocks/helplines.html"
        mjml_template = "email/blocks/helplines.mjml"
        text_template = "email/blocks/helplines.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        lines = current(today=timezone.localdate(), among=value["helplines"])
        return {**super().get_context(value, parent_context), "lines": lines}

    def get_preview_value(self) -> Any:
        lines = Helpline.objects.current(timezone.localdate())[:PREVIEWED]
        return self.normalize({"heading": "Somebody to talk to", "helplines": list(lines)})


class PublicationsBlock(IssueBlock):
    publications = ListBlock(
        PageChooserBlock(page_type="publications.PublicationPage", label=_("Publication")),
        min_num=1,
        label=_("Publications"),
    )

    class Meta:
        icon = "openquote"
        label = _("Publications")
        group = _("From the record")
        description = _("Publications as citations, with their access and a link to the full text.")
        template = "blocks/publications.html"
        mjml_template = "email/blocks/publications.mjml"
        text_template = "email/blocks/publications.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        publications = readable(value["publications"])
        prefetch_related_objects(publications, "contributors")
        return {**super().get_context(value, parent_context), "publications": publications}

    def get_preview_value(self) -> Any:
        return self.normalize({"publications": list(PublicationPage.objects.live()[:PREVIEWED])})
