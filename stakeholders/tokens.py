"""The signed token of a confirmation link. Unsubscribe and preferences tokens are delivery's: bulk mail has them."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from stakeholders.exceptions import LinkBrokenError, LinkExpiredError

CONFIRMATION_LIFE = timedelta(days=14)
# Newsletters carry preferences links too: so long after it came, one still opens. Later, the page offers a fresh link.
PREFERENCES_LIFE = timedelta(days=90)
_CONFIRMATION = "stakeholders.confirmation"


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
