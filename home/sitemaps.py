"""Everything public, listed for search engines (https://www.sitemaps.org/protocol.html), with its other languages.

Pages are listed here; rooms register what has public addresses of its own (in AppConfig.ready).
"""

import datetime
from collections import defaultdict
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from home import public_pages
from home.models import HomePage

PER_FILE = 5000  # addresses; the protocol allows ten times as many, a small server had better not


class Pages(Sitemap):
    """The pages of the site. Four queries for a file of any length."""

    limit = PER_FILE

    def items(self) -> QuerySet[Page]:
        return public_pages.public().order_by("path")

    def location(self, item: Page) -> str:
        return item.get_url() or ""

    def lastmod(self, item: Page) -> datetime.datetime | None:
        return item.last_published_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        latest: datetime.datetime | None = self.items().aggregate(latest=Max("last_published_at"))["latest"]
        return latest

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        editions = defaultdict(list)
        keys = [url["item"].translation_key for url in urls]
        for edition in public_pages.public().filter(translation_key__in=keys).order_by("path"):
            location = f"{self.get_protocol(protocol)}://{self.get_domain(site)}{self.location(edition)}"
            editions[edition.translation_key].append({"lang_code": edition.locale.language_code, "location": location})
        for url in urls:
            of_page = editions[url["item"].translation_key]
            url["alternates"] = of_page if len(of_page) > 1 else []
        return urls


class Records(Sitemap):
    """The base for what is no page and has one address in each language: `location` gives that of the active one."""

    limit = PER_FILE
    i18n = True
    alternates = True


class Rooms(Records):
    """The two rooms of the home pages, in every language whose home page everybody may read."""

    def __init__(self) -> None:
        pages = HomePage.objects.live().public().select_related("locale")
        self._homes = {page.locale.language_code: page for page in pages}

    def items(self) -> list[str]:
        return ["record/", "figures/"]

    def get_languages_for_item(self, item: str) -> list[str]:
        return list(self._homes)

    def location(self, item: str) -> str:
        return f"{self._homes[Locale.get_active().language_code].get_url()}{item}"


sections: dict[str, type[Sitemap] | Sitemap] = {"pages": Pages, "rooms": Rooms}


def register(section: str, sitemap: type[Sitemap]) -> None:
    """Add a section to the sitemap."""
    sections[section] = sitemap


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps, each of them in files of `PER_FILE` addresses."""
    return django_views.index(request, sections, sitemap_url_name="home_sitemap")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with one file of one sitemap; 404 for one that there is not."""
    return django_views.sitemap(request, sections, section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what search engines had better not read, and where everything else is listed.

    The admin is all doors, and questions to the search have no end. Personal links are not named: whoever may not read
    an address never learns that it is not to be listed. They say so themselves (X-Robots-Tag).
    """
    closed = [reverse("wagtailadmin_home"), "/search/", "/*/search/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('home_sitemaps'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
