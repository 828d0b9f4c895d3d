"""What all processes must count together, and what each may remember for itself."""

from typing import Any
from urllib.parse import urlsplit

_PATIENCE = 1  # seconds: a page waits no longer for a counter
# Seconds that a public page is kept (coordination_site/page_cache). What passes by itself shows after as long: a
# meeting that has ended, a helpline that has expired. Where processes share nothing, so does what another one changed.
_SHARED_PAGES, _OWN_PAGES = 60, 5


def caches(broker_url: str) -> dict[str, Any]:
    """Return Django's CACHES: `default` and `files` in each process, the others on the broker's Redis, database 1.

    Only limits are counted in `shared`, and only finished pages kept in `pages`: pages must not fall with the broker.
    They have a database of their own, since clearing a Redis cache empties the whole of it. With another kind of broker
    every process counts and keeps for itself. `files` holds few, since one may have some hundred kilobytes.
    """
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    own = {"default": memory, "files": memory | {"LOCATION": "files", "OPTIONS": {"MAX_ENTRIES": 60}}}
    broker = urlsplit(broker_url)
    if broker.scheme not in ("redis", "rediss"):
        pages = {"LOCATION": "pages", "TIMEOUT": _OWN_PAGES, "OPTIONS": {"MAX_ENTRIES": 400}}
        return own | {"shared": memory | {"LOCATION": "shared"}, "pages": memory | pages}
    shared = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": broker._replace(path="/1").geturl(),
        "KEY_PREFIX": "site",
        "OPTIONS": {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE},
    }
    return own | {"shared": shared, "pages": shared | {"KEY_PREFIX": "pages", "TIMEOUT": _SHARED_PAGES}}
