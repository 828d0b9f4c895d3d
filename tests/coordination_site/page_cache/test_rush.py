"""Many at once, several processes, and a cache that goes away."""

import runpy
import threading
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import RedisError

from coordination_site import page_cache
from coordination_site.page_cache.middleware import AWAY, HIT, MADE, NOT_KEPT, STALE, PageCacheMiddleware
from coordination_site.settings.caches import caches as cache_settings

READERS = 8


class Site:
    """Stands in for the site: counts renderings, each of which ends when it may."""

    def __init__(self, answer=lambda: HttpResponse("page")):
        self.renderings = 0
        self.answer = answer
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def __call__(self, request):
        self.renderings += 1
        self.begun.set()
        self.may_end.wait(10)
        request.resolver_match = SimpleNamespace(view_name="wagtail_serve")
        return self.answer()


@pytest.fixture
def on_disk(settings, tmp_path):
    """A cache that processes share, and no other memory of theirs."""
    disk = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path), "TIMEOUT": 60}
    settings.CACHES = cache_settings("memory://") | {"pages": disk}


def ask(middleware, path="/"):
    return middleware(RequestFactory().get(path))


def at_once(middleware, path="/"):
    answers = []
    readers = [threading.Thread(target=lambda: answers.append(ask(middleware, path))) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    return readers, answers


def test_of_many_who_ask_for_a_cold_page_one_renders_it(pages, monkeypatch):
    # In memory as in Redis, other than on disk, of several who claim at once one alone is told that it may.
    monkeypatch.setattr("coordination_site.page_cache.shelf.PATIENCE", 30)
    site = Site()
    site.may_end.clear()
    readers, answers = at_once(PageCacheMiddleware(site))
    assert site.begun.wait(10)
    site.may_end.set()
    for reader in readers:
        reader.join(30)
    assert site.renderings == 1
    assert [answer.content for answer in answers] == [b"page"] * READERS


def test_who_comes_too_late_to_wait_and_too_early_to_see_it_renders_nothing(on_disk, monkeypatch):
    site = Site()
    middleware = PageCacheMiddleware(site)
    looked = middleware.shelf.look

    def look_before_another_renders(name):
        place = looked(name)
        monkeypatch.setattr(middleware.shelf, "look", looked)
        assert ask(middleware)["Cache-Status"] == MADE
        return place

    monkeypatch.setattr(middleware.shelf, "look", look_before_another_renders)
    assert ask(middleware)["Cache-Status"] == HIT
    assert site.renderings == 1


def test_a_page_that_cannot_be_kept_makes_nobody_wait(on_disk):
    site = Site(answer=lambda: HttpResponse("form", headers={"Set-Cookie": "a=b", "Cache-Control": "private"}))
    middleware = PageCacheMiddleware(site)
    assert ask(middleware)["Cache-Status"] == NOT_KEPT
    site.may_end.clear()
    readers, answers = at_once(middleware)
    while site.renderings < 1 + READERS and any(reader.is_alive() for reader in readers):
        site.begun.wait(0.01)
    assert site.renderings == 1 + READERS  # all of them at the same time
    site.may_end.set()
    for reader in readers:
        reader.join(10)
    assert len(answers) == READERS


def test_a_rendering_that_fails_leaves_the_page_to_the_next(on_disk):
    site = Site(answer=lambda: HttpResponse("broken", status=500))
    middleware = PageCacheMiddleware(site)
    assert ask(middleware).status_code == 500
    site.answer = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        ask(middleware)
    site.answer = lambda: HttpResponse("page")
    assert [ask(middleware)["Cache-Status"] for _reader in range(2)] == [MADE, HIT]


def test_one_process_empties_the_shelf_of_all(on_disk):
    one, other = Site(), Site()
    first, second = PageCacheMiddleware(one), PageCacheMiddleware(other)
    assert ask(first)["Cache-Status"] == MADE
    assert ask(second)["Cache-Status"] == HIT
    page_cache.empty()
    assert [ask(second)["Cache-Status"], ask(first)["Cache-Status"]] == [MADE, HIT]
    assert (one.renderings, other.renderings) == (1, 1)


def test_a_new_release_shows_none_of_the_old_ones_pages(on_disk):
    middleware = PageCacheMiddleware(Site())
    assert [ask(middleware)["Cache-Status"] for _reader in range(2)] == [MADE, HIT]
    runpy.run_module("coordination_site.wsgi")
    assert ask(middleware)["Cache-Status"] == MADE


def test_a_page_that_nears_its_end_is_rendered_by_one_while_the_others_get_it(on_disk, monkeypatch):
    site = Site()
    middleware = PageCacheMiddleware(site)
    monkeypatch.setattr("coordination_site.page_cache.shelf.REFRESHED_AFTER", 0)
    assert ask(middleware)["Cache-Status"] == MADE
    site.may_end.clear()
    site.begun.clear()
    answers = []
    first = threading.Thread(target=lambda: answers.append(ask(middleware)))
    first.start()
    assert site.begun.wait(10)
    assert ask(middleware)["Cache-Status"] == HIT
    site.may_end.set()
    first.join(10)
    assert (answers[0]["Cache-Status"], site.renderings) == (STALE, 2)


def test_who_renders_too_long_is_not_waited_for(on_disk, monkeypatch):
    monkeypatch.setattr("coordination_site.page_cache.shelf.PATIENCE", 0.05)
    site = Site()
    middleware = PageCacheMiddleware(site)
    site.may_end.clear()
    stuck = threading.Thread(target=ask, args=[middleware])
    stuck.start()
    assert site.begun.wait(10)
    other = Site()
    middleware.get_response = other
    assert ask(middleware)["Cache-Status"] == NOT_KEPT
    site.may_end.set()
    stuck.join(10)
    assert other.renderings == 1


def test_without_redis_pages_are_rendered_and_the_log_says_so_once(settings, caplog, monkeypatch):
    settings.CACHES = cache_settings("redis://127.0.0.1:1/0")  # nobody listens
    site = Site()
    middleware = PageCacheMiddleware(site)
    caplog.clear()
    answers = [ask(middleware) for _reader in range(3)]
    assert [(answer.content, answer["Cache-Status"]) for answer in answers] == [(b"page", AWAY)] * 3
    assert all(answer["ETag"] for answer in answers)
    assert [record.message for record in caplog.records] == ["page_cache.away"]
    page_cache.empty()
    assert caplog.records[-1].message == "page_cache.not_emptied"
    monkeypatch.setattr("coordination_site.page_cache.shelf.time.monotonic", lambda: 1e12)  # long after
    ask(middleware)
    assert caplog.records[-1].message == "page_cache.away"


def test_redis_that_goes_away_between_two_questions_stops_no_page(on_disk, monkeypatch):
    site = Site()
    middleware = PageCacheMiddleware(site)

    def refuse(*args, **kwargs):
        raise RedisError

    for verb in ("add", "set", "delete"):
        monkeypatch.setattr(type(caches["pages"]), verb, refuse)
    page_cache.empty()
    assert ask(middleware).content == b"page"
    assert site.renderings == 1


def test_a_page_beyond_the_usual_size_is_not_kept(on_disk):
    middleware = PageCacheMiddleware(Site(answer=lambda: HttpResponse("x" * 300_001)))
    assert [ask(middleware)["Cache-Status"] for _reader in range(2)] == [NOT_KEPT, NOT_KEPT]
