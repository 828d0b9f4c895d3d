"""Who gets a kept page, and of what none is ever kept."""

import datetime

import pytest
import time_machine
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from coordination_site.page_cache import rules
from coordination_site.page_cache.middleware import HIT, MADE, NOT_KEPT, OWN, STALE
from newsletters.models import IssuePage
from tests.factories.meetings import MeetingFactory
from tests.factories.staff import staff

ISSUE = "/newsletters/33/"


def status(client, url, **headers):
    return client.get(url, headers=headers)["Cache-Status"]


def test_the_second_reader_gets_what_the_first_one_got_and_the_database_is_not_asked(
    pages, home, client, django_assert_num_queries
):
    first = client.get(ISSUE)
    with django_assert_num_queries(0):
        second = Client().get(ISSUE)
    assert (first["Cache-Status"], second["Cache-Status"]) == (MADE, HIT)
    assert first.content == second.content
    assert "A year of the unit" in second.content.decode()
    own = {"Cache-Status"}
    assert {(k, v) for k, v in first.items() if k not in own} == {(k, v) for k, v in second.items() if k not in own}
    assert second["Content-Security-Policy"]
    assert second["Cache-Control"] == "no-cache"


def test_a_head_request_gets_the_kept_pages_headers(pages, home, client):
    alone = client.head(ISSUE)
    whole = client.get(ISSUE)
    head = client.head(ISSUE)
    assert (alone["Cache-Status"], head["Cache-Status"], head.content) == (NOT_KEPT, HIT, b"")
    assert alone["ETag"] == head["ETag"] == whole["ETag"]
    assert int(head["Content-Length"]) == len(whole.content)


def test_staff_get_pages_of_their_own_and_leave_none_behind(pages, home, client):
    editor = Client()
    editor.force_login(staff("Author"))
    for _twice in range(2):
        own = editor.get(ISSUE)
        assert "Cache-Status" not in own
        assert own["Cache-Control"] == "private"
        assert b"wagtail-userbar" in own.content
    assert status(client, ISSUE) == MADE
    assert b"wagtail-userbar" not in client.get(ISSUE).content
    assert b"wagtail-userbar" in editor.get(ISSUE).content


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_whoever_may_be_shown_something_of_their_own_is_not_answered_from_the_shelf(pages, home, client, cookie):
    assert status(client, ISSUE) == MADE
    client.cookies[cookie] = "something"
    answer = client.get(ISSUE)
    assert ("Cache-Status" in answer, answer["Cache-Control"]) == (False, "private")


def test_a_form_and_its_token_are_never_kept_nor_compressed(pages, home, client):
    for _twice in range(2):
        form = client.get("/subscribe/", headers={"accept-encoding": "gzip"})
        assert form.status_code == 200
        assert b"csrfmiddlewaretoken" in form.content
        assert form["Cache-Status"] in (NOT_KEPT, OWN)
        assert "ETag" not in form


def test_whoever_has_a_form_token_already_reads_kept_pages_and_keeps_none(pages, home, client):
    client.cookies["csrftoken"] = "x" * 32
    assert status(client, ISSUE) == NOT_KEPT
    # Nor keeps anybody else from keeping one: it would take one such reader to have all pages rendered for everybody.
    assert [status(Client(), ISSUE), status(client, ISSUE)] == [MADE, HIT]
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=50), tick=False):
        assert [status(client, ISSUE), status(Client(), ISSUE)] == [HIT, STALE]


def test_conditions_that_fail_keep_a_page_from_nobody(pages, home, client):
    feed = "/newsletters/feed/"
    assert status(client, feed, **{"if-match": '"other"'}) == MADE
    assert status(Client(), feed) == HIT


def test_cookies_of_other_sites_on_our_domain_change_nothing(pages, home, client):
    client.cookies["_ga"] = "GA1.1.2"
    assert (status(client, ISSUE), status(Client(), ISSUE)) == (MADE, HIT)


def test_a_page_behind_a_password_is_asked_for_each_time(pages, home, client, committed):
    assert b"In short." in client.get(ISSUE).content
    with committed():
        PageViewRestriction.objects.create(
            page=IssuePage.objects.get(slug="33"), restriction_type="password", password="secret"
        )
    for _twice in range(2):
        door = client.get(ISSUE)
        assert b"In short." not in door.content
        assert "ETag" not in door
    entered = Client()
    question = entered.get(ISSUE).context["form"]
    entered.post(question_url(entered), {"password": "secret", "return_url": question.initial["return_url"]})
    assert b"In short." in entered.get(ISSUE).content
    assert b"In short." not in client.get(ISSUE).content


def question_url(client):
    return client.get(ISSUE).context["action_url"]


@pytest.mark.parametrize("path", ["/health/", "/admin/login/", "/preferences/", "/meetings/calendar.ics", "/no-page/"])
def test_views_that_are_not_known_as_public_and_missing_pages_are_not_kept(pages, home, client, path):
    for _twice in range(2):
        assert client.get(path)["Cache-Status"] in (NOT_KEPT, OWN)
    assert not [key for key in pages._cache if ":page:" in key and ":claim:" not in key]


def test_only_the_number_of_a_lists_page_is_known_of_queries(pages, home, client):
    found = {query: [status(client, f"/newsletters/?{query}") for _twice in range(2)] for query in QUERIES}
    assert {query for query, seen in found.items() if HIT in seen} == {"page=2", "page=99"}
    flood = [client.get(f"/newsletters/?x={number}")["Cache-Status"] for number in range(20)]
    assert set(flood) == {OWN}
    assert status(client, "/newsletters/?page=2") == HIT


QUERIES = ("page=2", "page=99", "page=100", "page=0", "page=02", "page=٢", "page=2&page=3", "page=2&x=1", "x", "page=")


def test_what_follows_readers_is_neither_kept_apart_nor_repeated(pages, home, client):
    first = client.get(f"{ISSUE}?fbclid=somebody&utm_source=card")
    assert (first["Cache-Status"], status(client, ISSUE)) == (MADE, HIT)
    assert b"somebody" not in first.content
    listed = client.get("/meetings/?q=plan&utm_medium=mail&fbclid=somebody")
    assert b"q=plan" in listed.content
    assert b"somebody" not in listed.content


def test_hosts_schemes_and_languages_have_pages_of_their_own_and_the_browsers_language_has_none(
    pages, home, client, settings
):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    assert status(client, "/") == MADE
    assert status(client, "/", host="other.example.org") == MADE
    assert client.get("/", secure=True)["Cache-Status"] == MADE
    assert status(client, "/ur/") == MADE
    assert status(client, "/", **{"accept-language": "ur"}) == HIT
    assert 'lang="en"' in client.get("/", headers={"accept-language": "ur"}).content.decode()
    assert client.get("/", headers={"host": "evil.example.org"}).status_code == 400


def test_after_a_minute_a_meeting_has_passed_on_kept_pages_too(pages, home, committed):
    start = datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)
    with time_machine.travel(start - datetime.timedelta(seconds=10), tick=False) as clock:
        with committed():
            MeetingFactory(title="The plan", slug="plan", start=start, end=start + datetime.timedelta(seconds=1))
        before = Client().get("/meetings/").content
        clock.shift(30)
        assert status(Client(), "/meetings/") == HIT
        clock.shift(31)
        after = Client().get("/meetings/")
        assert after["Cache-Status"] == MADE
        assert after.content != before


ANSWERS = {
    "a cookie": lambda answer: answer.set_cookie("a", "b"),
    "private": lambda answer: answer.headers.setdefault("Cache-Control", "private"),
    "no-store": lambda answer: answer.headers.setdefault("Cache-Control", "max-age=60, No-Store"),
    "varies": lambda answer: answer.headers.setdefault("Vary", "Cookie, X-Country"),
    "not found": lambda answer: setattr(answer, "status_code", 404),
    "encoded": lambda answer: answer.headers.setdefault("Content-Encoding", "gzip"),
}


@pytest.mark.parametrize("spoil", ANSWERS.values(), ids=ANSWERS)
def test_a_word_of_caution_keeps_an_answer_from_the_shelf(spoil):
    request = RequestFactory().get("/")
    request.resolver_match = type("Match", (), {"view_name": "wagtail_serve"})
    answer = HttpResponse("text")
    assert rules.is_for_everybody(request, answer)
    spoil(answer)
    assert not rules.is_for_everybody(request, answer)
    assert not rules.is_for_everybody(request, StreamingHttpResponse([b"text"]))


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_only_reading_is_answered_from_the_shelf(pages, home, client, method):
    client.get(ISSUE)
    assert "Cache-Status" not in getattr(client, method)(ISSUE)
    assert "Cache-Status" not in client.get(ISSUE, headers={"authorization": "Basic eA=="})
