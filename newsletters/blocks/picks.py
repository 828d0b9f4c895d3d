"""What readers get to see of the records that blocks pick: live, in the reading language, in the order picked."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page, Site

from home import formats
from home.models import KeyFigure, ProgrammePage, UnitSettings
from newsletters.blocks.links import LinkValue
from newsletters.languages import direction
from publications import citing
from publications.models import PublicationPage


def readable(pages: Iterable[Page | None]) -> list[Page]:
    """Return the live ones of `pages` as their own types, each in the active language where it is translated.

    The number of queries grows with the kinds of pages, not with the pages.
    """
    picked = [page for page in pages if page is not None]
    here = Locale.objects.filter(language_code=get_language() or "").first()
    foreign = [page.translation_key for page in picked if here and page.locale_id != here.pk]
    translations: dict[Any, Page] = {}
    if foreign:
        live = Page.objects.live().filter(locale=here, translation_key__in=foreign).specific()
        translations = {page.translation_key: page for page in live}
    own = Page.objects.live().filter(pk__in=[page.pk for page in picked if page.translation_key not in translations])
    originals = {page.pk: page for page in own.specific()}
    shown = (translations.get(page.translation_key) or originals.get(page.pk) for page in picked)
    return [page for page in shown if page is not None]


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
        return citing.published(page)
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


def cards(values: Iterable[Any]) -> list[Card]:
    """Return what can be shown of the values of a cards block. A card without a name is left out."""
    values = list(values)
    programmes = {page.translation_key: page for page in readable(value.get("programme") for value in values)}
    shown = (_card(value, programmes.get(getattr(value.get("programme"), "translation_key", None))) for value in values)
    return [card for card in shown if card.name]


def _card(value: Any, programme: ProgrammePage | None) -> Card:
    logo, link = value.get("logo"), value.get("link")
    # A programme's logo stands beside its name, which says all there is to say.
    return Card(
        name=value.get("name") or (programme.title if programme else ""),
        text=value.get("text") or (programme.summary if programme else ""),
        logo=logo or (programme.logo if programme else None),
        logo_alt=(getattr(logo, "contextual_alt_text", "") or "") if logo else "",
        target=link if link and link.targets else programme,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One key figure, in the active language."""

    value: str
    qualifier: str
    label: str
    label_language: str
    brand: str
    brand_language: str
    brand_direction: str
    as_of: datetime.date
    source: str


def figures(chosen: Iterable[KeyFigure | None]) -> list[Figure]:
    """Return the figures that are still on record, as they are shown."""
    return [
        Figure(
            value=formats.number(figure.value),
            qualifier=figure.get_qualifier_display() if figure.qualifier else "",
            label=figure.local_label,
            label_language=figure.label_language,
            brand=figure.brand,
            brand_language=figure.brand_language or "en",
            brand_direction=direction(figure.brand_language or "en"),
            as_of=figure.as_of,
            source=figure.source,
        )
        for figure in chosen
        if figure is not None
    ]


def unit_profiles() -> list[dict[str, str]]:
    """Return the unit's pages on social media from its settings, as a social block holds them."""
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    known = (("LinkedIn", unit.linkedin_url), ("Facebook", unit.facebook_url))
    return [{"platform": platform, "url": url} for platform, url in known if url]
