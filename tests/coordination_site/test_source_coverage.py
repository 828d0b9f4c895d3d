"""Newsletter 33 of the source document, row by row: every fact shown in every medium, and kept as data."""

import datetime
import re
from pathlib import Path

import pytest

from meetings.models import Meeting
from tests.coordination_site.newsletter_33 import SITE, line

# Django's for the sake of the fixture: the tests themselves ask nothing of the database.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SOURCE = Path(__file__).parents[3] / "shared" / "seeds" / "000_012167b0babde84b.txt"

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
        shown = line(re.sub(r"<[^>]*>", "", shown))
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
    assert (meeting.kind, meeting.state) == (kind, Meeting.State.HELD)
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
                "article_number": "100451",
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
