"""Changing what a figure says: who, when, whether it is a newer number or a correction; what stood there stays."""

import datetime
import hashlib
import json

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from home.models import KeyFigure

# Every field that the form shows: two people who change different ones must not undo each other either.
_SHOWN = (
    *("key", "value", "qualifier", "as_of", "source", "label", "label_ur", "unit", "unit_ur"),
    *("brand", "brand_language", "definition", "definition_ur", "stale_after"),
)


class FigureError(Exception):
    """The change can't be taken. The message says why, in words for people; `field` is where it belongs."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def fingerprint(figure: KeyFigure) -> str:
    """Return what a form carries to tell whether somebody else has changed the figure meanwhile."""
    shown = [str(getattr(figure, name)) for name in _SHOWN]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def check(before: KeyFigure, after: KeyFigure, *, corrects: bool, today: datetime.date) -> None:
    """Refuse a change that would make the history say what is not so.

    Raises:
        FigureError: its day is still to come, or it claims to be newer and isn't.
    """
    if after.as_of > today:
        raise FigureError(_("This day is still to come."), "as_of")
    if corrects or before.number == after.number:
        return
    if after.as_of < before.as_of:
        raise FigureError(
            _("The value that stands here is newer. If that one is wrong, say that this is a correction."), "as_of"
        )
    if after.as_of == before.as_of and after.number[:2] != before.number[:2]:
        raise FigureError(
            _("The value has changed, but not its date. Enter the new date, or say that this is a correction."), "as_of"
        )


@transaction.atomic
def record(
    figure: KeyFigure, *, seen: str, corrects: bool = False, note: str = "", by: AbstractUser, now: datetime.datetime
) -> None:
    """Save `figure` as it was edited; a changed number goes on record in the name of `by`.

    `seen` is the `fingerprint` of what `by` had in view. A new source for the same number counts as a correction.

    Raises:
        FigureError: somebody else has changed it meanwhile; nothing is written.
    """
    held = KeyFigure.objects.select_for_update().get(pk=figure.pk)
    if fingerprint(held) != seen:
        raise FigureError(changed_meanwhile(held))
    if held.number != figure.number:
        same_number = held.number[:3] == figure.number[:3]
        figure.history.create(
            **figure.as_entry(), is_correction=corrects or same_number, note=note, at=now, by_id=by.pk
        )
    figure.save()


@transaction.atomic
def begin(figure: KeyFigure, *, by: AbstractUser, now: datetime.datetime) -> None:
    """Save a new figure, and its first number in the name of `by`."""
    figure.save()
    figure.history.update(by=by, at=now)


def changed_meanwhile(held: KeyFigure) -> str:
    """Say what stands there now, to somebody whose page is older."""
    return _("Somebody else has changed this figure since you opened it. It now says: %(figure)s, as of %(date)s.") % {
        "figure": held,
        "date": held.as_of.isoformat(),
    }
