"""How often a form may make us write to an address, or be sent from a network. Keys are hashed: nobody is kept."""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600  # seconds
PER_ADDRESS = 3  # mails that forms may cause per hour: more would let anybody flood a stranger's mailbox
PER_NETWORK = 60  # forms sent per hour: a workshop where everybody signs up shares one network


def address_allowed(key: str) -> bool:
    """Count one more mail to the folded address `key`, and say whether it may be sent."""
    return _count("address", key) <= PER_ADDRESS


def network_allowed(request: HttpRequest) -> bool:
    """Count one more form from the sender's network, and say whether it may be handled."""
    return _count("network", _network(request)) <= PER_NETWORK


def _count(kind: str, value: str) -> int:
    """Return how many times `value` was counted in the hour that its first count began."""
    key = f"throttle:{kind}:{salted_hmac('stakeholders.throttle', value, algorithm='sha256').hexdigest()}"
    cache.add(key, 0, timeout=HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, timeout=HOUR)
        return 1


def _network(request: HttpRequest) -> str:
    """Return the sender's IPv4 address or IPv6 /64; behind our proxy, which appends it, the last forwarded one."""
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(sender)
    except ValueError:
        return "unknown"  # a socket without an address: all of them share one limit
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
