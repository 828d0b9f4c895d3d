"""Answers readers from the shelf, before the site is asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

from coordination_site.page_cache import rules
from coordination_site.page_cache.answers import Page
from coordination_site.page_cache.shelf import Claim, Place, Shelf

# What became of a request, in the field that is there for it (RFC 9211).
STATUS = "Cache-Status"
HIT, STALE, MADE, WAITED = "pages; hit", "pages; fwd=stale; stored", "pages; fwd=miss; stored", "pages; hit; collapsed"
NOT_KEPT, AWAY, OWN = "pages; fwd=miss", "pages; fwd=miss; detail=away", "pages; fwd=bypass"


class PageCacheMiddleware:
    """Stands before all middleware that knows people, and behind what redirects to https and hands out static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the kept page, or what the site answers, which is kept where the rules allow it."""
        if not rules.is_anonymous(request):
            return self._own(request)
        rules.drop_trackers(request)
        name = rules.name_of(request)
        if not name:
            return self._unkept(request, OWN)
        place = self.shelf.look(name)
        if place is None:
            return self._unkept(request, AWAY)
        if place.page and (place.fresh or not rules.may_fill(request) or self.shelf.claim(place) is not Claim.OURS):
            return _marked(place.page.answer(request), HIT)
        if place.page:
            return self._rendered(request, place, STALE)
        if not rules.is_of_public_view(request):
            return self._unkept(request, OWN)
        return self._from_one_rendering(request, place)

    def _from_one_rendering(self, request: HttpRequest, place: Place) -> HttpResponseBase:
        """Let one of those who ask at once render the page, and the others wait for it."""
        if request.method != "GET" or not rules.may_fill(request):
            return self._unkept(request, NOT_KEPT)
        claim = self.shelf.claim(place)
        if claim is Claim.OURS:
            page = self.shelf.glance(place)  # who claimed before us may have finished since we looked
            if page is None:
                return self._rendered(request, place, MADE)
            self.shelf.give_up(place, for_good=False)
            return _marked(page.answer(request), HIT)
        page = self.shelf.wait(place) if claim is Claim.OTHERS else None
        return _marked(page.answer(request), WAITED) if page else self._unkept(request, NOT_KEPT)

    def _rendered(self, request: HttpRequest, place: Place, status: str) -> HttpResponseBase:
        response, page = None, None
        try:
            response = self._whole(request)
            page = _page(request, response)
        finally:
            if page is None:
                self.shelf.give_up(place, for_good=response is not None and response.status_code < 500)
        if page is None:
            return _marked(response, NOT_KEPT)
        self.shelf.put(place, page)
        return _marked(page.answer(request), status)

    def _whole(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer that somebody without a copy would get: a view that asks by itself says “not modified”."""
        conditions = {name: request.META.pop(name) for name in rules.CONDITIONS if name in request.META}
        try:
            return self.get_response(request)
        finally:
            request.META.update(conditions)

    def _unkept(self, request: HttpRequest, status: str) -> HttpResponseBase:
        response = self.get_response(request)
        page = _page(request, response)
        return _marked(page.answer(request) if page else response, status)

    def _own(self, request: HttpRequest) -> HttpResponseBase:
        """Return an answer that only whoever asked may keep: no cache on the way."""
        response = self.get_response(request)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True)
        return response


def _page(request: HttpRequest, response: HttpResponseBase) -> Page | None:
    """Return the page that everybody may get instead of `response`, or None where there is none."""
    if not isinstance(response, HttpResponse) or not rules.is_for_everybody(request, response):
        return None
    return Page.of(response) if len(response.content) <= rules.MOST else None


def _marked(response: HttpResponseBase, status: str) -> HttpResponseBase:
    response[STATUS] = status
    return response
