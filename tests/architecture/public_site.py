"""A small site with one of every kind of public page, in both languages, and where each stands."""

import datetime
import json

from django.utils import timezone

from home.models import (
    ContentPage,
    HomePage,
    ProgrammePartner,
    ProgrammeReading,
    ProgrammeResult,
    ShownFigure,
    UnitSettings,
)
from home.programmes.sections import TEXTS
from meetings.models import Minutes
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import ArticleCategory, ArticleIndexPage, PublicationIndexPage
from stakeholders import consent, search
from stakeholders.models import Affiliation, ContactPhone, Organisation, OrganisationName, Province, Sector
from tests.factories.articles import ArticleFactory
from tests.factories.home import (
    HelplineFactory,
    KeyFigureFactory,
    grow,
    in_urdu,
    list_under,
    programme,
    site,
)
from tests.factories.meetings import DecisionFactory, MeetingFactory
from tests.factories.publications import PublicationFactory
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record

PAGES = (
    "/",
    "/ur/",
    "/record/",
    "/figures/",
    "/newsletters/",
    "/newsletters/33/",
    "/ur/newsletters/33/",
    "/meetings/",
    "/meetings/?kind=coordination&q=meeting",
    "/ur/meetings/",
    f"/meetings/{timezone.localdate():%Y/%m}/",
    "/meetings/national/",
    "/decisions/",
    "/ur/decisions/D-2026-01/",
    "/ur/meetings/national/",
    "/meetings/members/",
    "/publications/",
    "/publications/article/",
    "/publications/?kind=article&q=training",
    "/publications/withdrawn/",
    "/ur/publications/",
    "/news/",
    "/news/?category=blog",
    "/news/help/",
    "/ur/news/help/",
    "/model/",
    "/model/force/",
    "/ur/model/force/",
    "/directory/",
    "/directory/?province=PK-BA&q=unit",
    "/directory/alliance/",
    "/ur/directory/",
    "/ur/directory/alliance/",
    "/search/",
    "/search/?q=unit",
    "/search/?q=nothing-of-the-kind",
    "/ur/search/?q=unit",
    "/no-such-page/",
    "/ur/no-such-page/",
)


def build() -> None:
    """Fill the site."""
    home = site()
    UnitSettings.objects.update(unit_name="Coordination Unit", ministry="A Ministry", shows_helplines=True)
    HelplineFactory()
    archive, publications = (list_under(home, model) for model in (NewsletterIndexPage, PublicationIndexPage))
    for number in range(22, 34):
        issue = grow(
            archive,
            IssuePage,
            title=f"What the unit did, part {number}",
            slug=str(number),
            number=number,
            issue_date=datetime.date(2023, 1, 7) + datetime.timedelta(days=31 * (number - 20)),
            subject="Subject",
            summary="A plan launched, two meetings held, services begun in three provinces.",
        )
    in_urdu(issue, title="رابطہ کاری کا ایک سال")
    national = MeetingFactory(slug="national", title_ur="قومی اجلاس", start=timezone.now() + datetime.timedelta(days=9))
    decided = MeetingFactory(slug="decided", state="held", minutes_visibility="public")
    Minutes.objects.create(meeting=decided, state="approved")
    DecisionFactory(meeting=decided, serial=1, text="Agreed.\n\nAll partners use one number.", rationale="Asked for.")
    MeetingFactory(slug="off", state="cancelled", start=national.start)
    for days in range(12):
        MeetingFactory(start=timezone.now() - datetime.timedelta(days=10 + 40 * days))
    PublicationFactory(
        parent=publications,
        slug="article",
        doi="10.1017/gmh.2025.1",
        abstract="<p>Background.</p>",
        authors=[("Asma", "Humayun"), ("Arooj", "Najmussaqib")],
    )
    PublicationFactory(parent=publications, kind="report", access="request")
    PublicationFactory(
        parent=publications,
        slug="withdrawn",
        withdrawn_on=datetime.date(2026, 1, 7),
        withdrawal_reason="Its figures were wrong.",
    )
    model = grow(home, ContentPage, title="The model", slug="model", show_in_menus=True, body=[("text", "<p>Text</p>")])
    _fill_programme(model)
    _fill_directory()
    _fill_news(home)
    for page in (home, home.get_translations().get()):
        for value in (2336, 473, 222):
            ShownFigure.objects.create(
                page=page, figure=KeyFigureFactory(value=value, brand="ہمدرد", brand_language="ur")
            )


def _fill_programme(model: ContentPage) -> None:
    """Add a programme with all that its page can show, long enough for a table of contents, and its Urdu edition."""
    sections = dict.fromkeys(("introduction", *TEXTS), f"<p>{'All that can be said of it. ' * 20}</p>")
    faq = [{"question": "Is it free of charge?", "answer": "<p>Yes.</p>"}]
    page = programme(
        model,
        title="Hamdard Force",
        name_ur="ہمدرد فورس",
        slug="force",
        kind="workforce",
        summary="Community members who notice who needs help.",
        android_url="https://app.example.org/",
        provinces=list(Province.objects.filter(code__in=["PK-BA", "PK-GB"])),
        body=[("heading", {"text": "Self-help"}), ("text", "<p>What one can do.</p>"), ("faq", faq)],
        children={
            "partners": [ProgrammePartner(name="Government bodies"), ProgrammePartner(name="صحت کا ادارہ")],
            "results": [
                ProgrammeResult(text="Workers were trained.", figure=KeyFigureFactory()),
                ProgrammeResult(text="Participants feel better."),
            ],
            "readings": [ProgrammeReading(leads_to=model), ProgrammeReading(title="On paper only")],
        },
        **sections,
    )
    in_urdu(page, title="ہمدرد فورس")


def _fill_news(home: HomePage) -> None:
    """Add an article with all that one can show."""
    blocks = [
        ("text", f"<p>{'Words that one reads. ' * 200} [1]</p>"),
        *(("heading", {"text": text, "level": level}) for text, level in (("Why", "h2"), ("How", "h3"), ("کب", "h2"))),
        ("quote", {"quote": "It helped.", "attribution": "A reader"}),
        ("faq", [{"question": "Is it free?", "answer": "<p>It is.</p>"}]),
        ("sources", [{"title": "Atlas", "url": "https://example.org/atlas", "year": "2020"}]),
    ]
    article = ArticleFactory(
        parent=list_under(home, ArticleIndexPage),
        title="Asking for help",
        slug="help",
        body=json.dumps([{"type": kind, "value": value} for kind, value in blocks]),
        provenance="reprint",
        reprint_source="Institute",
        original_url="https://example.org/help",
        reprint_permission="Given in writing.",
        licence="CC-BY-4.0",
    )
    for slug in ("blog", "insights"):
        article.categories.add(ArticleCategory.objects.create(name=slug.title(), slug=slug))
    article.tags.add("care")
    article.save()
    in_urdu(article, title="مدد مانگنا")


def _fill_directory() -> None:
    """Add organisations of several kinds, one of them with all that its page can show."""
    alliance = OrganisationFactory(
        name="Health Alliance",
        name_ur="اتحاد برائے صحت",
        acronym="HA",
        slug="alliance",
        provinces=["PK-BA", "PK-SD"],
        website="https://alliance.example.org/",
        description="Counselling by telephone.",
    )
    alliance.sectors.set(Sector.objects.filter(code__in=["health", "mhpss"]))
    OrganisationName.objects.create(organisation=alliance, name="Health Circle", reason=OrganisationName.Reason.FORMER)
    for number, province in enumerate(("PK-BA", "PK-KP", "PK-PB")):
        OrganisationFactory(
            name=f"Health Alliance, unit {number}", slug=f"unit-{number}", provinces=[province], parent=alliance
        )
    speaker = ContactFactory(
        name="Amina Shah", name_ur="آمنہ شاہ", emails=["card@example.org"], card_phone=True, card_email=True
    )
    Affiliation.objects.create(contact=speaker, organisation=alliance, designation="Psychologist")
    ContactPhone.objects.create(contact=speaker, number="+92515550100")
    record("card@example.org", consent.DIRECTORY)
    search.refresh_organisations(Organisation.objects.values_list("pk", flat=True))
