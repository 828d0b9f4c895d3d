"""A mailing's ledger as one list: messages and exclusions side by side, so that every candidate is one row of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from delivery.enums import EventKind, ExclusionReason, MessageState, SkipReason
from delivery.events import in_words
from delivery.models import Event, Exclusion, Mailing, Message
from stakeholders.models import Contact

CHUNK = 1000
MESSAGE, EXCLUSION = "message", "exclusion"
# What is told after the hand-over, and on the way.
EVENTS = [(kind.value, kind.label) for kind in EventKind]
OUTCOMES = [
    *((state.value, state.label) for state in MessageState),
    *((reason.value, reason.label) for reason in ExclusionReason),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the rows are narrowed to; empty parts leave them as they are."""

    search: str = ""  # a part of an address or of a contact's name
    outcome: str = ""  # a message's state or an exclusion's reason
    skipped: str = ""  # why a message was skipped
    language: str = ""
    code: int | None = None  # the server's latest reply
    event: str = ""  # what happened to the message; its words are then those of the row

    @property
    def of_messages(self) -> bool:
        """Whether only messages can match."""
        return bool(self.outcome in MessageState or self.skipped or self.language or self.code or self.event)


EVERYTHING = Narrowing()


def rows(mailing: Mailing, narrowing: Narrowing = EVERYTHING) -> QuerySet[Any, Any]:
    """Return the raw rows of the ledger, messages first; `told` puts them into words."""
    messages = _messages(mailing, narrowing)
    if narrowing.of_messages and narrowing.outcome in ExclusionReason:
        return messages.none()
    if narrowing.of_messages:
        return messages.order_by("pk")
    exclusions = _exclusions(mailing, narrowing.search)
    if narrowing.outcome in ExclusionReason:
        return exclusions.filter(reason=narrowing.outcome).order_by("pk")
    return messages.union(exclusions, all=True).order_by("-kind", "row")


def told(raw: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows with the contact's name and the outcome in words: one query for each thousand."""
    remaining = iter(raw)
    while chunk := list(islice(remaining, CHUNK)):
        names = names_of({row["ref"] for row in chunk})
        for row in chunk:
            name = names.get(row["ref"], "")
            yield {**row, "name": name, "outcome_words": _outcome(row), "note": in_words(row["note"].strip())}


def _messages(mailing: Mailing, narrowing: Narrowing) -> QuerySet[Any, Any]:
    found = Message.objects.filter(_matches(narrowing.search), mailing=mailing)
    exactly = {
        "state": narrowing.outcome,
        "skip_reason": narrowing.skipped,
        "language": narrowing.language,
        "last_code": narrowing.code,
    }
    found = found.filter(**{field: value for field, value in exactly.items() if value})
    note: F | Subquery = F("last_reply")
    if narrowing.event:
        events = Event.objects.filter(message=OuterRef("pk"), kind=narrowing.event).order_by("-at", "-pk")
        note = Subquery(events.values(words=Concat("code", Value(" "), "detail"))[:1])
        found = found.filter(Exists(events))
    # Both kinds of row must have the same columns in the same order: the database joins them by position.
    return found.values(
        kind=Value(MESSAGE),
        row=F("pk"),
        ref=F("contact_ref"),
        email=F("address__email"),
        reads=F("language"),
        outcome=F("state"),
        why=F("skip_reason"),
        tries=F("attempts"),
        code=F("last_code"),
        note=note,
        at=F("settled_at"),
    )


def _exclusions(mailing: Mailing, search: str) -> QuerySet[Any, Any]:
    found = Exclusion.objects.filter(mailing=mailing).filter(_matches(search))
    return found.values(
        kind=Value(EXCLUSION),
        row=F("pk"),
        ref=F("contact_ref"),
        email=F("address__email"),
        reads=Value(""),
        outcome=F("reason"),
        why=Value(""),
        tries=Value(0),
        code=Value(None, output_field=IntegerField()),
        note=F("detail"),
        at=Value(None, output_field=DateTimeField()),
    )


def _matches(search: str) -> Q:
    if not search:
        return Q()
    named = Contact.objects.filter(Q(name__icontains=search) | Q(name_ur__icontains=search))
    return Q(address__email__icontains=search) | Q(
        contact_ref__in=named.order_by().values_list(Cast("pk", CharField()))
    )


def names_of(refs: set[str]) -> dict[str, str]:
    """Return contacts' names by reference, by one query; who has been erased since has none."""
    keys = [int(ref) for ref in refs if ref.isdecimal()]
    return {str(contact.pk): str(contact) for contact in Contact.objects.filter(pk__in=keys)}


def _outcome(row: dict[str, Any]) -> str:
    if row["kind"] == EXCLUSION:
        return _("Left out: %(reason)s") % {"reason": ExclusionReason(row["outcome"]).label}
    state = MessageState(row["outcome"])
    return f"{state.label}: {SkipReason(row['why']).label}" if state == MessageState.SKIPPED else str(state.label)
