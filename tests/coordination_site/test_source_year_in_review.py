"""A group's year in review, the second of the source documents, row by row: on the site, in a mail, and as data."""

import datetime
import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from coordination_site.demo_content.reviews import load_reviews
from meetings import publishing, reviews
from meetings.enums import Visibility
from meetings.models import GroupIndexPage, WorkingGroup, YearInReview
from newsletters.blocks.reviews import Part
from newsletters.compose import compose
from newsletters.models import IssuePage
from tests.factories.home import list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.factories.newsletters import IssueFactory, archive, body
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[3] / "shared" / "seeds" / "001_9e5432d256550824.txt"

ROWS = {
    "title": ("Highlights of 2024", "Priorities for 2025"),
    "short cards": (
        "Newsletters",
        "key topics",
        "resources and tools",
        "Dedicated webinars and sessions",
        "prevention of suicide",
        "Partnerships",
        "NGOs",
        "CSOs",
        "more resilient",
        "In person",
        "May 2024",
    ),
    "forum": (
        "Mental Health Forum",
        "6–7 June 2024",
        "Warsaw",
        "Ministry of Health (MoH)",
        "World Health Organization",
    ),
    "objectives": (
        "Objectives",
        "many stakeholders of many sectors in mental health",
        "long-term commitment",
        "national Mental Health Coalition",
        "forms of governance across sectors",
        "children and young people",
        "care in the community",
        "draft Consensus Statement",
    ),
    "policy": (
        "National Mental Health Protection Programme",
        "2023–2030",
        "Roadmap",
        "→",
        "1 of 7 key priorities",
        "refugees from Ukraine",
    ),
    "proposed actions": (
        "Proposed actions",
        "Better access to MHPSS services",
        "A stronger system",
        "host populations",
        "More cooperation across sectors",
        "to the lead of government",
    ),
    "way forward": (
        "Stronger coordination and collaboration",
        "January 2025",
        "Joint advocacy",
        "Good practices and tools",
        "webinars with experts",
        "Joint trainings and stronger capacity",
        "Work across sectors",
        "Beyond the Protection and Health sectors",
    ),
    "contacts": (
        "For more information, write to",
        "Halina Sample",
        "Senior National Consultant for MHPSS",
        "mhpss@who.un.example.org",
        "Office of the United Nations High Commissioner for Refugees",
        "Yasmin Example",
        "Protection Officer",
        "protection@unhcr.un.example.org",
    ),
}


@pytest.fixture
def review():
    archive()
    OrganisationFactory(slug="who", name="World Health Organization", name_ur="عالمی ادارہ صحت")
    OrganisationFactory(slug="unhcr", name="Office of the United Nations High Commissioner for Refugees")
    group = WorkingGroupFactory(slug="mhpss-twg", acronym="MHPSS TWG")
    MeetingFactory(slug="mhpss-twg-january-2025", title="January meeting", groups=[group])
    assert (load_reviews(), load_reviews()) == (1, 0)
    return reviews.whole(YearInReview.objects.all()).get()


def page_of(review, language="en"):
    with translation.override(language):
        return BeautifulSoup(render_to_string("meetings/_review.html", {"review": review}), "html.parser")


def mail_of(review, **choice):
    block = {"review": review.pk, "parts": Part.values, "show_in": "both"} | choice
    return compose(IssuePage.objects.get(pk=IssueFactory(body=body(("year_in_review", block))).pk))


def words(html):
    text = html if isinstance(html, Tag) else BeautifulSoup(html, "html.parser")
    return " ".join(text.get_text(" ").split())


def test_every_fact_of_every_row_is_read_on_the_site_in_the_mail_and_in_its_text(review):
    mail = mail_of(review)
    shown = {"site": words(page_of(review)), "mail": words(mail.html), "text": " ".join(mail.text.split())}
    for medium, text in shown.items():
        missing = [fact for facts in ROWS.values() for fact in facts if fact not in text]
        assert missing == [], medium


def letters_only(text):
    """A PDF breaks lines where it likes: what is compared are the letters and numbers."""
    return re.sub(r"[^\w]", "", text)


def test_every_fact_is_read_at_the_address_of_the_page_and_in_its_pdf(client, review):
    index = list_under(site(), GroupIndexPage)
    publishing.publish_groups([review.group])
    shown = client.get(f"{index.url}mhpss-twg/year-in-review/2024/").content
    page = BeautifulSoup(shown, "html.parser")
    address = reverse("meetings:review", args=["mhpss-twg", 2024])
    assert page.select_one(f"a[href='{address}']") is not None
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    text = letters_only(" ".join(sheet.extract_text() for sheet in pdf.pages))
    for facts in ROWS.values():
        assert [fact for fact in facts if fact not in words(page)] == []
        assert [fact for fact in facts if letters_only(fact) not in text] == []
    assert b"mhpss@who" not in shown
    assert letters_only("Met: Held in Islamabad, with 19 organisations.") in text
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    for year in (2023, 10**30):
        assert client.get(reverse("meetings:review", args=["mhpss-twg", year])).status_code == 404
    urdu = client.get(f"/ur{address}")
    assert PdfReader(io.BytesIO(urdu.content)).trailer["/Root"]["/Lang"] == "ur"
    YearInReview.objects.update(published=False)
    hidden = (address, f"{index.url}mhpss-twg/year-in-review/", f"{index.url}mhpss-twg/year-in-review/2024/")
    assert [client.get(at).status_code for at in hidden] == [404, 404, 404]


def test_strong_words_stay_strong_and_the_meeting_that_a_priority_names_is_linked(review):
    site()
    page = page_of(review)
    strong = [words(mark) for mark in page.find_all("strong")]
    assert "Dedicated webinars and sessions" in strong
    assert "many stakeholders of many sectors in mental health" in strong
    assert page.select_one(".priorities a").text == "January meeting"
    assert "<strong>" in str(mail_of(review).html)


def test_what_became_of_a_priority_is_said_a_year_later(review):
    said = [words(row) for row in page_of(review).select(".priority-status")]
    assert said == ["Met", "Partly met", "Met", "Dropped"]
    assert reviews.to_judge(review.group, 2025) == review
    assert reviews.to_judge(review.group, 2024) is None


def test_it_is_kept_as_data(review):
    forum = review.highlights.get(category="forum")
    assert (forum.begins_on, forum.ends_on) == (datetime.date(2024, 6, 6), datetime.date(2024, 6, 7))
    assert forum.with_whom == ["Ministry of Health (MoH)", "World Health Organization"]
    assert review.highlights.get(category="meeting").when == "May 2024"
    assert [row.category for row in review.highlights.all()] == [
        *("newsletter", "webinar", "partnership", "meeting", "forum"),
    ]
    assert (review.policy_from, review.policy_until, review.policy_priorities) == (2023, 2030, 7)
    assert [contact.organisation.slug for contact in review.contacts.all()] == ["who", "unhcr"]


def test_in_urdu_it_is_read_in_urdu(review):
    page = words(page_of(review, "ur"))
    assert "فورم برائے ذہنی صحت" in page
    assert "۶–۷ جون ۲۰۲۴" in page
    assert "۲۰۲۳–۲۰۳۰" in page
    assert "عالمی ادارہ صحت" in page


def test_an_issue_shows_the_parts_that_were_chosen_and_nothing_of_a_review_that_is_not_public(review):
    some = words(mail_of(review, parts=["contacts"]).html)
    assert "Halina Sample" in some
    assert "Warsaw" not in some
    YearInReview.objects.update(published=False)
    hidden = mail_of(review)
    assert "Halina" not in hidden.html + hidden.text
    YearInReview.objects.update(published=True)
    WorkingGroup.objects.update(visibility=Visibility.PARTNERS)
    of_closed_group = mail_of(review)
    assert "Halina" not in of_closed_group.html + of_closed_group.text
    assert list(reviews.public(review.group)) == []


def test_an_address_is_no_plain_text_on_the_site(review):
    source = render_to_string("meetings/_review.html", {"review": review})
    assert "mhpss@who" not in source
    assert page_of(review).select_one(".review-contacts a")["href"] == "mailto:mhpss@who.un.example.org"


def test_it_is_read_by_seven_queries_however_many_there_are(review, django_assert_num_queries):
    YearInReview.objects.create(group=review.group, year=2023)
    with django_assert_num_queries(7):
        list(reviews.whole(YearInReview.objects.all()))


def test_every_number_of_the_source_document_is_in_ours(review):
    if not SOURCE.exists():
        pytest.skip("the source document is not at hand")
    numbers = set(re.findall(r"\d+", SOURCE.read_text(encoding="utf-8")))
    assert numbers - set(re.findall(r"\d+", words(page_of(review)))) == set()
