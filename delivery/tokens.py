"""Tokens of the personal links in mail: signed, opaque, for one purpose each. They hold ids, never an address."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner

from delivery import conf
from delivery.exceptions import BadToken

_UNSUBSCRIBE_SALT = "delivery.unsubscribe"
_PREFERENCES_SALT = "delivery.preferences"


def unsubscribe_token(address_id: int, purpose: str) -> str:
    """Return the token that stops `purpose` for an address. It never expires: an old mail's link must work."""
    return _unsubscribe_signer().sign_object([address_id, purpose])


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
    return _preferences_signer().sign_object([address_id])


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


def _unsubscribe_signer() -> Signer:
    return Signer(key=conf.address_hash_key(), salt=_UNSUBSCRIBE_SALT, sep=".")


def _preferences_signer() -> TimestampSigner:
    return TimestampSigner(key=conf.address_hash_key(), salt=_PREFERENCES_SALT, sep=".")
