"""What the page of one publication shows beside its own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.text import Truncator

from publications import versions
from publications.citing import bibtex, csl, highwire, linked, styles
from publications.citing.formats import FORMATS

if TYPE_CHECKING:
    from publications.models import PublicationPage


def context(page: PublicationPage, request: HttpRequest) -> dict[str, Any]:
    """Return the page's context; of one that was withdrawn, what is known of it and no more."""
    if not getattr(request, "is_preview", False):  # what is being edited stands in memory alone
        prefetch_related_objects([page], "contributors", "files__document")
    shown: dict[str, Any] = {"newer": versions.newer(page)}
    if page.is_withdrawn:
        return shown | {"description": page.withdrawal_notice}
    base_url = request.build_absolute_uri("/").rstrip("/")
    item = csl.item(page)
    return shown | {
        # Search engines show it under the title; without one they take what comes first on the page.
        "description": page.search_description or page.summary or Truncator(csl.plain(page.abstract)).words(40),
        "older": versions.older(page),
        "translations": versions.translations(page),
        "citations": styles.citations(item),
        "bibtex": bibtex.write([item]).strip(),
        "formats": FORMATS.values(),
        "highwire": highwire.tags(page, base_url=base_url),
        "linked": linked.publication(page, base_url=base_url),
    }
