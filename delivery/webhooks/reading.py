"""A provider's event in the engine's words: which message it is of, what it says, and whether the mailbox is gone."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from delivery import addresses, conf, refusals
from delivery.enums import EventKind
from delivery.exceptions import InvalidAddress
from delivery.feedback import News, fingerprint
from delivery.models import Message

_KINDS = {
    EventType.DELIVERED: EventKind.DELIVERED,
    EventType.BOUNCED: EventKind.BOUNCED,
    EventType.DEFERRED: EventKind.DEFERRED,
    EventType.COMPLAINED: EventKind.COMPLAINED,
    EventType.UNSUBSCRIBED: EventKind.UNSUBSCRIBED,
    EventType.AUTORESPONDED: EventKind.AUTO_REPLIED,
    EventType.REJECTED: EventKind.REFUSED,  # by the provider, after it had accepted the call
    EventType.FAILED: EventKind.REFUSED,
    EventType.OPENED: EventKind.OPENED,
    EventType.CLICKED: EventKind.CLICKED,
}
_TRACKING = frozenset({EventKind.OPENED, EventKind.CLICKED})
# The provider did not even try, because of what it knows of the mailbox from before.
_KNOWN_DEAD = frozenset({RejectReason.INVALID, RejectReason.BOUNCED})

_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")  # RFC 3463; no part of an IP address
_ID = re.compile(r"(?:message:)?(\d{1,18})", re.ASCII)


def message_of(event: AnymailTrackingEvent) -> int | None:
    """Return the primary key of the message that an event is of, or None.

    By the identity that travelled with it, else by its Message-ID. Another installation may share the account at the
    provider and count its messages as we do, so the event's recipient must be the message's too.
    """
    message = _named(event)
    if message is None or not _is_recipient(str(event.recipient), message):
        return None
    return message.pk


def news_of(event: AnymailTrackingEvent, *, message_pk: int, source: str, now: datetime) -> News | None:
    """Return what an event says of a message; None for what is not recorded (queued, tracking that is off)."""
    kind = _kind(event)
    if kind is None or (kind in _TRACKING and not conf.tracking()):
        return None
    words = _words(event)
    refusal = refusals.judge(_status(event, words), words) if kind in (EventKind.BOUNCED, EventKind.REFUSED) else None
    return News(
        message_pk=message_pk,
        kind=kind,
        at=_moment(event, now),
        source=source.lower(),
        fingerprint=print_of(event, source),
        permanent=kind is EventKind.BOUNCED and refusal is not None and _is_permanent(event, source, refusal),
        code=refusal.status if refusal is not None else _status(event, words),
        detail=words,
    )


def print_of(event: AnymailTrackingEvent, source: str) -> str:
    """Return what the same event told twice has in common: its id, or all that it says where it has none."""
    told = event.esp_event
    if source == "Mailgun" and isinstance(told, dict):  # its token is new with every try
        identity = json.dumps(told.get("event-data"), sort_keys=True, default=str)
    else:
        identity = event.event_id or json.dumps(told, sort_keys=True, default=str)
    return fingerprint(source, event.event_type, identity)


def _named(event: AnymailTrackingEvent) -> Message | None:
    messages = Message.objects.select_related("address")
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    tags = event.tags if isinstance(event.tags, list) else []
    for name in (metadata.get("message"), *(tag for tag in tags if str(tag).startswith("message:"))):
        if match := _ID.fullmatch(str(name)):
            return messages.filter(pk=int(match[1])).first()
    message_id = str(event.message_id or "").strip("<>")
    if not message_id or not message_id.isprintable():  # PostgreSQL refuses to compare with a NUL
        return None
    return messages.filter(message_id=f"<{message_id}>").first()


def _is_recipient(recipient: str, message: Message) -> bool:
    try:
        return addresses.fold(recipient) == message.address.key
    except InvalidAddress:
        return False


def _kind(event: AnymailTrackingEvent) -> EventKind | None:
    if event.event_type == EventType.REJECTED and event.reject_reason in _KNOWN_DEAD:
        return EventKind.BOUNCED
    if event.event_type == EventType.REJECTED and event.reject_reason == RejectReason.UNSUBSCRIBED:
        return EventKind.UNSUBSCRIBED
    return _KINDS.get(event.event_type)


def _words(event: AnymailTrackingEvent) -> str:
    told = event.esp_event.get("error") if isinstance(event.esp_event, dict) else None  # Mailjet's only words
    return " ".join(str(part) for part in (event.description, event.mta_response, told) if part)


def _status(event: AnymailTrackingEvent, words: str) -> str:
    told = event.esp_event.get("status", "") if isinstance(event.esp_event, dict) else ""
    match = _STATUS.search(words) or _STATUS.fullmatch(str(told))  # the server's words before the provider's summary
    return match[0] if match else ""


def _moment(event: AnymailTrackingEvent, now: datetime) -> datetime:
    at: datetime | None = event.timestamp
    if at is None:
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)


def _is_permanent(event: AnymailTrackingEvent, source: str, refusal: refusals.Refusal) -> bool:
    """Whether the mailbox is gone: what the receiving server said decides; where that says nothing, the provider."""
    if refusal.dead:
        return True
    if refusal.fault is not refusals.Fault.OTHER or refusal.status.startswith("4."):
        return False
    if event.event_type == EventType.REJECTED:
        return True
    try:
        return _HARD.get(source, _never)(event.esp_event)
    except (LookupError, TypeError, AttributeError):  # it is not where the provider's manual says: not known to be gone
        return False


def _never(told: Any) -> bool:
    return False


# What each provider calls a hard bounce.
_HARD: Mapping[str, Callable[[Any], bool]] = {
    "Amazon SES": lambda told: told["bounce"]["bounceType"] == "Permanent",
    "Brevo": lambda told: told["event"] in ("hard_bounce", "invalid_email"),
    "MailerSend": lambda told: told["data"]["type"] == "hard_bounced",
    "Mailgun": lambda told: told["event-data"].get("reason") in ("bounce", "suppress-bounce"),
    "Mailjet": lambda told: told.get("hard_bounce") is True,
    "Mailtrap": lambda told: told["event"] == "bounce",
    "Mandrill": lambda told: told["event"] == "hard_bounce",
    "Postmark": lambda told: "HardBounce" in (told.get("Type"), told.get("SuppressionReason")),
    "Resend": lambda told: told["data"]["bounce"].get("type") == "Permanent",
    "SendGrid": lambda told: told.get("type") == "bounce",
    "SparkPost": lambda told: any(held.get("bounce_class") in ("10", "30") for held in told["msys"].values()),
    "Unisender Go": lambda told: (
        told["delivery_info"]["delivery_status"] in ("err_user_unknown", "err_user_inactive", "err_domain_inactive")
    ),
}
