"""The directory, for its own templates and for the home page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Locale

from stakeholders.directory import organisations
from stakeholders.directory.tiles import PLACES
from stakeholders.models import DirectoryPage, Organisation, Province

register = template.Library()

_CELL = 11  # units of the small map from one cell to the next


@register.filter
def disguised(text: str) -> SafeString:
    """Return `text` as numeric character references: people read and copy it, what harvests addresses sees none."""
    return mark_safe("".join(f"&#{ord(character)};" for character in text))  # noqa: S308 - digits only


@register.simple_tag(takes_context=True)
def organisation_url(context: Context, organisation: Organisation) -> str:
    """Return the address of the page of `organisation` in the directory that is being rendered."""
    page: DirectoryPage = context["page"]
    return page.address_of(organisation, context["request"])


@register.simple_tag
def public_directory() -> DirectoryPage | None:
    """Return the directory of the active language, if the public may read it. One query; `address_in` takes it."""
    found = DirectoryPage.objects.live().public().filter(locale=Locale.get_active()).select_related("locale")
    return found.only("title", "summary", "url_path", "locale__language_code").first()


@register.simple_tag(takes_context=True)
def address_in(context: Context, directory: DirectoryPage | None, organisation: Organisation | None) -> str:
    """Return the address of the page of `organisation` in `directory`; empty where it has none that is public."""
    if not directory or not organisation or not organisation.public or organisation.merged_into_id:
        return ""
    return directory.address_of(organisation, context.get("request"))


@register.inclusion_tag("stakeholders/directory/glyph.html")
def province_glyph(provinces: Iterable[Province]) -> dict[str, Any]:
    """Draw the map of the provinces in small, with `provinces` filled in. Their names belong beside it."""
    codes = {province.code for province in provinces}
    cells = [
        {"x": _CELL * (place.column - 1), "y": _CELL * (place.row - 1), "filled": code in codes}
        for code, place in PLACES.items()
    ]
    return {"cells": cells}


@register.simple_tag
def directory_in_brief() -> dict[str, Any] | None:
    """Return the directory of the active language and what stands in it; None where there is none or it is empty."""
    page = public_directory()
    public = organisations.public()
    count = public.count() if page else 0
    if not count:
        return None
    provinces = Province.objects.filter(organisations__in=public).distinct()
    return {"page": page, "count": count, "provinces": list(provinces)}
