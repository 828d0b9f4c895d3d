"""A small site with one of every kind of public page, in both languages, and where each stands."""

import datetime

from django.utils import timezone

from home.body.blocks import BodyBlock
from home.models import (
    ContentPage,
    ProgrammePartner,
    ProgrammeReading,
    ProgrammeResult,
    ShownFigure,
    UnitSettings,
)
from home.programmes.sections import TEXTS
from newsletters.blocks import IssueBody
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import ArticleCategory, ArticleIndexPage, PublicationIndexPage
from stakeholders import consent, search
from stakeholders.models import Affiliation, ContactPhone, Organisation, OrganisationName, Province, Sector
from tests.architecture import public_meetings
from tests.factories.articles import ArticleFactory
from tests.factories.home import (
    HelplineFactory,
    ImageFactory,
    KeyFigureFactory,
    grow,
    in_urdu,
    list_under,
    programme,
    site,
)
from tests.factories.publications import PublicationFactory
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record

# One of every kind, without its language.
PLACES = (
    "/",
    "/record/",
    "/figures/",
    "/newsletters/",
    "/newsletters/33/",
    "/news/",
    "/news/?category=blog",
    "/news/asking/",
    "/meetings/",
    "/meetings/?kind=coordination&q=meeting",
    f"/meetings/{timezone.localdate():%Y/%m}/",
    "/meetings/national/",
    "/meetings/decided/",
    "/meetings/decided/minutes/",
    "/meetings/off/",
    "/meetings/members/",
    "/decisions/",
    "/decisions/D-2026-01/",
    "/working-groups/",
    "/working-groups/twg/",
    "/working-groups/twg/meetings/",
    "/working-groups/twg/documents/",
    "/working-groups/twg/members/",
    "/working-groups/twg/actions/",
    "/working-groups/twg/year-in-review/2025/",
    "/publications/",
    "/publications/?kind=article&q=training",
    "/publications/article/",
    "/publications/withdrawn/",
    "/model/",
    "/model/force/",
    "/directory/",
    "/directory/?province=PK-BA&q=unit",
    "/directory/alliance/",
    "/search/",
    "/search/?q=unit",
    "/search/?q=nothing-of-the-kind",
    "/subscribe/",
    "/no-such-page/",
)
PAGES = (*PLACES, *(f"/ur{place}" for place in PLACES))


def build() -> None:
    """Fill the site."""
    home = site()
    UnitSettings.objects.update(unit_name="Coordination Unit", ministry="A Ministry", shows_helplines=True)
    HelplineFactory()
    for page in (home, home.get_translations().get()):
        page.summary = "Coordinates mental health and psychosocial support."
        page.save()
        for value in (2336, 473, 222):
            ShownFigure.objects.create(
                page=page, figure=KeyFigureFactory(value=value, brand="ہمدرد", brand_language="ur")
            )
    _fill_directory()
    public_meetings.build()
    model = grow(home, ContentPage, title="The model", slug="model", show_in_menus=True, body=[("text", "<p>Text</p>")])
    in_urdu(model, title="ماڈل")
    _fill_programme(model)
    _fill_publications(list_under(home, PublicationIndexPage))
    _fill_news(list_under(home, ArticleIndexPage))
    _fill_archive(list_under(home, NewsletterIndexPage))


def _fill_publications(publications: PublicationIndexPage) -> None:
    cited = PublicationFactory(
        parent=publications,
        slug="article",
        doi="10.1017/gmh.2025.1",
        abstract="<p>Background.</p>",
        authors=[("Asma", "Humayun"), ("Arooj", "Najmussaqib")],
    )
    report = PublicationFactory(parent=publications, kind="report", access="request")
    withdrawn = PublicationFactory(
        parent=publications,
        slug="withdrawn",
        withdrawn_on=datetime.date(2026, 1, 7),
        withdrawal_reason="Its figures were wrong.",
    )
    for page in (cited, report, withdrawn):
        in_urdu(page)


def _fill_archive(archive: NewsletterIndexPage) -> None:
    """Add a year of issues; the last holds one of each block, as the editor previews them, and has an Urdu edition."""
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
    issue.body = [(name, block.get_preview_value()) for name, block in IssueBody().child_blocks.items()]
    issue.greeting, issue.preheader = "Dear [[name]],", "Five events, three provinces."
    issue.save_revision().publish()
    in_urdu(issue, title="رابطہ کاری کا ایک سال", subject="خبرنامہ", greeting="محترم [[name]]،")


def _fill_news(news: ArticleIndexPage) -> None:
    """Add an article with one of each block that a body has, long enough for a table of contents."""
    picture = ImageFactory()
    body = {
        "heading": {"text": "What helps", "level": "h2"},
        "text": f"<p>{'Much can be said of it [1]. ' * 150}</p>",
        "image": {"image": {"image": picture.pk, "alt_text": "An emblem"}, "caption": "One", "credit": "The unit"},
        "quote": {"quote": "Ask early.", "attribution": "A nurse"},
        "key_figures": [KeyFigureFactory().pk],
        "faq": [{"question": "Is it free of charge?", "answer": "<p>Yes.</p>"}],
        "helplines": None,
        "sources": [
            {"title": "Asking for help", "publisher": "A press", "year": "2024", "url": "https://example.org/"}
        ],
    }
    article = ArticleFactory(
        parent=news,
        slug="asking",
        summary="When to ask, and whom.",
        by=("Mahnoor Qaisrani", "Nida Bangash"),
        hero=picture,
        hero_alt="An emblem",
        provenance="reprint",
        reprint_source="Institute",
        original_url="https://example.org/help",
        reprint_permission="Given in writing.",
        licence="CC-BY-4.0",
        body=BodyBlock().to_python([{"type": kind, "value": value} for kind, value in body.items()]),
    )
    article.tags.add("stigma")
    article.categories.add(
        *(ArticleCategory.objects.create(name=name, slug=name.lower()) for name in ("Blog", "Insights"))
    )
    article.save_revision().publish()
    in_urdu(article, title="مدد مانگنا", summary="کب اور کس سے پوچھیں۔")


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
