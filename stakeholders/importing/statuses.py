"""Columns in which other programs keep whether somebody may still be written to."""

from enum import StrEnum

from django.utils.translation import gettext as _

from stakeholders.importing import values
from stakeholders.importing.context import Context
from stakeholders.importing.problems import CellProblem
from stakeholders.vocabulary import folded


class Status(StrEnum):
    """What the file says of an address."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_WORDS = {
    Status.SUBSCRIBED: ("subscribed", "active", "opted in", "opt-in", "yes", "confirmed", "true"),
    Status.UNSUBSCRIBED: (
        "unsubscribed",
        "opted out",
        "opt-out",
        "no",
        "removed",
        "archived",
        "inactive",
        "false",
        "non-subscribed",
        "unconfirmed",
        "pending",
        "do not contact",
    ),
    Status.BOUNCED: ("cleaned", "bounced", "hard bounce", "hard bounced", "undeliverable", "invalid"),
    Status.COMPLAINED: ("complained", "complaint", "spam", "abuse", "marked as spam"),
}
_BY_WORD = {folded(word): status for status, words in _WORDS.items() for word in words}


def status(cell: str, context: Context) -> Status | None:
    """Return what the cell says; the words are those of Mailchimp and of sheets kept by hand.

    Raises:
        CellProblem: it is not known whether that is a yes.
    """
    value = values.tidy(cell, context)
    if not value:
        return None
    if found := _BY_WORD.get(folded(value)):
        return found
    raise CellProblem("unknown_status", _("“%s” says neither yes nor no.") % value[:40], value=value)
