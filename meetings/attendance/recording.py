"""Writing down who was there: one row for each person and meeting, however often and by whichever way it is told.

Every verb holds the meeting first, so that two who write at once find each other's rows.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from meetings.attendance.people import Key, Who, key_of
from meetings.enums import AttendanceOrigin, Mode, Presence
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import Attendance, Meeting

CORRECTED = ("name", "organisation", "organisation_name", "designation")
_WRITTEN = ("contact", "invitation", *CORRECTED, "presence", "mode", "origin", "recorded_at", "recorded_by")


class Roll:
    """The attendance of one meeting as it stands; rows are put on it, and written by `save` in two statements.

    Make it by `held` inside a transaction.
    """

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.rows = list(Attendance.objects.filter(meeting=meeting))
        self._new: list[Attendance] = []
        self._changed: dict[int, Attendance] = {}
        self._by_contact: dict[int, Attendance] = {}
        self._by_invitation: dict[int, Attendance] = {}
        self._by_key: dict[Key, list[Attendance]] = {}
        for row in self.rows:
            self._index(row)

    @classmethod
    def held(cls, meeting: Meeting) -> "Roll":
        """Return the roll of `meeting`, which nobody else writes until the transaction ends.

        Raises:
            MeetingsError: the meeting does not take place.
        """
        fresh = Meeting.objects.select_for_update().only("state").get(pk=meeting.pk)
        if not fresh.takes_place:
            raise MeetingsError(_("This meeting does not take place, so nobody can have been there."))
        return cls(meeting)

    def find(self, who: Who) -> Attendance | None:
        """Return the row that is about `who`: by contact, by invitation, or by name and organisation."""
        found = self._by_contact.get(who.contact) if who.contact else None
        if found is None and who.invitation:
            found = self._by_invitation.get(who.invitation)
        if found is not None:
            return found
        free = (row for row in self._by_key.get(who.key, []) if _may_be(row, who))
        return next(free, None)

    def put(
        self,
        who: Who,
        *,
        presence: str,
        mode: str,
        origin: AttendanceOrigin,
        by: AbstractBaseUser | None,
        now: datetime.datetime,
    ) -> Attendance:
        """Have it say that `who` was present, absent …; what a row says already of the person stays as it is."""
        row = self.find(who)
        if row is None:
            row = Attendance(meeting=self.meeting)
            self._new.append(row)
            self.rows.append(row)
        self._change(row, _filled(row, who) | {"presence": presence, "mode": mode}, origin, by, now)
        self._index(row)
        return row

    def set(
        self,
        pk: int,
        *,
        presence: str,
        mode: str,
        origin: AttendanceOrigin,
        by: AbstractBaseUser | None,
        now: datetime.datetime,
    ) -> None:
        """Have the row with the key `pk` say something else; whom it is about stays."""
        row = next(row for row in self.rows if row.pk == pk)
        self._change(row, {"presence": presence, "mode": mode}, origin, by, now)

    def _change(
        self,
        row: Attendance,
        values: dict[str, Any],
        origin: AttendanceOrigin,
        by: AbstractBaseUser | None,
        now: datetime.datetime,
    ) -> None:
        if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
            return
        values |= {"origin": origin, "recorded_at": now, "recorded_by_id": by.pk if by else None}
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk is not None:
            self._changed[row.pk] = row

    def save(self) -> int:
        """Write what was put; return how many rows that makes or changes."""
        Attendance.objects.bulk_create(self._new)
        Attendance.objects.bulk_update(self._changed.values(), _WRITTEN, batch_size=200)
        return len(self._new) + len(self._changed)

    def _index(self, row: Attendance) -> None:
        if row.contact_id:
            self._by_contact[row.contact_id] = row
        if row.invitation_id:
            self._by_invitation[row.invitation_id] = row
        same = self._by_key.setdefault(key_of(row), [])
        if row.name and row not in same:
            same.append(row)


def _may_be(row: Attendance, who: Who) -> bool:
    """Say whether a row of the same name and organisation is `who`: not when each is known to be another person."""
    return not (row.contact_id and who.contact) and not (row.invitation_id and who.invitation)


def _filled(row: Attendance, who: Who) -> dict[str, Any]:
    """Return what `who` adds to a row that does not say it yet."""
    values: dict[str, Any] = {"name": who.name, "designation": who.designation}
    if not row.organisation_id and not row.organisation_name:
        values |= {"organisation_id": who.organisation, "organisation_name": who.organisation_name}
    values |= {"contact_id": who.contact, "invitation_id": who.invitation}
    return {name: value for name, value in values.items() if value and not getattr(row, name)}


@transaction.atomic
def record(
    meeting: Meeting,
    *,
    who: Who,
    presence: str = Presence.PRESENT,
    mode: str = Mode.IN_PERSON,
    origin: AttendanceOrigin = AttendanceOrigin.STAFF,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> Attendance:
    """Write down that `who` was present, came late, sent apologies or was absent; return the one row that says so.

    Raises:
        MeetingsError: nobody is named, or the meeting does not take place.
    """
    if not who.name and not who.contact and not who.invitation:
        raise MeetingsError(_("Choose a contact, or write a name."))
    roll = Roll.held(meeting)
    row = roll.put(who, presence=presence, mode=mode, origin=origin, by=by, now=now)
    roll.save()
    return row


@transaction.atomic
def correct(
    row: Attendance, values: dict[str, Any], *, seen: str, by: AbstractBaseUser, now: datetime.datetime
) -> None:
    """Change what a row says of the person: the fields of `CORRECTED`. `seen` is `stamp` of the row as it was read.

    Raises:
        StaleEditError: somebody else has changed or removed it since.
        MeetingsError: nobody would be named.
    """
    Meeting.objects.select_for_update().only("pk").get(pk=row.meeting_id)  # a `Roll` writes whole rows
    fresh = Attendance.objects.filter(pk=row.pk).first()
    if fresh is None:
        raise StaleEditError(_("Somebody has removed this row meanwhile."), theirs=None, by="")
    if stamp(fresh) != seen:
        raise StaleEditError(
            _("Somebody has changed this row meanwhile. Nothing was written: look again."),
            theirs={name: getattr(fresh, name) for name in CORRECTED},
            by=str(fresh.recorded_by or ""),
        )
    if not values.get("name", fresh.name) and not fresh.contact_id:
        raise MeetingsError(_("Choose a contact, or write a name."))
    for name in CORRECTED:
        if name in values:
            setattr(fresh, name, values[name])
    fresh.recorded_at, fresh.recorded_by_id = now, by.pk
    fresh.save(update_fields=[*CORRECTED, "recorded_at", "recorded_by"])


def stamp(row: Attendance) -> str:
    """Return what tells whether a row was changed since it was read."""
    return row.recorded_at.isoformat()


@transaction.atomic
def remove(meeting: Meeting, pks: Collection[int]) -> int:
    """Take rows of `meeting` off; return how many there were. Those that somebody removed before are no matter."""
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    gone, _of = Attendance.objects.filter(meeting=meeting, pk__in=pks).delete()
    return gone


@transaction.atomic
def set_unnamed(meeting: Meeting, *, number: int, was: int) -> None:
    """Say how many others were there, whom nobody named. `was` is the number that stood there when it was read.

    Raises:
        StaleEditError: somebody else has set another number meanwhile.
    """
    # By the query, so that no page is published for it.
    rows = Meeting.objects.filter(pk=meeting.pk)
    theirs = rows.select_for_update().values_list("unnamed_present", flat=True).get()
    if theirs not in (was, number):
        words = _("Somebody has set the others who were there to %(number)d meanwhile. Nothing was written.")
        raise StaleEditError(words % {"number": theirs}, theirs=theirs, by="")
    rows.update(unnamed_present=number)


def when(moment: datetime.datetime) -> str:
    """Return a moment in short, by the clock of the reader's admin."""
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
