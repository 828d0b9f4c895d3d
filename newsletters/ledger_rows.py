"""A mailing's ledger as one list: messages and exclusions side by side, so that every candidate is one row of it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from delivery.enums import ExclusionReason, MessageState, SkipReason
from delivery.models import Exclusion, Mailing, Message
from stakeholders.models import Contact

CHUNK = 1000
MESSAGE, EXCLUSION = "message", "exclusion"
OUTCOMES = [
    *((state.value, state.label) for state in MessageState),
    *((reason.value, reason.label) for reason in ExclusionReason),
]


def rows(mailing: Mailing, *, search: str = "", outcome: str = "") -> QuerySet[Any, Any]:
    """Return the raw rows of the ledger, messages first; `told` puts them into words.

    `search` looks for a part of an address or of a contact's name; `outcome` is a message's state or an exclusion's
    reason.
    """
    messages = _messages(mailing, search)
    exclusions = _exclusions(mailing, search)
    if outcome in MessageState:
        return messages.filter(state=outcome).order_by("pk")
    if outcome in ExclusionReason:
        return exclusions.filter(reason=outcome).order_by("pk")
    return messages.union(exclusions, all=True).order_by("-kind", "row")


def told(raw: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows with the contact's name and the outcome in words: one query for each thousand."""
    remaining = iter(raw)
    while chunk := list(islice(remaining, CHUNK)):
        names = _names({row["ref"] for row in chunk})
        for row in chunk:
            yield {**row, "name": names.get(row["ref"], ""), "outcome_words": _in_words(row)}


def _messages(mailing: Mailing, search: str) -> QuerySet[Any, Any]:
    found = Message.objects.filter(mailing=mailing).filter(_matches(search))
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
        note=F("last_reply"),
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


def _names(refs: set[str]) -> dict[str, str]:
    """Return contacts' names by reference; who has been erased since has none."""
    keys = [int(ref) for ref in refs if ref.isdecimal()]
    return {str(contact.pk): str(contact) for contact in Contact.objects.filter(pk__in=keys)}


def _in_words(row: dict[str, Any]) -> str:
    if row["kind"] == EXCLUSION:
        return _("Left out: %(reason)s") % {"reason": ExclusionReason(row["outcome"]).label}
    state = MessageState(row["outcome"]).label
    return f"{state}: {SkipReason(row['why']).label}" if row["why"] else str(state)
