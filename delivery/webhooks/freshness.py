"""When a call was signed, for the providers that sign a time. A call that was kept and is played again is refused."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

# Providers try again for a day or so. What is older, or from tomorrow, comes from somebody else.
_OLDEST = timedelta(days=2)
_CLOCKS_DIFFER = timedelta(hours=1)


def is_fresh(slug: str, request: HttpRequest, *, now: datetime) -> bool:
    """Whether a call, whose signature holds, was signed lately; True for a provider that signs no time."""
    timestamp = _TIMESTAMPS.get(slug, _none)(request)
    if timestamp is None:
        return True
    return -_CLOCKS_DIFFER <= now - datetime.fromtimestamp(float(timestamp), tz=UTC) <= _OLDEST


def _mailgun(request: HttpRequest) -> str:
    if request.content_type == "application/json":
        return str(json.loads(request.body)["signature"]["timestamp"])
    return str(request.POST["timestamp"])


def _sendgrid(request: HttpRequest) -> str | None:
    return request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp")


def _none(request: HttpRequest) -> None:
    return None


_TIMESTAMPS: Mapping[str, Callable[[HttpRequest], str | None]] = {"mailgun": _mailgun, "sendgrid": _sendgrid}
