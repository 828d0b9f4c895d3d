"""The search of the site: what the public finds, and what it never does."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Page, PageViewRestriction

from home.models import ContentPage
from home.search import kinds
from meetings.models import Minutes
from newsletters.models import IssuePage, NewsletterIndexPage
from stakeholders import search as people_search
from stakeholders.models import Organisation
from tests.factories.home import grow, in_urdu, list_under, site
from tests.factories.meetings import DecisionFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import text_of, words

pytestmark = pytest.mark.django_db
HOSTILE = (
    '"foo',
    "*",
    "foo*",
    "\x00",
    "a\x00b",
    "'\"*(",
    "' OR 1=1 --",
    "); DROP TABLE home_contentpage;--",
    "NEAR(a b)",
    "title:x AND NOT (",
    "(?:a+)+$",
    "%s %(x)s {0}",
    "-foo",
    "\\",
    "a " * 5000,
    "x" * 10_000,
    "   ",
    "😀",
    "\u202e\u200c",
    "<script>alert(1)</script>",
    "&amp; & <!--",
)


@pytest.fixture
def home():
    return site()


def ask(client, text, where="/search/", **more):
    response = client.get(where, {"q": text, **more})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [link.get_text() for link in page.select(".results h2 a")]


def test_pages_are_found_by_title_summary_and_the_beginnings_of_words(client, home):
    archive = list_under(home, NewsletterIndexPage)
    issue = {"slug": "33", "number": 33, "subject": "A mail about counsellors"}
    grow(archive, IssuePage, title="Services begun in Quetta", **issue)
    grow(home, ContentPage, title="About", slug="about", summary="Who coordinates the services & why <b>.")

    both = ask(client, "serv")
    assert sorted(titles(both)) == ["About", "Services begun in Quetta"]
    assert [text_of(mark) for mark in both.select("p mark")] == ["services"]
    assert "& why <b>." in both.select_one(".results p").text + both.select(".results p")[-1].text
    assert [text_of(choice) for choice in both.select(".filter a")] == ["All kinds 2", "Newsletters 1", "Pages 1"]
    assert titles(ask(client, "serv", kind="newsletters")) == ["Services begun in Quetta"]
    assert titles(ask(client, "coordin about")) == ["About"]
    assert titles(ask(client, "quetta coordin")) == []


def test_arabic_letters_digits_diacritics_and_joiners_are_folded_on_both_sides(client, home):
    page = grow(home, ContentPage, title="About", slug="about")
    urdu = in_urdu(page, title="ہماری خدمات کے ۲۰۲۶", summary="صحت‌مند ذہن")
    assert Page.objects.get(pk=urdu.pk).live

    for spelling in ("هماري", "خِدمات", "کی 2026", "كے ٢٠٢٦", "صحتمند", "صحت\u200cمند", "ذهن"):
        found = ask(client, spelling, "/ur/search/")
        assert titles(found) == ["ہماری خدمات کے ۲۰۲۶"], spelling
        assert found.select(".results mark"), spelling
    assert found.select_one(".results h2 a")["lang"] == "ur"


def test_the_readers_language_comes_first_and_the_other_is_offered(client, home):
    page = grow(home, ContentPage, title="Hamdard", slug="hamdard")
    in_urdu(page, title="ہمدرد Hamdard")
    grow(home, ContentPage, title="Only English", slug="only")

    assert titles(ask(client, "hamdard")) == ["Hamdard"]
    urdu = ask(client, "english", "/ur/search/")
    assert titles(urdu) == []
    assert urdu.select_one(".elsewhere a")["href"] == "/search/?q=english"
    assert titles(ask(client, "hamdard", "/ur/search/")) == ["ہمدرد Hamdard"]


def test_a_text_is_read_aloud_in_the_language_that_most_of_it_is_in(client, home):
    grow(home, ContentPage, title="Force", slug="force", summary="The Hamdard Force (ہمدرد فورس) refers people.")
    in_urdu(grow(home, ContentPage, title="One", slug="one"), title="ایک", summary="ہمدرد فورس یعنی Hamdard لوگ")

    assert ask(client, "refers").select_one(".results p")["lang"] == "en"
    assert ask(client, "hamdard", "/ur/search/").select_one(".results p")["lang"] == "ur"


def test_nothing_is_found_by_what_an_editor_chose_in_a_block(client, home):
    heading = ("heading", {"text": "Who answers", "level": "h2"})
    grow(home, ContentPage, title="About", slug="about", body=[heading, ("text", "<p>Counsellors do.</p>")])
    archive = list_under(home, NewsletterIndexPage)
    body = [("heading", {"text": "Capacity", "level": "h2", "show_in": "both"})]
    grow(archive, IssuePage, title="A year", slug="33", number=33, subject="A year", body=body)

    assert titles(ask(client, "heading")) == titles(ask(client, "website")) == []
    assert titles(ask(client, "capacity")) == ["A year"]
    assert words(ask(client, "answers").select_one(".results p")) == "Who answers Counsellors do."


def test_records_that_are_no_pages_are_found_beside_them(client, home):
    OrganisationFactory(name="Sukoon Trust", name_ur="سکون ٹرسٹ", slug="sukoon", public=True)
    OrganisationFactory(name="Sukoon Hidden", slug="hidden", public=False)
    people_search.refresh_organisations(Organisation.objects.values_list("pk", flat=True))
    meeting = MeetingFactory(slug="held", state="held", minutes_visibility="public")
    Minutes.objects.create(meeting=meeting, state="approved")
    DecisionFactory(meeting=meeting, serial=1, text="Sukoon leads the helpline.")

    found = ask(client, "sukoon")

    assert sorted(titles(found)) == [meeting.decisions.get().number, "Sukoon Trust"]
    assert "/directory/sukoon/" in [link["href"] for link in found.select(".results a")]
    assert titles(ask(client, "سكون", "/ur/search/", kind="organisations")) == ["سکون ٹرسٹ"]
    for number in range(4):
        OrganisationFactory(name=f"Rahat {number}", slug=f"rahat-{number}", public=True)
    people_search.refresh_organisations(Organisation.objects.values_list("pk", flat=True))
    many = ask(client, "rahat")
    assert len(titles(many)) == 3
    assert text_of(many.select_one(".results .all")) == "Organisations: all 4"
    assert len(titles(ask(client, "rahat", kind="organisations"))) == 4
    assert titles(ask(client, "helpline")) == [meeting.decisions.get().number]


def test_what_the_public_may_not_see_is_not_found_counted_or_quoted(client, home):
    hidden = {"summary": "xqsecret words"}
    grow(home, ContentPage, title="Draft xqsecret", slug="draft", live=False, **hidden)
    closed = grow(home, ContentPage, title="Closed xqsecret", slug="closed", **hidden)
    grow(closed, ContentPage, title="Below xqsecret", slug="below", **hidden)
    PageViewRestriction.objects.create(page=closed, restriction_type="password", password="only for this test")
    MeetingFactory(slug="inner", title="Inner xqsecret", visibility="partners")

    nothing = ask(client, "xqnothing")
    for where in ("/search/", "/ur/search/"):
        for kind in ("", "meetings", "pages", "organisations"):
            found = ask(client, "xqsecret", where, kind=kind)
            assert titles(found) == []
            assert not found.select(".filter, .elsewhere")
    assert text_of(ask(client, "xqsecret").main).replace("xqsecret", "xqnothing") == text_of(nothing.main)


def test_a_meeting_that_closes_or_changes_its_name_is_found_accordingly(client, home):
    meeting = MeetingFactory(slug="m", title="Briefing on referral")
    assert titles(ask(client, "referral")) == ["Briefing on referral"]

    meeting.title = "Briefing on supervision"
    meeting.save()
    assert titles(ask(client, "referral")) == []
    assert titles(ask(client, "supervision")) == ["Briefing on supervision"]

    meeting.visibility = "unit"
    meeting.save()
    assert titles(ask(client, "supervision")) == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_whatever_breaks_the_search_or_gets_out_of_its_place(client, home, text):
    grow(home, ContentPage, title="<script>alert(1)</script> foo & NEAR", slug="foo")

    for where in ("/search/", "/ur/search/"):
        response = client.get(where, {"q": text, "kind": text[:50], "page": text[:50]})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content
        assert b"<!--" not in response.content


def test_the_admins_search_of_pages_survives_quotes_and_blanks(home):
    grow(home, ContentPage, title="Foo's page", slug="foo")
    for text in HOSTILE:
        list(Page.objects.search(text))
        list(Page.objects.autocomplete(text))
    assert [page.title for page in Page.objects.search('"foo')] == ["Foo's page"]
    assert [page.title for page in Page.objects.autocomplete('"fo')] == ["Foo's page"]


def test_many_results_are_paged_and_any_number_of_a_page_leads_to_one(client, home):
    for number in range(25):
        grow(home, ContentPage, title=f"Leaflet {number}", slug=f"leaflet-{number}")

    first, last = ask(client, "leaflet"), ask(client, "leaflet", page="999999999999999999999999")
    assert len(titles(first)) == 10
    assert first.select_one("[rel=next]")["href"] == "?q=leaflet&page=2"
    assert len(titles(last)) == 5
    assert "Page 3 of 3" in last.text
    assert len(titles(ask(client, "leaflet", page="-1"))) in (5, 10)
    assert text_of(ask(client, "").main).startswith("Search Words to look for")


def test_search_takes_the_same_queries_for_one_result_and_for_many(client, home, django_assert_max_num_queries):
    def fill(count):
        now = timezone.now()
        for number in range(count):
            grow(home, ContentPage, title=f"Quorum {now} {number}", slug=f"q-{count}-{number}", summary="Quorum")
            OrganisationFactory(name=f"Quorum {count} {number}", slug=f"quorum-{count}-{number}")
            MeetingFactory(title=f"Quorum {number}")
        people_search.refresh_organisations(Organisation.objects.values_list("pk", flat=True))

    fill(1)
    ask(client, "quorum")
    with django_assert_max_num_queries(60) as few:
        ask(client, "quorum")
    fill(10)
    with django_assert_max_num_queries(len(few)):
        ask(client, "quorum")


def test_search_engines_are_told_to_leave_results_alone(client, home):
    response = client.get("/search/?" + urlencode({"q": "x"}))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert client.post("/search/").status_code == 405


def test_a_group_is_found_by_its_acronym(client, home):
    group = WorkingGroupFactory(name="Technical group", acronym="TWG-MH")
    assert titles(ask(client, "twg")) == ["Technical group"]
    group.acronym = "KPTT"
    group.save()
    assert titles(ask(client, "kptt")) == ["Technical group"]
    assert titles(ask(client, "twg")) == []


def test_the_hint_names_every_kind_of_thing_that_is_found(client):
    site()
    hint = words(BeautifulSoup(client.get("/search/").content, "html.parser").select_one(".found p.soft"))

    every = {kinds.PAGES, *kinds.of_pages().values(), *(source.kind for source in kinds.sources.values())}
    assert [kind.code for kind in every if str(kind.label).lower() not in hint] == []
