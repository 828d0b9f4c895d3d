"""Newsletter 33 of the source document: its structure and links, its two languages, and that it is fit to be sent."""

import re

import pytest

from tests.coordination_site.newsletter_33 import SITE, line, link, links_of

# Django's for the sake of the fixture: the tests themselves ask nothing of the database.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

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


# Structure and links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", ["web", "mail"])
def test_the_parts_follow_one_another_under_headings_of_one_level(english, medium):
    soup = english.web.main if medium == "web" else english.mail
    headings = [line(heading.get_text(" ")) for heading in soup.find_all("h2")]
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
    assert link(soup, words) == path


@pytest.mark.parametrize("name", ["LinkedIn", "Facebook"])
def test_each_profile_is_linked_by_its_name(english, name):
    assert f"{SITE}/about/{name.lower()}/" in links_of(english.mail)


@pytest.mark.parametrize("slug", ["implementing-the-mhgap-hig", "supervision-based-evaluation"])
def test_the_link_to_each_paper_says_which_paper_it_is(english, demo, slug):
    title = demo.publications[slug].title
    for soup in (english.web.main, english.mail):
        links = [anchor for anchor in soup.find_all("a", href=True) if anchor["href"].endswith(f"/{slug}/")]
        assert links
        assert all(title in line(link.get_text(" ")) + link.get("aria-label", "") for link in links)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_mail_s_links_are_absolute_and_alive(demo, language):
    links = links_of(demo.editions[language].mail)
    personal = {"[[preferences_url]]", "[[unsubscribe_url]]"}
    assert [link for link in links if not link.startswith(f"{SITE}/") and link not in personal] == []
    assert {link: demo.statuses[link] for link in links if link not in personal} == dict.fromkeys(
        (link for link in links if link not in personal), 200
    )


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_has_no_dead_link(demo, language):
    links = links_of(demo.editions[language].web)
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
        assert f"{SITE}/ur{path}" in links_of(urdu.mail)


@pytest.mark.parametrize("medium", ["web", "mail", "text"])
def test_the_urdu_edition_has_every_figure_in_its_own_digits(urdu, medium):
    shown = urdu.words[medium].replace("٬", "").replace(",", "")
    figures = ["۳۳", "۲۳۳۶", "۴۷۳", "۲۲۲", "۱۸", "۲۰۰", "۱۵", "۱۰", "۴۵۰", "۲۰۰۰", "۳۲", "۲۰۲۵-۲۰۳۰", "۲۰۲۶-۲۰۲۸"]
    assert [figure for figure in figures if figure not in shown] == []


# Fit to be sent -------------------------------------------------------------------------------------------------------


def test_nothing_stands_in_the_way_of_approval_and_the_approver_knows_of_the_machine(english, urdu):
    assert english.findings == []
    assert [(finding.code, finding.blocks) for finding in urdu.findings] == [("machine_made", False)]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_mail_is_small_enough_not_to_be_clipped(demo, language):
    assert demo.editions[language].mail_bytes < CLIPPED_BY_GMAIL
