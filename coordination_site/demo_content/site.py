"""Plants the public site: pages in both languages, the archive, and what the unit says about itself."""

import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from wagtail.models import Page, Site

from coordination_site.demo_content import read
from coordination_site.demo_content.articles import load_articles
from coordination_site.demo_content.bodies import body
from coordination_site.demo_content.issues import load_issues
from coordination_site.demo_content.programmes import load_programmes
from coordination_site.demo_content.tree import Planter, mark_urdu
from home.models import BasePage, ContentPage, HomePage, KeyFigure, ShownFigure, UnitSettings
from meetings.models import GroupIndexPage, Meeting, MeetingIndexPage
from newsletters.models import NewsletterIndexPage
from publications.models import ArticleIndexPage, Contributor, PublicationIndexPage, PublicationPage
from stakeholders.models import DirectoryPage, Province, Sector

KARACHI = ZoneInfo("Asia/Karachi")
IMPACT = ("people-served", "community-workers-trained", "primary-care-workers-trained")
PROFILES = {"linkedin_url": "/about/linkedin/", "facebook_url": "/about/facebook/"}
EDITIONS = ("en", "ur")
FRIDAY = 4  # as datetime.weekday counts


def load_unit() -> int:
    """Fill in the unit's settings, unless somebody gave the unit a name; return 1 if anything was changed, else 0.

    The demo's stand-ins for profiles on social media stand on this site, so they move with SITE_URL.
    """
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    wanted = read("unit") if unit.unit_name == UnitSettings().unit_name else {}
    for field, path in PROFILES.items():
        if wanted or getattr(unit, field).endswith(path):
            wanted[field] = f"{settings.SITE_URL}{path}"
    changes = {field: value for field, value in wanted.items() if getattr(unit, field) != value}
    if changes:
        UnitSettings.objects.filter(pk=unit.pk).update(**changes)
    return int(bool(changes))


def load_pages(*, now: datetime.datetime) -> int:
    """Add the pages that are missing, in both languages, and return how many were added."""
    home = Site.objects.get(is_default_site=True).root_page.specific
    planter = Planter(now=now)
    _describe(planter, home, "home")
    archive, meetings, _groups, publications = (
        _list_page(planter, home, page_class)
        for page_class in (NewsletterIndexPage, MeetingIndexPage, GroupIndexPage, PublicationIndexPage)
    )
    _list_page(planter, home, DirectoryPage)
    records = {
        "newsletters": archive,
        "meetings": meetings,
        **_meetings(planter),
        **_publications(planter, publications),
        **_texts(planter, home),
    }
    records |= load_programmes(planter, records)
    records |= load_articles(planter, _list_page(planter, home, ArticleIndexPage), records)
    load_issues(planter, archive, records)
    _show_impact(home)
    return planter.planted


def _list_page(planter: Planter, home: Page, page_class: type[BasePage]) -> BasePage:
    """Return the page of that class, which `setup_site` made in each language, with a summary where it had none."""
    page = page_class.objects.child_of(home).get()
    _describe(planter, page, page.slug)
    return page


def _describe(planter: Planter, page: BasePage, name: str) -> None:
    for edition in page.get_translations(inclusive=True).filter(summary=""):
        planter.describe(edition, read("lists")[name][edition.locale.language_code])


def _meetings(planter: Planter) -> dict[str, Page]:
    """Add the meetings that are missing; return the English page of each."""
    provinces = {province.code: province for province in Province.objects.all()}
    planted: dict[str, Page] = {}
    for slug, record in read("meetings").items():
        meeting = Meeting.objects.filter(slug=slug).first()
        if meeting is None:
            start = _start(record, planter.now)
            meeting = Meeting.objects.create(
                slug=slug,
                kind=record["kind"],
                state=Meeting.State.HELD if start < planter.now else Meeting.State.ANNOUNCED,
                start=start,
                end=start + datetime.timedelta(hours=record["hours"]),
                place=record["place"],
                mode=Meeting.Mode.IN_PERSON if record["place"] else Meeting.Mode.ONLINE,
                **record["en"],
                **{f"{field}_ur": words for field, words in record.get("ur", {}).items()},
            )
            meeting.provinces.set([provinces[code] for code in record["provinces"]])
            if "ur" in record:
                mark_urdu(meeting.pages.all())
            planter.planted += 1
        planted[slug] = meeting.pages.get(locale__language_code="en")
    return planted


def _start(record: dict[str, Any], now: datetime.datetime) -> datetime.datetime:
    """Return when a meeting begins; what lies ahead begins at ten o'clock on a day from Monday to Thursday."""
    if "start" in record:
        return record["start"].replace(tzinfo=KARACHI)
    day = now.astimezone(KARACHI).replace(hour=10, minute=0, second=0, microsecond=0)
    day += datetime.timedelta(days=record["days_ahead"])
    to_monday = 7 - day.weekday() if day.weekday() >= FRIDAY else 0
    return day + datetime.timedelta(days=to_monday)


def _publications(planter: Planter, index: Page) -> dict[str, Page]:
    planted: dict[str, Page] = {}
    terms: dict[str, dict[str, Sector | Province]] = {
        "sectors": {sector.code: sector for sector in Sector.objects.all()},
        "provinces": {province.code: province for province in Province.objects.all()},
    }
    for slug, record in read("publications").items():
        facts = {name: value for name, value in record.items() if name not in {"authors", "en", "ur"}}
        facts |= {name: [known[code] for code in record.get(name, [])] for name, known in terms.items()}
        fields = partial(_publication, facts, record["authors"])
        planted[slug] = planter.plant(PublicationPage, index, slug, record, on=facts["published_on"], fields=fields)
    return planted


def _publication(facts: dict[str, Any], authors: list[tuple[str, str]]) -> dict[str, Any]:
    contributors = [Contributor(given=given, family=family, is_body=not given) for given, family in authors]
    return {**facts, "contributors": contributors}


def _texts(planter: Planter, home: Page) -> dict[str, Page]:
    """Plant the pages about the unit and the model. A parent stands before its children."""
    on = datetime.date(2025, 4, 1)
    planted: dict[str, Page] = {}
    for slug, record in read("pages").items():
        parent = planted.get(record["parent"], home)
        editions = {code: words | {"body": body(words["body"])} for code, words in record.items() if code in EDITIONS}
        fields = {"show_in_menus": record.get("in_menu", False)}
        planted[slug] = planter.plant(ContentPage, parent, slug, editions, on=on, fields=fields.copy)
    return planted


def _show_impact(home: Page) -> None:
    """Show the figures of Newsletter 33 on the home page of each language, unless figures are chosen there."""
    figures = KeyFigure.objects.in_bulk(IMPACT, field_name="key")
    for page in HomePage.objects.filter(translation_key=home.translation_key, figures=None):
        page.figures = [ShownFigure(figure=figures[key], sort_order=place) for place, key in enumerate(IMPACT)]
        page.machine_made = page.locale.language_code == "ur"
        page.save_revision(log_action=False).publish(log_action=False)
