"""Plants the public site: pages in both languages, the archive, and what the unit says about itself."""

import datetime
from django.conf import settings
from wagtail.models import Page, Site

from coordination_site.demo_content import issue_33, pages, pictures, publications
from coordination_site.demo_content.issues import load_issues
from coordination_site.demo_content.meetings import EVENTS
from coordination_site.demo_content.tree import Edition, Planter
from home.models import ContentPage, HomePage, KeyFigure, ProgrammePage, ShownFigure, UnitSettings
from meetings.models import MeetingIndexPage, MeetingPage
from newsletters.models import NewsletterIndexPage
from publications.models import Contributor, PublicationIndexPage, PublicationPage
from stakeholders.models import Province

UNIT = {
    "unit_name": "Mental Health Strategic Planning & Coordination Unit",
    "unit_name_ur": "ذہنی صحت کی تزویراتی منصوبہ بندی اور رابطہ کاری کا یونٹ",
    "ministry": "Ministry of Planning, Development and Special Initiatives",
    "ministry_ur": "وزارتِ منصوبہ بندی، ترقی و خصوصی اقدامات",
    "sender_name": "MHSP&C Unit",
    "postal_address": "12 Example Avenue, Islamabad",
    "postal_address_ur": "۱۲ مثال ایونیو، اسلام آباد",
    "contact_email": "contact@unit.example.org",
}
ARCHIVE = (
    Edition("Newsletters", "Every issue on record, the newest first."),
    Edition("خبرنامے", "تمام شمارے، تازہ ترین سب سے پہلے۔"),
)
MEETINGS = (
    Edition("Meetings", "What lies ahead, and what was held."),
    Edition("اجلاس", "آئندہ اجلاس، اور جو ہو چکے۔"),
)
PUBLICATIONS = (
    Edition("Publications", "Papers, plans and reports of the unit and its partners."),
    Edition("مطبوعات", "یونٹ اور اس کے شراکت داروں کے مقالے، منصوبے اور رپورٹیں۔"),
)


def load_unit() -> bool:
    """Fill in the unit's settings, unless somebody gave the unit a name; return whether they were filled in."""
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    if unit.unit_name != UnitSettings().unit_name:
        return False
    for field, value in UNIT.items():
        setattr(unit, field, value)
    unit.linkedin_url = f"{settings.SITE_URL}/about/linkedin/"
    unit.facebook_url = f"{settings.SITE_URL}/about/facebook/"
    unit.save()
    return True


def load_pages(*, now: datetime.datetime) -> int:
    """Add the pages that are missing, in both languages, and return how many were added."""
    home = Site.objects.get(is_default_site=True).root_page.specific
    planter = Planter(now=now)
    archive = planter.plant(NewsletterIndexPage, home, "newsletters", *ARCHIVE, show_in_menus=True)
    records = [
        archive,
        *_meetings(planter, home),
        *_publications(planter, home),
        *_texts(planter, home),
    ]
    load_issues(planter, archive, {page.slug: page for page in records})
    _impact_band(home)
    return planter.planted


def _meetings(planter: Planter, home: Page) -> list[Page]:
    index = planter.plant(MeetingIndexPage, home, "meetings", *MEETINGS, show_in_menus=True)
    provinces = {province.code: province for province in Province.objects.all()}
    records: list[Page] = [index]
    for event in EVENTS:
        start = event.starts_at(planter.now)
        meeting = planter.plant(
            MeetingPage,
            index,
            event.slug,
            event.english,
            event.urdu,
            on=min(start, planter.now).date(),
            kind=event.kind,
            state=MeetingPage.State.HELD if start < planter.now else MeetingPage.State.ANNOUNCED,
            start=start,
            end=start + datetime.timedelta(hours=event.hours),
            place=event.place,
            online=not event.place,
            provinces=[provinces[code] for code in event.provinces],
        )
        records.append(meeting)
    return records


def _publications(planter: Planter, home: Page) -> list[Page]:
    index = planter.plant(PublicationIndexPage, home, "publications", *PUBLICATIONS, show_in_menus=True)
    return [
        planter.plant(
            PublicationPage,
            index,
            work.slug,
            work.english,
            work.urdu,
            on=work.facts["published_on"],
            abstract=work.abstract,
            contributors=[Contributor(given=given, family=family) for given, family in work.authors],
            **work.facts,
        )
        for work in publications.WORKS
    ]


def _texts(planter: Planter, home: Page) -> list[Page]:
    """Plant the pages about the model, its tools and the unit."""
    on = datetime.date(2025, 4, 1)
    model = planter.plant(ContentPage, home, "mhpss-model", *pages.MODEL, on=on, show_in_menus=True)
    about = planter.plant(ContentPage, home, "about", *pages.ABOUT, on=on, show_in_menus=True)
    records: list[Page] = [model, about]
    for slug, kind, name_ur, english, urdu in pages.PROGRAMMES:
        logo = pictures.load_emblem(kind)
        records.append(
            planter.plant(
                ProgrammePage, model, slug, english, urdu, on=on, kind=kind, name_ur=name_ur, logo=logo
            )
        )
    records += [planter.plant(ContentPage, about, slug, *editions, on=on) for slug, *editions in pages.PROFILES]
    records += [planter.plant(ContentPage, home, slug, *editions, on=on) for slug, *editions in pages.PLAIN_PAGES]
    return records


def _impact_band(home: Page) -> None:
    """Show the figures of Newsletter 33 on the home page of each language, unless figures are chosen there."""
    figures = KeyFigure.objects.in_bulk(issue_33.FIGURES, field_name="key")
    for page in HomePage.objects.filter(translation_key=home.translation_key, figures=None):
        page.figures = [ShownFigure(figure=figures[key], sort_order=place) for place, key in enumerate(issue_33.FIGURES)]
        page.save_revision(log_action=False).publish(log_action=False)
