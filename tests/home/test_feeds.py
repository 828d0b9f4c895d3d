"""What every Atom feed of the site holds to (RFC 4287), whatever is put into it."""

import datetime
from xml.etree import ElementTree  # parses our own feed

import pytest
from django.test import RequestFactory

from home import feeds
from home.feeds import Entry
from tests.factories.home import site

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def ask(*entries, **headers):
    request = RequestFactory().get("/feed/", headers=headers)
    return feeds.atom(request, page=site(), title="The record", entries=entries)


def test_every_entry_has_an_id_a_title_and_a_date_and_holds_no_markup():
    plain = Entry("a < b & c\x00\x0b", "http://testserver/a/", NOON, summary="<b>x</b>", language="ur", kind="Plan")
    feed = ElementTree.fromstring(ask(plain, Entry("b", "http://testserver/b/", NOON.date())).content)  # noqa: S314

    first, second = feed.iterfind(f"{ATOM}entry")
    assert first.find(f"{ATOM}title").text == "a < b & c"
    assert first.find(f"{ATOM}summary").text == "&lt;b&gt;x&lt;/b&gt;"
    assert first.get("{http://www.w3.org/XML/1998/namespace}lang") == "ur"
    assert first.find(f"{ATOM}category").get("term") == "Plan"
    assert [entry.find(f"{ATOM}id").text for entry in (first, second)] == [
        "http://testserver/a/",
        "http://testserver/b/",
    ]
    assert second.find(f"{ATOM}summary") is None
    assert second.find(f"{ATOM}updated").text == "2026-03-01T00:00:00+05:00"
    assert feed.find(f"{ATOM}updated").text == "2026-03-01T12:00:00+00:00"
    assert feed.find(f"{ATOM}author/{ATOM}name").text


def test_a_reader_who_has_the_feed_is_told_that_it_is_the_same():
    entry = Entry("a", "http://testserver/a/", NOON)
    first = ask(entry)

    assert ask(entry, if_none_match=first["ETag"]).status_code == 304
    assert ask(entry, if_modified_since=first["Last-Modified"]).status_code == 304
    assert ask(Entry("b", "http://testserver/a/", NOON), if_none_match=first["ETag"]).status_code == 200


def test_an_empty_feed_is_a_feed_and_stays_the_same():
    first, later = ask(), ask()

    assert ElementTree.fromstring(first.content).find(f"{ATOM}updated").text  # noqa: S314
    assert first["ETag"] == later["ETag"]
