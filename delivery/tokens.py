"""Tokens of the personal links in mail: signed, opaque, for one purpose each. They hold ids, never an address."""

import hmac
import json
from datetime import timedelta
from functools import cache
from hashlib import sha256

from django.core.signing import BadSignature, Signer, TimestampSigner, b64_encode
from django.utils.encoding import force_bytes

from delivery import conf
from delivery.exceptions import BadToken

_UNSUBSCRIBE_SALT = "delivery.unsubscribe"
_PREFERENCES_SALT = "delivery.preferences"
_json = json.JSONEncoder(separators=(",", ":")).encode


def unsubscribe_token(address_id: int, purpose: str) -> str:
    """Return the token that stops `purpose` for an address. It never expires: an old mail's link must work."""
    return _unsubscribe_signer().token([address_id, purpose])


def read_unsubscribe_token(token: str) -> tuple[int, str]:
    """Return (address id, purpose).

    Raises:
        BadToken: not ours, or altered.
    """
    try:
        address_id, purpose = _unsubscribe_signer().unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise BadToken("This link is not complete, or not ours.") from error
    return int(address_id), str(purpose)


def preferences_token(address_id: int) -> str:
    """Return the token that opens the preferences of an address; it holds when it was made."""
    return _preferences_signer().token([address_id])


def read_preferences_token(token: str, *, max_age: timedelta | None = None) -> int:
    """Return the address id.

    Raises:
        BadToken: not ours, altered, or older than `max_age`.
    """
    try:
        (address_id,) = _preferences_signer().unsign_object(token, max_age=max_age)
    except (BadSignature, ValueError, TypeError) as error:
        raise BadToken("This link is not complete, not ours, or too old.") from error
    return int(address_id)


class _ReadyKey(Signer):
    """Signs as Django's `Signer` does, with the salted key made once: a run signs twice for each reader."""

    def __init__(self, *, key: str, salt: str) -> None:
        super().__init__(key=key, salt=salt, sep=".", fallback_keys=[])
        self._salted = sha256(f"{salt}signer{key}".encode()).digest()

    def token(self, ids: list[object]) -> str:
        """Return what `unsign_object` reads."""
        return self.sign(b64_encode(_json(ids).encode()).decode())

    def signature(self, value: bytes | str, key: bytes | str | None = None) -> str:
        """Return the signature; there is but one key."""
        return b64_encode(hmac.digest(self._salted, force_bytes(value), "sha256")).decode()


class _ReadyKeyWithTime(_ReadyKey, TimestampSigner):
    """The same for signatures that tell when they were made."""


def _unsubscribe_signer() -> _ReadyKey:
    return _unsubscribe_signer_of(conf.address_hash_key())


def _preferences_signer() -> _ReadyKeyWithTime:
    return _preferences_signer_of(conf.address_hash_key())


@cache
def _unsubscribe_signer_of(key: str) -> _ReadyKey:
    return _ReadyKey(key=key, salt=_UNSUBSCRIBE_SALT)


@cache
def _preferences_signer_of(key: str) -> _ReadyKeyWithTime:
    return _ReadyKeyWithTime(key=key, salt=_PREFERENCES_SALT)
