"""How often a form may make us write to an address, or be sent from a network. Keys are hashed: nobody is kept."""

import ipaddress
import logging

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

HOUR = 3600  # seconds
PER_ADDRESS = 3  # mails that forms may cause per hour: more would let anybody flood a stranger's mailbox
PER_NETWORK = 60  # forms sent per hour: a workshop where everybody signs up shares one network


def address_allowed(key: str) -> bool:
    """Count one more mail to the folded address `key`, and say whether it may be sent."""
    return allowed("address", key, limit=PER_ADDRESS)


def network_allowed(request: HttpRequest) -> bool:
    """Count one more form from the sender's network, and say whether it may be handled."""
    return allowed("network", network(request), limit=PER_NETWORK)


def allowed(kind: str, value: str, *, limit: int) -> bool:
    """Count `value` once more, and say whether that is at most `limit` times in the hour since its first count.

    All processes count together. While their cache is away nothing is limited: a form must not fall with it.
    """
    try:
        return _count(_key(kind, value)) <= limit
    except RedisError:
        log.warning("throttle.cache_away", exc_info=True)
        return True


def forget(kind: str, value: str) -> None:
    """Begin to count `value` anew."""
    try:
        caches["shared"].delete(_key(kind, value))
    except RedisError:
        log.warning("throttle.cache_away", exc_info=True)


def network(request: HttpRequest) -> str:
    """Return the sender's IPv4 address or IPv6 /64; behind our proxy, which appends it, the last forwarded one."""
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS_PROXY:
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(sender)
    except ValueError:
        return "unknown"  # a socket without an address: all of them share one limit
    if isinstance(ip, ipaddress.IPv6Address) and not ip.ipv4_mapped:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)  # ::ffff:192.0.2.1 is how a socket for both writes 192.0.2.1


def _key(kind: str, value: str) -> str:
    return f"throttle:{kind}:{salted_hmac('stakeholders.throttle', value, algorithm='sha256').hexdigest()}"


def _count(key: str) -> int:
    cache = caches["shared"]
    cache.add(key, 0, timeout=HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, timeout=HOUR)
        return 1
