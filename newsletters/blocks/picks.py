"""What readers get to see of the records that blocks pick: live, in the reading language, in the order picked."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import RichText

from home import formats
from home.figures import series
from home.models import KeyFigure, ProgrammePage, UnitSettings
from home.models.figures import Number
from newsletters.blocks.links import LinkValue
from newsletters.languages import direction
from publications.models import PublicationPage


def readable(pages: Iterable[Page | None]) -> list[Page]:
    """Return those of `pages` that the public may read as their own types, in the active language where translated.

    The number of queries grows with the kinds of pages, not with the pages.
    """
    picked = [page for page in pages if page is not None]
    shown = _shown(picked)
    loaded = {page.pk: page for page in picked if type(page) is not Page}  # of blocks that pick pages of one kind
    missing = [page.pk for page in shown.values() if page.pk not in loaded]
    if missing:
        loaded |= {page.pk: page for page in Page.objects.filter(pk__in=missing).select_related("locale").specific()}
    return [loaded[shown[page.translation_key].pk] for page in picked if page.translation_key in shown]


def targets(links: Iterable[LinkValue | None]) -> list[Page | LinkValue | None]:
    """Return where each link leads, its page as readers get it: what `href` takes. Three queries at most for all."""
    links = list(links)
    shown = _shown([link["page"] for link in links if link and link.get("page")])
    return [shown.get(link["page"].translation_key) if link and link.get("page") else link for link in links]


def _shown(picked: Sequence[Page]) -> dict[Any, Page]:
    """Return by translation key the page that readers get: the live translation, or the page itself if it is live.

    They come with what an address needs of them.
    """
    if not picked:
        return {}
    here = Locale.get_active()
    foreign = [page.translation_key for page in picked if page.locale_id != here.pk]
    chosen = Q(pk__in=[page.pk for page in picked])
    found = Page.objects.live().public().filter(chosen | Q(locale=here, translation_key__in=foreign))
    pages = found.select_related("locale").only("url_path", "translation_key", "locale__language_code")
    own_first = sorted(pages, key=lambda page: page.locale_id == here.pk)
    return {page.translation_key: page for page in own_first}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, and where the whole of it leads."""

    text: RichText
    target: Page | LinkValue | None


def entries(values: Sequence[Any]) -> list[Entry]:
    """Return the entries of a list block as they are shown."""
    leads = targets(value.get("link") for value in values)
    return [Entry(text=value["text"], target=target) for value, target in zip(values, leads, strict=True)]


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """One page in a list of records."""

    page: Page
    date: str


def records(pages: Iterable[Page | None]) -> list[Record]:
    """Return the pages that can be shown, with their dates in words, no more exactly than they are known."""
    return [Record(page=page, date=_date(page)) for page in readable(pages)]


def _date(page: Page) -> str:
    if isinstance(page, PublicationPage):
        return page.published.in_words() if page.published else ""
    date = getattr(page, "listing_date", None)
    return formats.long_date(date) if date else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """One card, as it is shown: from a programme's page, or from what was written for this issue."""

    name: str
    text: str
    logo: AbstractImage | None
    logo_alt: str
    target: Page | LinkValue | None


def cards(values: Sequence[Any]) -> list[Card]:
    """Return what can be shown of the values of a cards block. A card without a name is left out."""
    programmes = readable(value.get("programme") for value in values)
    prefetch_related_objects(programmes, "logo")
    by_key = {page.translation_key: page for page in programmes}
    leads = targets(value.get("link") for value in values)
    shown = (
        _card(value, by_key.get(getattr(value.get("programme"), "translation_key", None)), target)
        for value, target in zip(values, leads, strict=True)
    )
    return [card for card in shown if card.name]


def _card(value: Any, programme: ProgrammePage | None, target: Page | LinkValue | None) -> Card:
    logo, link = value.get("logo"), value.get("link")
    # A programme's logo stands beside its name, which says all there is to say.
    return Card(
        name=value.get("name") or (programme.title if programme else ""),
        text=value.get("text") or (programme.summary if programme else ""),
        logo=logo or (programme.logo if programme else None),
        logo_alt=(getattr(logo, "contextual_alt_text", "") or "") if logo else "",
        target=target if link and link.targets else programme,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One key figure, in the active language."""

    value: str
    qualifier: str
    unit: str
    label: str
    label_language: str
    brand: str
    brand_language: str
    brand_direction: str
    as_of: datetime.date
    source: str


def figures(chosen: Iterable[KeyFigure | None], *, at: datetime.datetime | None = None) -> list[Figure]:
    """Return the figures that are still on record, as they are shown; with the numbers that they had at a moment."""
    known = [figure for figure in chosen if figure is not None]
    then = series.stood_at(known, at) if at else {}
    return [_figure(figure, then.get(figure.pk, figure)) for figure in known]


def _figure(figure: KeyFigure, said: Number) -> Figure:
    return Figure(
        value=formats.number(said.value),
        qualifier=said.get_qualifier_display() if said.qualifier else "",
        unit=figure.unit_in_language,
        label=figure.local_label,
        label_language=figure.label_language,
        brand=figure.brand,
        brand_language=figure.brand_language or "en",
        brand_direction=direction(figure.brand_language or "en"),
        as_of=said.as_of,
        source=said.source,
    )


def unit_profiles() -> list[dict[str, str]]:
    """Return the unit's pages on social media from its settings, as a social block holds them."""
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    known = (("LinkedIn", unit.linkedin_url), ("Facebook", unit.facebook_url))
    return [{"platform": platform, "url": url} for platform, url in known if url]
