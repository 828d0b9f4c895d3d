"""How a message is recognised when it, or news of it, comes back: its Message-ID and its return path."""

import hmac
import re
from collections.abc import Callable

from django.conf import settings

from delivery import conf
from delivery.models import Mailing

_RETURN_PATH = re.compile(r"bounces\+([0-9]{1,18})-([0-9a-f]{16})@", re.IGNORECASE)


def message_ids(mailing: Mailing) -> Callable[[int], str]:
    """Return what gives each address its Message-ID (RFC 5322, with angle brackets): the same for every attempt.

    A mailing that follows another has the ids of the first, so that who got both can be shown one. The time of the
    first one's making is part of it: a database begun anew never gives one id to two messages.
    """
    first = mailing.follows or mailing
    seed = f"message:{first.pk}:{first.created_at.timestamp()}"
    key, domain = conf.address_hash_key().encode(), settings.SENDER_DOMAIN

    def message_id(address_id: int) -> str:
        return f"<{_keyed(f'{seed}:{address_id}', key)[:32]}@{domain}>"

    return message_id


def return_path(message_pk: int) -> str:
    """Return the envelope sender (VERP) that makes a bounce name its message. Safe against lower-casing servers."""
    return f"bounces+{message_pk}-{_signature(message_pk)}@{settings.SENDER_DOMAIN}"


def read_return_path(address: str) -> int | None:
    """Return the primary key of the message that a return path names, or None when it is not one of ours."""
    match = _RETURN_PATH.match(address)
    if match and hmac.compare_digest(match[2].lower(), _signature(int(match[1]))):
        return int(match[1])
    return None


def _signature(message_pk: int) -> str:
    return _keyed(f"return path:{message_pk}", conf.address_hash_key().encode())[:16]


def _keyed(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()
