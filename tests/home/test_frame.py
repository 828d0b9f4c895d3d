"""What stands around every page: the unit, the menu, the way to the other language."""

import pytest
from wagtail.models import PageViewRestriction, Site

from home.models import ContentPage, UnitSettings
from tests.factories.home import grow, in_urdu, site
from tests.factories.meetings import MeetingFactory
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    home = site()
    UnitSettings.objects.update(
        unit_name="Coordination & Planning Unit", unit_name_ur="رابطہ یونٹ", ministry="A Ministry", ministry_ur="وزارت"
    )
    return home


def test_an_english_page_runs_left_to_right_and_names_the_unit(client, home):
    page = read(client, "/")

    assert (page.html["lang"], page.html["dir"]) == ("en", "ltr")
    assert "Coordination & Planning Unit" in page.select_one(".unit").text
    assert page.title.text == "Coordination & Planning Unit"


def test_an_urdu_page_runs_right_to_left_and_names_the_unit_in_urdu(client, home):
    page = read(client, "/ur/")

    assert (page.html["lang"], page.html["dir"]) == ("ur", "rtl")
    assert "رابطہ یونٹ" in page.select_one(".unit").text


def test_the_menu_lists_the_pages_chosen_for_it_and_marks_where_one_is(client, home):
    MeetingFactory(slug="third")

    lists = ["Newsletters", "Meetings", "Working groups", "Publications"]
    assert [link.text for link in read(client, "/").select(".nav a")][:4] == lists
    assert read(client, "/meetings/").select_one(".nav [aria-current=page]").text == "Meetings"
    assert read(client, "/meetings/third/").select_one(".nav [aria-current=true]").text == "Meetings"


def test_content_pages_outside_the_menu_stand_in_the_footer(client, home):
    grow(home, ContentPage, title="Privacy", slug="privacy")

    page = read(client, "/")

    assert [link["href"] for link in page.select(".foot nav a")] == ["/privacy/"]
    assert "Privacy" not in page.select_one(".nav").text


def test_the_language_link_leads_to_the_translation_where_there_is_one(client, home):
    MeetingFactory(slug="third", title_ur="تیسرا اجلاس")

    page = read(client, "/meetings/third/")
    link = page.select_one(".language a")

    assert (link["href"], link["lang"], link["hreflang"], link["dir"]) == ("/ur/meetings/third/", "ur", "ur", "rtl")
    assert {tag["hreflang"]: tag["href"] for tag in page.select("link[hreflang]")} == {
        "en": "http://testserver/meetings/third/",
        "ur": "http://testserver/ur/meetings/third/",
    }
    assert read(client, "/ur/meetings/third/").select_one(".language a")["href"] == "/meetings/third/"


def test_the_language_link_leads_to_the_other_home_page_where_there_is_no_translation(client, home):
    grow(home, ContentPage, title="Privacy", slug="privacy")

    page = read(client, "/privacy/")

    assert page.select_one(".language a")["href"] == "/ur/#no-edition"
    assert read(client, "/ur/").select_one("main #no-edition")
    assert [tag["hreflang"] for tag in page.select("link[hreflang]")] == ["en"]


def test_an_unpublished_translation_is_not_linked(client, home):
    in_urdu(grow(home, ContentPage, title="Privacy", slug="privacy")).unpublish()

    assert read(client, "/privacy/").select_one(".language a")["href"] == "/ur/#no-edition"


def test_the_page_of_a_route_keeps_its_route_in_the_other_language(client, home):
    page = read(client, "/record/")

    assert page.select_one(".language a")["href"] == "/ur/record/"
    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/record/"


def test_search_engines_and_messengers_get_title_and_summary(client, home):
    grow(home, ContentPage, title="About “us”", slug="about", summary="What the unit is for.")

    page = read(client, "/about/")

    assert page.select_one("meta[name=description]")["content"] == "What the unit is for."
    assert page.select_one("meta[property='og:title']")["content"] == "About “us”"
    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/about/"


@pytest.mark.parametrize(("url", "title"), [("/record/", "The record"), ("/figures/", "How our figures are counted")])
def test_a_room_of_the_home_page_is_shared_under_its_own_title(client, home, url, title):
    page = read(client, url)

    assert page.select_one("meta[property='og:title']")["content"] == title
    assert page.title.text.startswith(title)


def test_a_missing_page_says_so_in_the_language_of_its_address(client, home):
    page = read(client, "/no-such-page/", 404)

    assert page.h1.text == "There is no such page"
    assert page.select_one("main .places a")["href"] == "/"
    assert read(client, "/ur/no-such-page/", 404).html["dir"] == "rtl"


def test_a_page_that_is_missing_in_one_language_only_is_offered_in_the_other(client, home):
    page = grow(home, ContentPage, title="Privacy", slug="privacy")

    missed = read(client, "/ur/privacy/", 404)

    assert missed.select_one("main .notice a")["href"] == "/privacy/"
    assert missed.select_one(".language a")["href"] == "/privacy/"
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not read(client, "/ur/privacy/", 404).select_one("main .notice")


def test_a_missing_page_is_shown_even_before_the_site_is_set_up(client):
    assert Site.objects.count() == 1
    assert read(client, "/no-such-page/", 404).h1


def test_staff_get_wagtails_bar_and_the_public_does_not(client, admin_client, home):
    assert b"wagtail-userbar" not in client.get("/").content
    assert b"wagtail-userbar" in admin_client.get("/").content


def test_the_menu_follows_at_once_on_what_opens_it_and_needs_no_script(client, home):
    masthead = read(client, "/").select_one(".masthead")

    assert masthead.select_one("details.menu").find_next_sibling()["class"] == ["nav"]
    assert not masthead.select("script")
    assert masthead.select_one(".seek")["action"] == "/search/"


def test_the_latin_font_is_fetched_ahead_only_where_it_is_read(client, home):
    assert read(client, "/").select("link[rel=preload]")
    assert not read(client, "/ur/").select("link[rel=preload]")
