"""The rooms of the site: the public pages right below the home page of a language, which are in its menu or its foot.

Most of them are lists (of meetings, publications and so on), and what stands in a list has the list's address and a
slug: whoever knows the rooms can link to a record without asking for its page.
"""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from home.asked_once import once

DEPTH = 3  # below the root of all pages and the home page
# Every page of the site asks for its rooms, and pages are wide.
_SHOWN = ("title", "url_path", "path", "depth", "show_in_menus", "content_type_id", "locale__language_code")


@once
def rooms() -> list[Page]:
    """Return the rooms of the active language in the order of the menu. One query."""
    pages = Page.objects.live().public().filter(depth=DEPTH, locale=Locale.get_active())
    return list(pages.order_by("path").select_related("locale").only(*_SHOWN))


def url_of(model: type[Page]) -> str:
    """Return the address on this site of the room of that kind in the active language.

    Empty where there is none, or where not everybody may read it.
    """
    kind = ContentType.objects.get_for_model(model).pk
    return next((page.get_url() or "" for page in rooms() if page.content_type_id == kind), "")
