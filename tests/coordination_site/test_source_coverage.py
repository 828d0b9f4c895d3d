"""Newsletter 33 of the source document, row by row: kept as data, and shown on the page, in the mail and in its text.

The demo is loaded and rendered once; the tests read what came out.
"""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation

from coordination_site.demo_content.load import load
from home.models import KeyFigure, UnitSettings
from meetings.models import MeetingPage
from newsletters import preflight
from newsletters.compose import compose
from newsletters.models import IssuePage
from publications.models import PublicationPage

pytestmark = pytest.mark.django_db  # for the sake of the module's fixture; the tests themselves ask nothing of it

NOW = datetime.datetime(2026, 1, 12, 9, tzinfo=datetime.UTC)
SOURCE = Path(__file__).parents[3] / "shared" / "seeds" / "000_012167b0babde84b.txt"
SITE = "http://testserver"
CLIPPED_BY_GMAIL = 100_000  # bytes of HTML
EVENTS = (
    "/meetings/launch-implementation-plan-2025-2030/",
    "/meetings/first-national-coordination-meeting/",
    "/meetings/second-national-coordination-meeting/",
    "/meetings/implementation-khyber-pakhtunkhwa/",
    "/meetings/implementation-balochistan/",
)
WORKING_GROUPS = (
    "To the working groups on sexual and reproductive health (SRH) and gender-based violence (GBV), to build MHPSS "
    "into their responses"
)
TOOLS = (
    "/mhpss-model/mhpss-website/",
    "/mhpss-model/hamdard-force/",
    "/mhpss-model/mycare-plus/",
    "/mhpss-model/mhgap-hig-pk/",
)


@dataclass(frozen=True)
class Edition:
    """One language of the issue, as it comes out in each medium."""

    issue: IssuePage
    blocks: list[tuple[str, str]]  # kind and words, with spaces in order
    web: BeautifulSoup
    mail: BeautifulSoup
    mail_bytes: int
    text: str
    findings: list[preflight.Finding]

    @property
    def words(self) -> dict[str, str]:
        """What a reader sees in each medium, on one line."""
        return {
            "web": _line(self.web.main.get_text(" ")),
            "mail": _line(self.mail.get_text(" ")),
            "text": _line(self.text),
        }


@dataclass(frozen=True)
class Demo:
    editions: dict[str, Edition]
    figures: dict[str, KeyFigure]
    meetings: dict[str, MeetingPage]
    provinces: dict[str, list[str]]
    publications: dict[str, PublicationPage]
    authors: dict[str, list[tuple[str, str]]]
    unit: UnitSettings
    statuses: dict[str, int]  # what the links of both mails answer


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Demo:
    with django_db_blocker.unblock(), override_settings(APPROVE_BY_CODE=True), transaction.atomic():
        load(contacts=1, password="only for this test", now=NOW, say=lambda added: None)
        rendered = _render()
        transaction.set_rollback(True)
    return rendered


def _render() -> Demo:
    editions = {issue.locale.language_code: _edition(issue) for issue in IssuePage.objects.filter(number=33)}
    meetings = {page.slug: page for page in MeetingPage.objects.filter(locale__language_code="en")}
    publications = {page.slug: page for page in PublicationPage.objects.filter(locale__language_code="en")}
    return Demo(
        editions=editions,
        figures={figure.key: figure for figure in KeyFigure.objects.all()},
        meetings=meetings,
        provinces={slug: sorted(place.code for place in page.provinces.all()) for slug, page in meetings.items()},
        publications=publications,
        authors={slug: list(page.contributors.values_list("given", "family")) for slug, page in publications.items()},
        unit=UnitSettings.objects.get(),
        statuses={
            link: Client().get(link.removeprefix(SITE)).status_code
            for edition in editions.values()
            for link in _links(edition.mail)
            if link.startswith(SITE)
        },
    )


def _edition(issue: IssuePage) -> Edition:
    with translation.override(issue.locale.language_code):
        content = compose(issue)
        page = Client().get(issue.url).content.decode()
        findings = preflight.check(issue)
    raw = [
        (block.block_type, _line(BeautifulSoup(str(block.value), "html.parser").get_text(" "))) for block in issue.body
    ]
    return Edition(
        issue=issue,
        blocks=raw,
        web=BeautifulSoup(page, "html.parser"),
        mail=BeautifulSoup(content.html, "html.parser"),
        mail_bytes=len(content.html.encode()),
        text=content.text,
        findings=findings,
    )


def _line(text: str) -> str:
    return re.sub(r"\s+([.,:;])", r"\1", " ".join(text.split()))


def _links(soup: BeautifulSoup) -> list[str]:
    return [anchor["href"] for anchor in soup.find_all("a", href=True)]


def _link(soup: BeautifulSoup, words: str) -> str:
    """Return where the link with these words leads; it has to be the one and only."""
    (anchor,) = (anchor for anchor in soup.find_all("a", href=True) if _line(anchor.get_text(" ")) == words)
    return anchor["href"].removeprefix(SITE)


@pytest.fixture
def english(demo: Demo) -> Edition:
    return demo.editions["en"]


@pytest.fixture
def urdu(demo: Demo) -> Edition:
    return demo.editions["ur"]


# What a reader finds in every medium ----------------------------------------------------------------------------------

ROWS = {
    "issue and title": (
        "Newsletter 33",
        "7 January 2026",
        "Mental Health Strategic Planning and Coordination Unit: 2025",
    ),
    "lead": (
        "Ministry of Planning, Development and Special Initiatives (MoPD&SI)",
        "MHSP&C Unit",
        "institutional framework",
        "launch it as a national priority",
        "terms of reference (ToRs)",
        "national mechanism of steering and coordination",
        "technical expertise to provincial and federal government and to organisations outside government",
        "gaps",
        "openings",
        "national and provincial mental health systems",
    ),
    "coordination": (
        "Coordination with key stakeholders",
        "federal and provincial governments, UN agencies and development partners",
        "Launch of the MHPSS 5-year Implementation Plan (2025-2030)",
        "First national MHPSS coordination meeting",
        "Second national MHPSS coordination meeting",
        "MHPSS services put into practice in Khyber Pakhtunkhwa",
        "MHPSS services put into practice in Balochistan",
    ),
    "technical support": (
        "Technical support provided",
        "comprehensive 5-year National MHPSS Implementation Plan",
        "Implementation Science Framework",
        "step by step",
        "Health Departments of Khyber Pakhtunkhwa, Balochistan and Gilgit-Baltistan",
        "pilot services",
        "(MoNHSR&C), to dedicate funds for developing MHPSS implementation plans (2026-2028)",
        "Health Department, Balochistan, to dedicate funds for developing MHPSS implementation plans (2025-2026)",
        "sexual and reproductive health (SRH) and gender-based violence (GBV)",
    ),
    "model": (
        "The MHPSS model",
        "revising and updating its digital tools",
        "MHPSS website",
        "Hamdard Force",
        "MyCare+",
        "mhGAP-HIG-PK",
    ),
    "capacity building": (
        "Capacity building",
        "pilot services in three provinces",
        "18 mental health specialists, trained as trainers",
        "Over 200 primary care physicians, trained to manage common mental disorders in primary care",
        "15 clinical psychologists, who supervise the Hamdard Force and provide psychosocial services at Tier 2",
        "10 Hamdard Force coordinators in Gilgit-Baltistan (GB)",
        "Over 450 community members at work as Hamdard Force, who identify and refer people with mental disorders",
        "Over 2000 cases referred to the MHPSS portal from the community and from primary care",
    ),
    "impact": (
        "Our impact",
        "2,336",
        "People who received services",
        "473",
        "Trained community mental health workers",
        "222",
        "Trained primary healthcare workers",
    ),
    "publications": (
        "Peer-reviewed publications",
        "Implementing the mhGAP-HIG: the process and evaluation of training primary healthcare workers",
        "in Khyber Pakhtunkhwa, Pakistan",
        "Cambridge University Press",
        "10 September 2025",
        "Supervision-based evaluation of primary healthcare workers' performance after mhGAP-HIG training in Pakistan",
        "SSM - Mental Health",
        "June 2025",
        "100451",
        "Humayun",
        "Najmussaqib",
        "Muneeb",
    ),
    "reports and dissemination": (
        "Reports and dissemination",
        "Regular reports on putting MHPSS into practice in Khyber Pakhtunkhwa (KP), Balochistan and Baltistan",
        "32 e-newsletters",
        "sent to nearly 2000 key stakeholders",
        "LinkedIn",
        "Facebook",
    ),
}


@pytest.mark.parametrize("medium", ["web", "mail", "text"])
@pytest.mark.parametrize("row", ROWS)
def test_every_fact_of_a_row_is_shown(english, row, medium):
    shown = english.words[medium]
    if medium == "text":
        shown = _line(re.sub(r"<[^>]*>", "", shown))
    assert [fact for fact in ROWS[row] if fact not in shown] == []


@pytest.mark.parametrize("medium", ["mail", "text"])
def test_the_mail_signs_off_with_unit_address_and_the_reader_s_links(english, demo, medium):
    shown = english.words[medium]
    assert "Mental Health Strategic Planning & Coordination Unit" in shown
    assert demo.unit.postal_address in shown
    source = str(english.mail) if medium == "mail" else english.text
    for needed in ("[[preferences_url]]", "[[unsubscribe_url]]", f"{SITE}/newsletters/33/"):
        assert needed in source


def test_every_number_of_the_source_document_is_in_ours(english):
    if not SOURCE.exists():
        pytest.skip("the source document is not at hand")
    numbers = set(re.findall(r"\d+", SOURCE.read_text(encoding="utf-8")))
    ours = set(re.findall(r"\d+", english.words["text"].replace("2,336", "2336")))
    assert numbers - ours == set()


# What is kept as data -------------------------------------------------------------------------------------------------


def test_the_issue_has_its_number_date_and_title_in_fields_of_their_own(english):
    issue = english.issue
    assert (issue.number, issue.issue_date) == (33, datetime.date(2026, 1, 7))
    assert issue.title == "Mental Health Strategic Planning and Coordination Unit: 2025"
    assert 40 <= len(issue.preheader) <= 90


@pytest.mark.parametrize(
    ("slug", "kind", "provinces"),
    [
        ("launch-implementation-plan-2025-2030", "launch", 7),
        ("first-national-coordination-meeting", "coordination", 7),
        ("second-national-coordination-meeting", "coordination", 7),
        ("implementation-khyber-pakhtunkhwa", "implementation", ["PK-KP"]),
        ("implementation-balochistan", "implementation", ["PK-BA"]),
    ],
)
def test_each_event_is_a_meeting_on_record_with_its_kind_and_province(demo, slug, kind, provinces):
    meeting = demo.meetings[slug]
    assert (meeting.kind, meeting.state) == (kind, MeetingPage.State.HELD)
    found = demo.provinces[slug]
    assert (found if isinstance(provinces, list) else len(found)) == provinces


@pytest.mark.parametrize(
    ("key", "qualifier", "value"),
    [
        ("people-served", "", 2336),
        ("community-workers-trained", "", 473),
        ("primary-care-workers-trained", "", 222),
        ("specialists-trained", "", 18),
        ("physicians-trained", "over", 200),
        ("psychologist-supervisors", "", 15),
        ("coordinators-gilgit-baltistan", "", 10),
        ("hamdard-force-members", "over", 450),
        ("cases-referred", "over", 2000),
        ("stakeholders-reached", "nearly", 2000),
    ],
)
def test_each_figure_is_a_record_with_qualifier_definition_date_and_source(demo, key, qualifier, value):
    figure = demo.figures[key]
    assert (figure.qualifier, figure.value) == (qualifier, value)
    assert figure.definition
    assert figure.as_of
    assert figure.source


def test_figures_that_look_alike_say_what_tells_them_apart(demo):
    definitions = [figure.definition for figure in demo.figures.values()]
    assert len(set(definitions)) == len(definitions)


@pytest.mark.parametrize(
    ("slug", "authors", "facts"),
    [
        (
            "implementing-the-mhgap-hig",
            [("Asma", "Humayun"), ("Arooj", "Najmussaqib")],
            {
                "publisher": "Cambridge University Press",
                "published_on": datetime.date(2025, 9, 10),
                "published_precision": "day",
                "online_first": True,
                "peer_reviewed": True,
                "kind": "article",
            },
        ),
        (
            "supervision-based-evaluation",
            [("Asma", "Humayun"), ("Arooj", "Najmussaqib"), ("Noor ul Ain", "Muneeb")],
            {
                "journal": "SSM - Mental Health",
                "volume": "7",
                "pages": "100451",
                "published_on": datetime.date(2025, 6, 1),
                "published_precision": "month",
                "peer_reviewed": True,
                "kind": "article",
            },
        ),
    ],
)
def test_each_paper_is_a_record_with_its_authors_in_order(demo, slug, authors, facts):
    publication = demo.publications[slug]
    assert demo.authors[slug] == authors
    assert {name: getattr(publication, name) for name in facts} == facts


# Structure and links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", ["web", "mail"])
def test_the_parts_follow_one_another_under_headings_of_one_level(english, medium):
    soup = english.web.main if medium == "web" else english.mail
    headings = [_line(heading.get_text(" ")) for heading in soup.find_all("h2")]
    parts = [
        "Coordination with key stakeholders",
        "Technical support provided",
        "The MHPSS model",
        "Capacity building",
        "Our impact",
        "Peer-reviewed publications",
        "Reports and dissemination",
    ]
    assert [heading for heading in headings if heading in parts] == parts
    assert len(soup.find_all("h1")) == 1


@pytest.mark.parametrize("medium", ["web", "mail"])
@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("MHSP&C Unit", "/about/"),
        ("Launch of the MHPSS 5-year Implementation Plan (2025-2030)", EVENTS[0]),
        ("First national MHPSS coordination meeting", EVENTS[1]),
        ("Second national MHPSS coordination meeting", EVENTS[2]),
        ("MHPSS services put into practice in Khyber Pakhtunkhwa", EVENTS[3]),
        ("MHPSS services put into practice in Balochistan", EVENTS[4]),
        (
            WORKING_GROUPS,
            "/meetings/srh-and-gbv-working-groups/",
        ),
        ("MHPSS website", TOOLS[0]),
        ("Hamdard Force", TOOLS[1]),
        ("MyCare+", TOOLS[2]),
        ("mhGAP-HIG-PK", TOOLS[3]),
        ("32 e-newsletters", "/newsletters/"),
    ],
)
def test_each_link_of_the_source_leads_to_its_record(english, medium, words, path):
    soup = english.web.main if medium == "web" else english.mail
    assert _link(soup, words) == path


@pytest.mark.parametrize("name", ["LinkedIn", "Facebook"])
def test_each_profile_is_linked_by_its_name(english, name):
    assert f"{SITE}/about/{name.lower()}/" in _links(english.mail)


@pytest.mark.parametrize("slug", ["implementing-the-mhgap-hig", "supervision-based-evaluation"])
def test_the_link_to_each_paper_says_which_paper_it_is(english, demo, slug):
    title = demo.publications[slug].title
    for soup in (english.web.main, english.mail):
        links = [anchor for anchor in soup.find_all("a", href=True) if anchor["href"].endswith(f"/{slug}/")]
        assert links
        assert all(title in _line(link.get_text(" ")) + link.get("aria-label", "") for link in links)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_mail_s_links_are_absolute_and_alive(demo, language):
    links = _links(demo.editions[language].mail)
    personal = {"[[preferences_url]]", "[[unsubscribe_url]]"}
    assert [link for link in links if not link.startswith(f"{SITE}/") and link not in personal] == []
    assert {link: demo.statuses[link] for link in links if link not in personal} == dict.fromkeys(
        (link for link in links if link not in personal), 200
    )


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_has_no_dead_link(demo, language):
    links = _links(demo.editions[language].web)
    assert [link for link in links if link in {"", "#"} or link.startswith("javascript:")] == []


def test_the_text_part_keeps_the_numbers_of_its_lists(english):
    numbered = re.findall(r"(?m)^(\d)\. (\S+ \S+)", english.text)
    assert [number for number, _words in numbered] == [*"12345", *"12345", *"123456", *"123"]
    assert ("1", "Launch of") in numbered
    assert ("6", "Over 2000") in numbered


def test_only_the_fifth_entry_of_the_support_is_a_link(english):
    heading = next(heading for heading in english.web.main.find_all("h2") if "support" in heading.get_text())
    entries = heading.find_next("ol").find_all("li")
    assert [bool(entry.find("a")) for entry in entries] == [False, False, False, False, True]


def test_each_tool_has_an_emblem_that_a_screen_reader_can_skip(english):
    images = [image for image in english.mail.find_all("img") if "emblem" in image["src"].lower()]
    assert len(images) == 4
    assert all(image.get("alt") == "" for image in images)


def test_the_map_is_described_in_the_language_of_its_edition(english, urdu):
    for edition, word in ((english, "Schematic map of Pakistan"), (urdu, "پاکستان کا خاکہ")):
        assert any(word in image.get("alt", "") for image in edition.mail.find_all("img"))
        assert any(word in image.get("alt", "") for image in edition.web.main.find_all("img"))


# Language -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", ["web", "mail"])
def test_the_urdu_word_mark_is_text_spelled_right_and_kept_apart_from_the_digits(english, medium):
    soup = english.web.main if medium == "web" else english.mail
    marks = [mark for mark in soup.find_all("bdi") if mark.get_text(strip=True) == "ہمدرد فورس"]
    assert [(mark["lang"], mark["dir"]) for mark in marks] == [("ur", "rtl")]


def test_the_urdu_word_mark_is_isolated_in_the_text_part(english):
    assert "\u2068ہمدرد فورس\u2069" in english.text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_garbled_word_mark_of_the_source_is_nowhere(demo, language):
    edition = demo.editions[language]
    assert not [part for part in (str(edition.web), str(edition.mail), edition.text) if "بمدد" in part]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_page_furniture_of_publishers_came_along(demo, language):
    furniture = re.compile(
        r"Show author details|eLetters|Save PDF|Rights & Permissions|Aims and scope|Submit manuscript"
    )
    assert [words for words in demo.editions[language].words.values() if furniture.search(words)] == []


def test_the_urdu_edition_is_built_of_the_same_blocks(english, urdu):
    assert [kind for kind, _words in english.blocks] == [kind for kind, _words in urdu.blocks]
    assert english.issue.translation_key == urdu.issue.translation_key


def test_the_urdu_edition_is_set_from_right_to_left_and_links_to_urdu_pages(urdu):
    assert (urdu.web.html["lang"], urdu.web.html["dir"]) == ("ur", "rtl")
    assert (urdu.mail.html["lang"], urdu.mail.html["dir"]) == ("ur", "rtl")
    for path in (*EVENTS, *TOOLS, "/newsletters/"):
        assert f"{SITE}/ur{path}" in _links(urdu.mail)


@pytest.mark.parametrize("medium", ["web", "mail", "text"])
def test_the_urdu_edition_has_every_figure_in_its_own_digits(urdu, medium):
    shown = urdu.words[medium].replace("٬", "").replace(",", "")
    figures = ["۳۳", "۲۳۳۶", "۴۷۳", "۲۲۲", "۱۸", "۲۰۰", "۱۵", "۱۰", "۴۵۰", "۲۰۰۰", "۳۲", "۲۰۲۵-۲۰۳۰", "۲۰۲۶-۲۰۲۸"]
    assert [figure for figure in figures if figure not in shown] == []


# Fit to be sent -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_stands_in_the_way_of_approval(demo, language):
    assert demo.editions[language].findings == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_mail_is_small_enough_not_to_be_clipped(demo, language):
    assert demo.editions[language].mail_bytes < CLIPPED_BY_GMAIL
