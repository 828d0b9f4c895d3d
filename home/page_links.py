"""Links from rich text to pages of this site, as readers of the active language are to follow them."""

from typing import Any

from django.db.models import Q
from django.utils.html import escape
from wagtail.models import Locale, Page
from wagtail.rich_text.pages import PageLinkHandler as WagtailsHandler

# What an address needs of a page, and what tells editions apart.
_LEADS_TO = ("url_path", "live", "translation_key", "locale_id", "locale__language_code")
_LONGEST_KEY = 9  # digits: more would not fit into the column


class PageLinkHandler(WagtailsHandler):
    """Leads to the live edition in the active language, else to the page itself while it is live.

    Wagtail's own fetches whole pages of every type, and one more for each that has an edition in the active language.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link: one without an address where the page is gone. One query for all."""
        keys = [_key(str(attrs.get("id"))) for attrs in attrs_list]
        shown = _shown({key for key in keys if key})
        return [f'<a href="{escape(shown[key].get_url() or "")}">' if key in shown else "<a>" for key in keys]


def _key(text: str) -> int | None:
    """Return the key that was pasted or stored, where it can be one."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_KEY else None


def _shown(keys: set[int]) -> dict[int | None, Page]:
    """Return by the key that is linked to which page readers get."""
    here = Locale.get_active()
    translated = Page.objects.filter(pk__in=keys).values("translation_key")
    found = Page.objects.filter(Q(pk__in=keys) | Q(live=True, locale=here, translation_key__in=translated))
    pages = list(found.select_related("locale").only(*_LEADS_TO))
    editions = {page.translation_key: page for page in pages if page.live and page.locale_id == here.pk}
    linked = {page.pk: editions.get(page.translation_key, page) for page in pages if page.pk in keys}
    return {key: page for key, page in linked.items() if page.live}
