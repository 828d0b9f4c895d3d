"""The bones of the site: a home page with its lists in each language, and the Site record that addresses come from."""

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from home.models import BasePage, HomePage, UnitSettings
from meetings import publishing
from meetings.models import GroupIndexPage, MeetingIndexPage
from newsletters.models import NewsletterIndexPage
from publications.models import ArticleIndexPage, PublicationIndexPage
from stakeholders.models import DirectoryPage

# Titles that staff may change afterwards: content, not interface, so they stand here and not in a catalogue.
HOME = {"en": "Home", "ur": "سرورق"}
LISTS: dict[type[BasePage], dict[str, str]] = {
    NewsletterIndexPage: {"en": "Newsletters", "ur": "خبرنامے"},
    MeetingIndexPage: {"en": "Meetings", "ur": "اجلاس"},
    GroupIndexPage: {"en": "Working groups", "ur": "ورکنگ گروپ"},
    PublicationIndexPage: {"en": "Publications", "ur": "مطبوعات"},
    ArticleIndexPage: {"en": "News", "ur": "خبریں"},
    DirectoryPage: {"en": "Directory", "ur": "ڈائریکٹری"},
}
PORTS = {"http": 80, "https": 443}


@transaction.atomic
def set_up(*, site_url: str) -> HomePage:
    """Create what is missing of the site's tree, point the site at it, and return the English home page.

    Running it again adds nothing; only the host and port of the site follow `site_url`.

    Raises:
        ValueError: `site_url` is no http or https address with a host.
    """
    home = HomePage.objects.filter(locale__language_code="en").first() or _first_home()
    pages = [_list(home, model, titles) for model, titles in LISTS.items()]
    for locale in Locale.objects.exclude(pk=home.locale_id):
        code = locale.language_code
        _in_language(home, locale, title=HOME.get(code, HOME["en"]), slug=f"home-{code}")
        for page, titles in zip(pages, LISTS.values(), strict=True):
            _in_language(page, locale, title=titles.get(code, titles["en"]), slug=slugify(titles["en"]))
    publishing.publish_all()
    UnitSettings.for_site(_site(home, site_url))  # makes its row, so that no page view has to
    return home


def _first_home() -> HomePage:
    """Create the English home page, in the place of the page that Wagtail's own migrations welcome with."""
    root = Page.get_first_root_node()
    english = Locale.objects.get(language_code="en")
    home: HomePage = root.add_child(instance=HomePage(title=HOME["en"], slug="home-en", locale=english))
    return home


def _list(home: HomePage, model: type[BasePage], titles: dict[str, str]) -> BasePage:
    existing = model.objects.child_of(home).first()
    if existing:
        return existing
    page: BasePage = home.add_child(instance=model(title=titles["en"], slug=slugify(titles["en"]), show_in_menus=True))
    return page


def _in_language(page: BasePage, locale: Locale, *, title: str, slug: str) -> None:
    """Create the translation of `page` that an empty site needs; one that is there is left as staff made it."""
    if page.has_translation(locale):
        return
    translation = page.copy_for_translation(locale)
    translation.title, translation.slug = title, slug
    translation.save_revision().publish()


def _site(home: HomePage, site_url: str) -> Site:
    """Point the site at `home` and at the host and port of `site_url`; Wagtail's welcome page goes."""
    address = urlsplit(site_url)
    if address.scheme not in PORTS or not address.hostname:
        raise ValueError(f"{site_url!r} is no http or https address with a host.")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.hostname = address.hostname
    site.port = address.port or PORTS[address.scheme]
    site.root_page = home
    site.save()
    if welcome and type(welcome.specific) is Page and not welcome.get_children().exists():
        welcome.delete()
    return site
