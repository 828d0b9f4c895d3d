"""A copy that still holds is not sent again, and what is sent is as small as the reader takes it."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from coordination_site import page_cache
from coordination_site.page_cache.answers import Page
from coordination_site.page_cache.middleware import HIT, MADE
from home.models import HomePage


def test_a_copy_that_holds_is_confirmed_without_rendering(pages, home, client, django_assert_num_queries):
    etag = client.get("/")["ETag"]
    with django_assert_num_queries(0):
        answer = Client().get("/", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"], answer["Cache-Status"]) == (304, b"", etag, HIT)
    assert (answer["Cache-Control"], answer["Vary"]) == ("no-cache", "Accept-Encoding, Cookie")


def test_a_copy_of_an_older_page_is_replaced(pages, home, client, committed):
    etag = client.get("/")["ETag"]
    with committed():
        HomePage.objects.filter(pk=home.pk).update(title="Another title")
    answer = client.get("/", headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert answer["ETag"] != etag


def test_pages_that_are_not_kept_confirm_copies_as_well(pages, home, client):
    etag = client.get("/meetings/?q=plan")["ETag"]
    assert client.get("/meetings/?q=plan", headers={"if-none-match": etag}).status_code == 304
    assert client.get("/meetings/?q=plans", headers={"if-none-match": etag}).status_code == 200


def test_a_feed_reader_with_a_copy_leaves_the_feed_behind_for_others(pages, home, client):
    feed = "/newsletters/feed/"
    etag = client.get(feed)["ETag"]
    page_cache.empty()
    first = client.get(feed, headers={"if-none-match": etag})
    assert (first.status_code, first["Cache-Status"]) == (304, MADE)
    second = client.get(feed)
    assert (second.status_code, second["Cache-Status"]) == (200, HIT)
    assert b"<feed" in second.content


def test_the_same_page_has_the_same_tag_on_every_rendering(home, client):
    """Nothing in a page may be of the moment; the test settings keep none."""
    for path in ("/", "/ur/", "/newsletters/33/", "/newsletters/", "/meetings/", "/directory/"):
        assert client.get(path)["ETag"] == client.get(path)["ETag"]


TAKEN = {
    "gzip": True,
    "br, gzip;q=0.5": True,
    "*": True,
    "": False,
    "gzip;q=0": False,
    "gzip; q=0.0, br": False,
    "br": False,
}


@pytest.mark.parametrize(("accepted", "compressed"), TAKEN.items())
def test_a_page_is_compressed_for_those_who_take_it_so(pages, home, client, accepted, compressed):
    plain = client.get("/").content
    answer = client.get("/", headers={"accept-encoding": accepted})
    assert (answer.get("Content-Encoding") == "gzip") is compressed
    assert (gzip.decompress(answer.content) if compressed else answer.content) == plain
    assert int(answer["Content-Length"]) == len(answer.content)


IF_NONE_MATCH = {'W/"a"': 304, '"a"': 304, "*": 304, '"b", W/"a"': 304, '"b"': 200, "a": 200, "": 200, '"a': 200}


@pytest.mark.parametrize(("asked", "status"), IF_NONE_MATCH.items())
def test_tags_are_compared_weakly(asked, status):
    page = Page.of(HttpResponse("text", headers={"ETag": '"a"'}))
    assert page.answer(RequestFactory().get("/", headers={"if-none-match": asked})).status_code == status
