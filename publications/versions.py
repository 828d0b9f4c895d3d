"""Which publication stands in place of which, and which say the same in another language.

A publication has a page in each language of the site; they are one publication (`translation_key`). A link chosen on
one of them therefore holds for all.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Q

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from publications.models import PublicationPage


def mark_replaced(publications: Sequence[PublicationPage]) -> None:
    """Set `is_replaced` on each of `publications`, in one query."""
    keys = [publication.translation_key for publication in publications]
    replaced = set()
    if publications:
        newer = _standing(type(publications[0]).objects).filter(supersedes__translation_key__in=keys)
        replaced = set(newer.values_list("supersedes__translation_key", flat=True))
    for publication in publications:
        publication.is_replaced = publication.translation_key in replaced


def newer(publication: PublicationPage) -> PublicationPage | None:
    """Return the version that replaces `publication`, the latest of several; none that isn't public."""
    found = _standing(type(publication).objects).filter(supersedes__translation_key=publication.translation_key)
    return next(iter(_as_read(found.order_by(F("published_on").desc(nulls_last=True), "-pk"), publication)), None)


def older(publication: PublicationPage) -> PublicationPage | None:
    """Return the version that `publication` replaces, if the public may see it."""
    if publication.supersedes is None:
        return None
    found = type(publication).objects.live().public().filter(translation_key=publication.supersedes.translation_key)
    return next(iter(_as_read(found, publication)), None)


def translations(publication: PublicationPage) -> list[PublicationPage]:
    """Return the other publications that say the same: its original, and all translations of that."""
    original = publication.translation_of
    key = original.translation_key if original else publication.translation_key
    same = Q(translation_key=key) | Q(translation_of__translation_key=key)
    found = _standing(type(publication).objects).filter(same).exclude(translation_key=publication.translation_key)
    return _as_read(found.order_by("language", "pk"), publication)


def _standing(publications: PageQuerySet) -> PageQuerySet:
    return publications.live().public().filter(withdrawn_on=None)


def _as_read(found: PageQuerySet, publication: PublicationPage) -> list[PublicationPage]:
    """Return one page of each publication found: that in the language of the page it is read on, if there is one."""
    pages: dict[uuid.UUID, PublicationPage] = {}
    for page in found.select_related("locale"):
        if page.locale_id == publication.locale_id or page.translation_key not in pages:
            pages[page.translation_key] = page
    return list(pages.values())
