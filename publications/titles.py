"""The title as the publication itself has it, where a page's edition in another language has a translation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from home import formats

if TYPE_CHECKING:
    from publications.models import PublicationPage


def as_published(publications: Sequence[PublicationPage]) -> list[str]:
    """Return the titles in the languages of the publications: of the page's edition in it, else the page's own.

    One query, and none where every page is in the language of its publication.
    """
    elsewhere = {page.translation_key for page in publications if formats.language_of(page.title) != _script(page)}
    if not elsewhere:
        return [str(page.title) for page in publications]
    editions = type(publications[0]).objects.filter(translation_key__in=elsewhere).live()
    titles: dict[tuple[UUID, str], str] = {
        (key, code): title
        for key, code, title in editions.values_list("translation_key", "locale__language_code", "title")
    }
    return [titles.get((page.translation_key, page.language), str(page.title)) for page in publications]


def _script(publication: PublicationPage) -> str:
    """Return what `formats.language_of` says of a title in the language of the publication."""
    return "ur" if publication.direction == "rtl" else "en"
