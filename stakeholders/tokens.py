"""Signed tokens of the personal links that this room mails: one purpose each, with an end. Nothing personal is in them.

Unsubscribe tokens are delivery's (they never expire): `delivery.tokens`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing

from stakeholders.exceptions import LinkBrokenError, LinkExpiredError

CONFIRMATION_LIFE = timedelta(days=14)
PREFERENCES_LIFE = timedelta(days=30)
_CONFIRMATION = "stakeholders.confirmation"
_PREFERENCES = "stakeholders.preferences"


@dataclass(frozen=True)
class Confirmation:
    """That whoever reads mail at this address may confirm these topics."""

    address_id: int
    topics: tuple[str, ...]


def confirmation_token(confirmation: Confirmation) -> str:
    """Return the token of a confirmation mail."""
    return signing.dumps([confirmation.address_id, *confirmation.topics], salt=_CONFIRMATION)


def read_confirmation_token(token: str) -> Confirmation:
    """Return what `confirmation_token` was given.

    Raises:
        LinkBrokenError: it is not one of ours, or of another purpose.
        LinkExpiredError: it is older than `CONFIRMATION_LIFE`.
    """
    address_id, *topics = _read(token, salt=_CONFIRMATION, life=CONFIRMATION_LIFE)
    return Confirmation(address_id, tuple(topics))


def preferences_token(address_id: int) -> str:
    """Return the token of a preferences link."""
    return signing.dumps(address_id, salt=_PREFERENCES)


def read_preferences_token(token: str) -> int:
    """Return the address id that `preferences_token` was given.

    Raises:
        LinkBrokenError: it is not one of ours, or of another purpose.
        LinkExpiredError: it is older than `PREFERENCES_LIFE`.
    """
    return _read(token, salt=_PREFERENCES, life=PREFERENCES_LIFE)


def _read(token: str, *, salt: str, life: timedelta) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=life)
    except signing.SignatureExpired as error:
        raise LinkExpiredError from error
    except signing.BadSignature as error:
        raise LinkBrokenError from error
