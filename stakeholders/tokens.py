"""The signed tokens of personal links, each good for one purpose. Unsubscribe and preferences tokens are delivery's.

A token holds keys of rows, never an address, and says for how long it is good. Why some pages open only by a link of
their own that was just mailed: docs/decisions/0016.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core import signing

from stakeholders.exceptions import LinkBrokenError, LinkExpiredError

CONFIRMATION_LIFE = timedelta(days=14)
# Newsletters carry preferences links too: so long after it came, one still opens. Later, the page offers a fresh link.
PREFERENCES_LIFE = timedelta(days=90)
_CONFIRMATION = "stakeholders.confirmation"


class Door(StrEnum):
    """What one link opens, and nothing else: the value is the salt of its signature."""

    DETAILS = "stakeholders.details"
    DOWNLOAD = "stakeholders.download"
    ERASURE = "stakeholders.erasure"
    ERASURE_STATUS = "stakeholders.erasure_status"
    STILL_YOU = "stakeholders.still_you"


LIVES = {
    Door.DETAILS: timedelta(days=3),
    Door.DOWNLOAD: timedelta(days=1),
    Door.ERASURE: timedelta(days=3),
    # Opens dates and counts, nothing of the person: for as long as somebody may want to show that they asked.
    Door.ERASURE_STATUS: timedelta(days=3 * 365),
    Door.STILL_YOU: timedelta(days=30),
}


def door_token(door: Door, key: int, *, life: timedelta | None = None) -> str:
    """Return the token that opens `door` for the row with `key`: an address, or for the status a request.

    It is good for `life`, whole days, else for what `LIVES` says.
    """
    days = (life or LIVES[door]).days
    return signing.dumps([key, days], salt=door)


def read_door_token(door: Door, token: str) -> int:
    """Return the key that `door_token` was given.

    Raises:
        LinkBrokenError: it is not one of ours, or opens another door.
        LinkExpiredError: it is older than it was to live.
    """
    key, days = _claim(door, token)
    try:
        signing.loads(token, salt=door, max_age=timedelta(days=days))
    except signing.SignatureExpired as error:
        raise LinkExpiredError from error
    return key


def read_old_door_token(door: Door, token: str) -> int:
    """Return the key that `door_token` was given, however long ago: good for asking for a fresh link, no more.

    Raises:
        LinkBrokenError: it is not one of ours, or opens another door.
    """
    return _claim(door, token)[0]


def _claim(door: Door, token: str) -> tuple[int, int]:
    try:
        key, days = signing.loads(token, salt=door)
    except signing.BadSignature as error:
        raise LinkBrokenError from error
    return key, days


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
    try:
        address_id, *topics = signing.loads(token, salt=_CONFIRMATION, max_age=CONFIRMATION_LIFE)
    except signing.SignatureExpired as error:
        raise LinkExpiredError from error
    except signing.BadSignature as error:
        raise LinkBrokenError from error
    return Confirmation(address_id, tuple(topics))
