"""Organisations among what the search of the site finds: those of the public directory, under all their names."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from home.search.kinds import Hit, Kind, Source
from stakeholders.directory import organisations
from stakeholders.models import DirectoryPage, Organisation


def _directory() -> DirectoryPage | None:
    """Return the directory in the active language, if everybody may read it."""
    pages = DirectoryPage.objects.live().public().filter(locale=Locale.get_active())
    page: DirectoryPage | None = pages.select_related("locale").first()
    return page


def _find(asked: str, words: list[str]) -> QuerySet[Organisation]:
    found = organisations.public()
    if _directory() is None:
        return found.none()
    for word in words:
        found = found.filter(search_text__contains=word)
    return organisations.in_order(found)


def _show(found: Sequence[Organisation]) -> list[Hit]:
    page = _directory() if found else None
    if page is None:
        return []
    return [
        Hit(organisation.name_in_language, page.address_of(organisation), organisation.description_in_language)
        for organisation in found
    ]


ORGANISATIONS = Source(Kind("organisations", _("Organisations"), _("Organisation")), _find, _show)
