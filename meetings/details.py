"""The details of a meeting: made, changed over the revision that was read, proposed by a series, copied, deleted."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from home.staff import name_of
from meetings import changes
from meetings.agenda import items
from meetings.enums import MINUTED, State
from meetings.exceptions import MeetingsError, MoveRefusedError, StaleEditError, TakenError
from meetings.models import Invitation, Meeting, MeetingSeries

# What stands in calendars: whoever has the meeting in theirs must get it anew when one of these changes.
IN_CALENDARS = {
    *("title", "title_ur", "start", "end", "zone", "mode", "place", "place_ur", "address"),
    *("join_url", "join_details"),
}
# What a copy takes over. Not when it is, which number it has, or what became of it.
COPIED = (
    *("series", "kind", "title", "title_ur", "summary", "summary_ur", "body", "body_ur", "zone", "mode"),
    *("place", "place_ur", "address", "map_url", "join_url", "join_details", "chair", "minutes_by"),
    *("visibility", "agenda_visibility", "minutes_visibility", "attendance_visibility"),
)


def create(values: dict[str, Any], *, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Make a draft from `values` (fields of the model; lists of records for groups and the like). The one place.

    Its agenda begins and ends as that of every meeting does, where minutes are kept of meetings of its kind.

    Raises:
        TakenError: the series has a meeting of that number, or the address is taken.
    """
    related = {field: values[field] for field in changes.RELATED if field in values}
    fields = {field: value for field, value in values.items() if field not in related}
    meeting = Meeting(**fields, state=State.DRAFT, created_by_id=by.pk if by else None)
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
            for field, records in related.items():
                getattr(meeting, field).set(records)
            if meeting.kind in MINUTED:
                items.prepare(meeting, by=by, now=now)
    except IntegrityError as error:
        raise _taken(meeting) or error from error
    return meeting


def change(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    revision: int,
    by: AbstractUser | None,
    now: datetime.datetime,
) -> Meeting:
    """Change fields of `meeting`, whose `revision` was read; return it as it stands then.

    An announced meeting that gets a new start keeps the one before as `previous_start`. Nobody is mailed: `behind` says
    who has not heard.

    Raises:
        StaleEditError: it was changed since; `theirs` is the meeting as it stands.
        TakenError: the series has a meeting of that number, or the address is taken.
    """
    try:
        with transaction.atomic():
            standing = Meeting.objects.select_for_update().get(pk=meeting.pk)
            if standing.revision != revision:
                raise StaleEditError(
                    _("Somebody else changed the meeting while you wrote."), theirs=standing, by=_last_editor(standing)
                )
            differing = changes.differing(standing, values)
            if "start" in differing and standing.state == State.ANNOUNCED:
                values = {**values, "previous_start": standing.start}
            in_calendars = standing.state != State.DRAFT and not IN_CALENDARS.isdisjoint(differing)
            changes.write(standing, values, in_calendars=in_calendars, by=by, now=now)
    except IntegrityError as error:
        raise _taken(standing) or error from error
    return standing


def copied(meeting: Meeting) -> dict[str, Any]:
    """Return what a new meeting like `meeting` begins with: for a form, in which the time is still to be set."""
    return {
        **{field: getattr(meeting, field) for field in COPIED},
        **{field: list(getattr(meeting, field).all()) for field in changes.RELATED},
    }


def delete_draft(meeting: Meeting) -> None:
    """Delete a draft with its agenda and documents.

    Raises:
        MoveRefusedError: it is no draft any more, or decisions or actions hang on it.
    """
    with transaction.atomic():
        standing = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if standing.state != State.DRAFT:
            raise MoveRefusedError(_("Only a draft can be deleted. Cancel the meeting instead."))
        try:
            standing.delete()
        except ProtectedError as error:
            raise MoveRefusedError(_("It can't be deleted: decisions or actions were recorded of it.")) from error


def behind(meeting: Meeting) -> int:
    """Return how many invited people were mailed about `meeting` before its last change, and have not heard of that."""
    invited = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, told_sequence__lt=meeting.sequence)
    return invited.exclude(address=None).count()


def number_holder(series: MeetingSeries | None, number: int | None, *, but: Meeting) -> Meeting | None:
    """Return the meeting other than `but` that has the number in the series."""
    if series is None or number is None:
        return None
    return Meeting.objects.filter(series=series, number=number).exclude(pk=but.pk).first()


def number_taken(other: Meeting) -> str:
    """Return the words that tell of a double booking."""
    return _("The series has a meeting number %(number)d already: %(title)s.") % {
        "number": other.number,
        "title": other,
    }


def _taken(meeting: Meeting) -> MeetingsError | None:
    """Return in words what the database refused, if another meeting stands in the way."""
    if other := number_holder(meeting.series, meeting.number, but=meeting):
        return TakenError(number_taken(other), meeting=other, field="number")
    if other := Meeting.objects.filter(slug=meeting.slug).exclude(pk=meeting.pk).first():
        words = _("Another meeting has that address: %(title)s.") % {"title": other}
        return TakenError(words, meeting=other, field="slug")
    return None


def _last_editor(meeting: Meeting) -> str:
    last = meeting.changes.select_related("by").last()
    return name_of(last.by if last else None)
