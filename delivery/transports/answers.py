"""What a provider's answer means: for a whole call by its HTTP status, for one reader by anymail's word.

An HTTP status is told in words and never as a message's code, which is SMTP's.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ssl import SSLCertVerificationError
from typing import Any

from anymail.exceptions import AnymailAPIError
from django.utils import timezone
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from delivery.smtp import ErrorClass, Outcome, ProviderDown, Settlement

# Our key, our account, our balance, or the address of the API: not the mail.
_OUR_ACCOUNT = frozenset({401, 402, 403, 404, 405, 407})
_TOO_MANY = 429
_TIMED_OUT = 408  # says nothing of the mail; a gateway may say it of a call that went through
_LONGEST_WAIT = timedelta(hours=1)  # whatever Retry-After says
# botocore's own (an optional package), for a call that never left.
_BOTO_NOT_CONNECTED = frozenset({"EndpointConnectionError", "ConnectTimeoutError", "NoCredentialsError"})

_BY_WORD: dict[str, tuple[Outcome, str, ErrorClass | None]] = {
    "sent": (Outcome.SENT, "accepted by the provider", None),
    "queued": (Outcome.SENT, "accepted by the provider", None),
    # RFC 3463, X.1.3: the address is no address. The one word that says so for sure.
    "invalid": (Outcome.FAILED, "5.1.3 the provider calls the address invalid", ErrorClass.RECIPIENT),
    "rejected": (Outcome.FAILED, "the provider does not send to this address", ErrorClass.RECIPIENT),
    "failed": (Outcome.FAILED, "the provider could not send it", ErrorClass.RECIPIENT),
}


class Refused(Exception):
    """The provider took nothing of a call, for what the mail says or for one of its addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def settlement(message_id: int, word: str | None, *, failed_is_passing: bool = False) -> Settlement:
    """Return what anymail's `word` for a recipient means. A word that says nothing for sure leaves it uncertain."""
    if word == "failed" and failed_is_passing:
        return Settlement(message_id, Outcome.DEFERRED, None, "the provider cannot send it now", ErrorClass.TRANSIENT)
    if word not in _BY_WORD:
        reply = "the provider did not say what became of it"
        return Settlement(message_id, Outcome.UNCERTAIN, None, reply, ErrorClass.TRANSIENT)
    outcome, reply, fault = _BY_WORD[word]
    return Settlement(message_id, outcome, None, reply, fault)


def raise_if_nothing_was_taken(error: AnymailAPIError) -> None:
    """Raise what the failure of a call means when it is certain that the provider took nothing of it.

    Raises:
        ProviderDown: it cannot be reached, refuses our account, or has had enough for now (`retry_after`, RFC 9110).
        Refused: it refuses this call.
    """
    status = status_of(error)
    if status is None and _never_connected(error):
        raise ProviderDown("The mail provider cannot be reached.")
    if status in _OUR_ACCOUNT:
        raise ProviderDown(f"The mail provider refuses our account (HTTP {status}).", status)
    if status == _TOO_MANY:
        raise ProviderDown("The mail provider has had too many calls (HTTP 429).", status, _retry_after(error))
    if status is not None and 400 <= status < 500 and status != _TIMED_OUT:
        raise Refused(f"refused by the provider (HTTP {status})")


def status_of(error: AnymailAPIError) -> int | None:
    """Return the HTTP status of the answer, None when there was none. Boto's answers are dictionaries."""
    status: int | None = error.status_code
    if isinstance(error.response, dict):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status


def _never_connected(error: AnymailAPIError) -> bool:
    """Whether not a byte of the call can have reached the provider."""
    cause = error.__cause__
    if cause is None:
        return False
    if isinstance(cause, ConnectTimeout) or type(cause).__name__ in _BOTO_NOT_CONNECTED:
        return True
    reason: Any = getattr(cause.args[0] if cause.args else None, "reason", None)  # urllib3's MaxRetryError has one
    tls = reason.args[0] if getattr(reason, "args", None) else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError) or isinstance(tls, SSLCertVerificationError)


def _retry_after(error: AnymailAPIError) -> timedelta | None:
    """Return how long Retry-After (RFC 9110, 10.2.3) asks to wait: seconds or a date, an hour at most."""
    value = getattr(error.response, "headers", {}).get("Retry-After", "").strip()
    try:
        wait = timedelta(seconds=int(value)) if value.isdecimal() else _until(parsedate_to_datetime(value))
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta()), _LONGEST_WAIT)


def _until(moment: datetime) -> timedelta:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - timezone.now()
