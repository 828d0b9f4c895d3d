"""What a list lacks in the reader's language and has in another: nobody is to take half a list for the whole."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_info
from wagtail.models import Page
from wagtail.query import PageQuerySet


def elsewhere(index: Page, listed: Callable[[Any], PageQuerySet], request: HttpRequest) -> list[dict[str, Any]]:
    """Return the other editions of the list `index` that have more: how many pages, the way there, and the language.

    `listed` returns what an edition lists. For templates: home/elsewhere.html shows them.
    """
    here = listed(index).order_by().values("translation_key")
    found = []
    for other in index.get_translations().live().select_related("locale"):
        count = listed(other).exclude(translation_key__in=here).count()
        if count:
            found.append(
                {"count": count, "url": other.get_url(request)} | get_language_info(other.locale.language_code)
            )
    return found
