"""Hands the pictures out. Nobody can have one drawn but of a public page, and nobody very many."""

import logging

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from home import public_pages
from home.models import UnitSettings
from home.pictures import card

log = logging.getLogger(__name__)

_KEPT = 7 * 24 * 60 * 60  # seconds
_DRAWN = 240  # in a minute, by all processes together: some seconds of CPU
_A_MINUTE = 60


@require_safe
def picture(request: HttpRequest, page: int, digest: str) -> HttpResponse:
    """Return the picture of a public page; an address that was true once leads to the picture of now.

    Raises:
        Http404: there is no such page, or not everybody may read it.
    """
    found = public_pages.public().filter(pk=page).specific().first()
    if found is None:
        raise Http404
    with translation.override(found.locale.language_code):
        drawn = card.of(found, UnitSettings.for_request(request))
    if drawn.digest != digest:
        return redirect(drawn.url)
    content = caches["files"].get(f"picture:{digest}")
    if content is None:
        if not _may_draw():
            return HttpResponse(status=429, headers={"Retry-After": str(_A_MINUTE)})
        content = drawn.draw()
        caches["files"].set(f"picture:{digest}", content, _KEPT)
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _may_draw() -> bool:
    """Count one more picture drawn; say whether it is one too many within the minute."""
    counters = caches["shared"]
    try:
        counters.add("pictures-drawn", 0, _A_MINUTE)
        return counters.incr("pictures-drawn") <= _DRAWN
    except ValueError:  # the minute was over in between
        return True
    except RedisError:  # nobody can count: as with all limits, nobody is turned away then
        log.warning("pictures.cache_away", exc_info=True)
        return True
