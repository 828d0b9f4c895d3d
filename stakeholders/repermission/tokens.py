"""The personal link of the question: signed, for one address and one topic, and nothing else."""

from datetime import timedelta

from django.core import signing

from stakeholders.exceptions import LinkBrokenError, LinkExpiredError

LIFE = timedelta(days=180)
_SALT = "stakeholders.repermission"


def answer_token(address_id: int, topic: str) -> str:
    """Return the token by which whoever reads at an address answers for one topic."""
    return signing.dumps([address_id, topic], salt=_SALT)


def read_answer_token(token: str) -> tuple[int, str]:
    """Return address id and topic code.

    Raises:
        LinkBrokenError: it is not one of ours, or of another purpose.
        LinkExpiredError: it is older than `LIFE`.
    """
    try:
        address_id, topic = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.SignatureExpired as error:
        raise LinkExpiredError from error
    except signing.BadSignature as error:
        raise LinkBrokenError from error
    return address_id, topic
