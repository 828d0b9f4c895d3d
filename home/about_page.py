"""What a public page says of itself to programs: who publishes the site, the way to the page, the picture of a link."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from home import linked_data
from home.frame import Frame
from home.models import HomePage
from home.pictures import card
from home.rooms import DEPTH, rooms


def said(frame: Frame, page: Page, request: HttpRequest, *, here: str = "") -> dict[str, Any]:
    """Return what is said of `page` in the words of schema.org; nothing of a page that not everybody may read.

    Home pages say who publishes the site and how it is searched, all others the way to them. `here` names a room within
    the page, at the canonical address, where the page has several. One query at most.
    """
    if not frame.is_public:
        return {}
    if isinstance(page, HomePage) and not here:
        return {"@graph": [_publisher(frame), _website(frame, page, request)]}
    pages = [*_above(frame, page), page]
    way = [(each.title, each.get_full_url(request)) for each in pages]
    return linked_data.breadcrumbs([*way, (here, frame.canonical_url)] if here else way)


def picture(frame: Frame, page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """Return address, size and words of the picture of a public page; None for any other. No query."""
    if not frame.is_public:
        return None
    drawn = card.of(page, frame.unit)
    address = request.build_absolute_uri(drawn.url)
    return {"url": address, "width": card.WIDTH, "height": card.HEIGHT, "alt": drawn.alt}


def _above(frame: Frame, page: Page) -> list[Page]:
    """Return the live pages from the home page down to the parent of `page`. No query but for what lies deep."""
    step = page.steplen
    near = [above for above in (frame.home, *rooms()) if page.path.startswith(above.path) and page.pk != above.pk]
    paths = [page.path[:end] for end in range((DEPTH + 1) * step, len(page.path), step)]
    if not paths:
        return near
    deep = Page.objects.filter(path__in=paths).live().select_related("locale").order_by("path")
    return [*near, *deep.only("title", "url_path", "locale__language_code")]


def _publisher(frame: Frame) -> dict[str, Any]:
    unit = frame.unit
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{frame.canonical_url}#unit",
        "name": unit.in_language("unit_name"),
        "alternateName": [
            name for name in (unit.unit_name, unit.unit_name_ur) if name != unit.in_language("unit_name")
        ],
        "url": frame.canonical_url,
        "parentOrganization": _named("GovernmentOrganization", unit.in_language("ministry")),
        "address": unit.in_language("postal_address"),
        "email": unit.contact_email,
        "sameAs": [unit.linkedin_url, unit.facebook_url],
    }


def _named(kind: str, name: str) -> dict[str, str]:
    return {"@type": kind, "name": name} if name else {}


def _website(frame: Frame, page: Page, request: HttpRequest) -> dict[str, Any]:
    search = request.build_absolute_uri(reverse("home_search"))
    return {
        "@type": "WebSite",
        "@id": f"{frame.canonical_url}#site",
        "url": frame.canonical_url,
        "name": frame.unit.in_language("unit_name"),
        "description": page.search_description or getattr(page, "summary", ""),
        "inLanguage": get_language(),
        "publisher": {"@id": f"{frame.canonical_url}#unit"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{words}}"},
            "query-input": "required name=words",
        },
    }
