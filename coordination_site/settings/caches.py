"""What all processes must count together, and what each may remember for itself."""

from typing import Any
from urllib.parse import urlsplit

_PATIENCE = 1  # seconds: a page waits no longer for a counter


def caches(broker_url: str) -> dict[str, Any]:
    """Return Django's CACHES: `default` and `files` in each process, `shared` on the broker's Redis, in its database 1.

    Only limits are counted in `shared`: pages must not fall with the broker. It has a database of its own, since
    clearing a Redis cache empties the whole of it. With another kind of broker every process counts for itself.
    `files` holds few, since one may have some hundred kilobytes.
    """
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    own = {"default": memory, "files": memory | {"LOCATION": "files", "OPTIONS": {"MAX_ENTRIES": 60}}}
    broker = urlsplit(broker_url)
    if broker.scheme not in ("redis", "rediss"):
        return own | {"shared": memory | {"LOCATION": "shared"}}
    shared = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": broker._replace(path="/1").geturl(),
        "KEY_PREFIX": "site",
        "OPTIONS": {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE},
    }
    return own | {"shared": shared}
