"""What stands around every public page: who speaks, the menu, the way to the other language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from home.models import ContentPage, UnitSettings
from home.rooms import rooms

# On the home page of each language: says that a page has no edition in it.
NO_EDITION = "no-edition"


@dataclass(frozen=True)
class MenuItem:
    title: str
    url: str
    current: str  # the value of aria-current: "page", "true" for a page below it, or nothing


@dataclass(frozen=True)
class Edition:
    """The page in another language, or that language's home page where there is no such page."""

    language: str
    name: str
    direction: str
    url: str
    full_url: str
    is_translation: bool


@dataclass(frozen=True)
class Frame:
    unit: UnitSettings
    home: Page
    home_url: str
    menu: list[MenuItem]
    footer: list[MenuItem]
    editions: list[Edition]
    canonical_url: str
    is_public: bool  # whether it is a page that everybody may read
    machine_made: bool  # whether a machine translated the words of the page; its routes show records, not its words

    @property
    def original(self) -> Edition | None:
        """The page's edition in another language, if there is one."""
        return next((edition for edition in self.editions if edition.is_translation), None)


def frame_for(request: HttpRequest, page: Page | None = None) -> Frame:
    """Return the frame of `page`, or of a view that is no page. Takes the same number of queries for every page."""
    site = Site.find_for_request(request)
    home = site.root_page.localized
    homes, editions = _in_all_languages(site.root_page, page)
    others = rooms()
    return Frame(
        unit=UnitSettings.for_request(request),
        home=home,
        home_url=home.get_url(request),
        menu=[_menu_item(child, page, request) for child in others if child.show_in_menus],
        footer=[
            _menu_item(child, page, request)
            for child in others
            if not child.show_in_menus and issubclass(child.specific_class, ContentPage)
        ],
        editions=_editions(homes, page, editions, request),
        canonical_url=_canonical_url(page, request) if page else "",
        is_public=any(edition.pk == page.pk for edition in editions) if page else False,
        machine_made=bool(page and getattr(page, "machine_made", False) and not _route(page, request)),
    )


def _menu_item(item: Page, page: Page | None, request: HttpRequest) -> MenuItem:
    here = page.path if page else ""
    current = "page" if item.path == here else "true" if here.startswith(item.path) else ""
    return MenuItem(title=item.title, url=item.get_url(request), current=current)


def _editions(roots: list[Page], page: Page | None, found: list[Page], request: HttpRequest) -> list[Edition]:
    active = get_language()
    homes = {home.locale.language_code: home for home in roots}
    others = found if page else _missed(homes, request)
    translations = {other.locale.language_code: other for other in others}
    editions = []
    for code, _name in settings.LANGUAGES:
        if code == active or code not in homes:
            continue
        same = translations.get(code)
        if page is None and request.resolver_match and request.resolver_match.url_name != "wagtail_serve":
            url = address = translate_url(request.get_full_path(), code)
        elif same:
            address = same.get_url(request) + (_route(page, request) if page else "")
            url = address + _question(request)
        else:
            address = homes[code].get_url(request)
            url = f"{address}#{NO_EDITION}" if page else address
        info = get_language_info(code)
        editions.append(
            Edition(
                language=code,
                name=info["name_local"],
                direction="rtl" if info["bidi"] else "ltr",
                url=url,
                full_url=request.build_absolute_uri(address),
                is_translation=same is not None,
            )
        )
    return editions


def _missed(homes: dict[str, Page], request: HttpRequest) -> list[Page]:
    """Return the pages that stand in other languages where in the active one there is none, as slugs are the same."""
    here = homes.get(get_language() or "")
    if here is None or not request.resolver_match or request.resolver_match.url_name != "wagtail_serve":
        return []
    below = request.path.removeprefix(here.get_url(request))
    paths = [home.url_path + below.rstrip("/") + "/" for code, home in homes.items() if home != here]
    return list(Page.objects.filter(url_path__in=paths).live().public().select_related("locale"))


def _canonical_url(page: Page, request: HttpRequest) -> str:
    """Return the full address of `page`; empty for one that has none yet, as in the preview of a new page."""
    address = page.get_full_url(request) if page.pk else None
    return address + _route(page, request) if address else ""


def _route(page: Page, request: HttpRequest) -> str:
    """Return what follows the page's own address: the route of a page that has several."""
    return (
        request.path.removeprefix(page.get_url(request) or request.path) if isinstance(page, RoutablePageMixin) else ""
    )


def _question(request: HttpRequest) -> str:
    """Return what a reader chose on the page, as its address says it: the other language shows the same choice."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _in_all_languages(*pages: Page | None) -> list[list[Page]]:
    """Return for each of `pages` its public editions in all languages, itself among them. One query for all."""
    keys = [page.translation_key if page else None for page in pages]
    editions = Page.objects.filter(translation_key__in=keys).live().public().select_related("locale")
    found = list(editions.only("url_path", "translation_key", "locale__language_code"))
    return [[edition for edition in found if edition.translation_key == key] for key in keys]
