"""What has to be known of an article before it is published: who wrote it, and where the text comes from."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publications.enums import Provenance

REPRINT = {
    "reprint_source": _("Say who published it first."),
    "original_url": _("Give the address of the original: search engines are to find that one."),
    "reprint_permission": _("Say who gave permission to reprint it, and when."),
}
FIELDS = ("provenance", *REPRINT, "hero", "hero_alt")
NO_AUTHOR = _("Name at least one author: a person, or the unit.")


def problems(values: Mapping[str, Any], *, authors: int) -> dict[str, str | Promise]:
    """Return what is missing, in words, by field (`FIELDS`); under ``__all__`` what no single field can mend."""
    found: dict[str, str | Promise] = {}
    if not authors:
        found["__all__"] = NO_AUTHOR
    if not values.get("provenance"):
        found["provenance"] = _("Say whether the text was written for this site or published elsewhere first.")
    if values.get("provenance") == Provenance.REPRINT:
        found |= {field: words for field, words in REPRINT.items() if not values.get(field)}
    if values.get("hero") and not values.get("hero_alt"):
        found["hero_alt"] = _("Say what the picture shows, for those who can't see it.")
    return found
