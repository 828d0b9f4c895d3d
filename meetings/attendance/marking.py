"""Ticking people off: everybody invited and everybody written down in one list, each with what can be set by a click.

What a screen sends back is compared with what it showed. So two who tick at once lose nothing: a row that only one of
them touched is theirs, and where both did, the second is told and nothing is written.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from home.folding import fold
from meetings.attendance import people
from meetings.attendance.recording import Roll
from meetings.enums import AttendanceOrigin, Mode, Presence, Reply
from meetings.models import Attendance, Invitation, Meeting

NOT_SAID = ""  # of who is invited and not written down yet
_KEY = re.compile(r"[ai][0-9]{1,18}")

MARKS: dict[str, Any] = {
    "present.in_person": _("Present"),
    "present.online": _("Present online"),
    "late.in_person": _("Late"),
    "late.online": _("Late, online"),
    "apologies.in_person": _("Apologies"),
    "absent.in_person": _("Absent"),
}


def marks_for(meeting: Meeting) -> dict[str, Any]:
    """Return what can be set at a meeting: online only where one can join from elsewhere, and the like."""
    left_out = {Mode.IN_PERSON: (".online",), Mode.ONLINE: ("present.in_person", "late.in_person")}
    ends = left_out.get(Mode(meeting.mode), ())
    return {mark: label for mark, label in MARKS.items() if not mark.endswith(ends)}


@dataclass(frozen=True)
class Line:
    """One person of the list: a row that is written (`row`), an invitation, or both."""

    row: Attendance | None
    invitation: Invitation | None

    @property
    def key(self) -> str:
        return f"a{self.row.pk}" if self.row else f"i{self.invitation.pk}" if self.invitation else ""

    @property
    def mark(self) -> str:
        """What is set: one of `MARKS`, or nothing."""
        return mark_of(self.row) if self.row else NOT_SAID

    @property
    def name(self) -> str:
        for source in (self.row, self.invitation):
            if source is not None and (name := source.name or str(source.contact or "")):
                return name
        return ""

    @property
    def invited_as(self) -> str:
        """The name on the invitation, where the row has another one: somebody may have signed in for somebody."""
        if self.row is None or self.invitation is None or not self.row.name or not self.invitation.name:
            return ""
        same = fold(self.row.name) == fold(self.invitation.name)
        return "" if same else self.invitation.name

    @property
    def organisation(self) -> str:
        for source in (self.row, self.invitation):
            if source is not None and source.organisation is not None:
                return source.organisation.name_in_language
        return self.row.organisation_name if self.row else ""

    @property
    def doubled(self) -> bool:
        """Whether it stayed with an entry that was merged into another, which has a row of its own."""
        contact = self.row.contact if self.row else None
        return contact is not None and contact.merged_into_id is not None


def mark_of(row: Attendance) -> str:
    """Return what is set of a row, as `MARKS` names it."""
    there = row.presence in (Presence.PRESENT, Presence.LATE)
    return f"{row.presence}.{row.mode if there else Mode.IN_PERSON}"


def lines(meeting: Meeting) -> list[Line]:
    """Return everybody who is written down or invited, by name. Two queries."""
    of = ("contact", "organisation")
    rows = list(Attendance.objects.filter(meeting=meeting).select_related(*of, "recorded_by", "invitation"))
    invited = {row.pk: row for row in _invited(meeting).select_related(*of)}
    listed = [Line(row, invited.pop(row.invitation_id or 0, row.invitation)) for row in rows]
    contacts = {row.contact_id for row in rows if row.contact_id}
    listed += [Line(None, row) for row in invited.values() if row.contact_id not in contacts]
    return sorted(listed, key=lambda line: (line.name.casefold(), line.key))


def _invited(meeting: Meeting) -> Any:
    return Invitation.objects.filter(meeting=meeting, withdrawn_at=None)


@dataclass(frozen=True)
class Marked:
    """What became of a list that was sent: how many rows were written, and the names where somebody was faster."""

    written: int
    clashes: list[str]


@transaction.atomic
def mark(
    meeting: Meeting,
    *,
    shown: Mapping[str, str],
    chosen: Mapping[str, str],
    by: AbstractBaseUser,
    now: datetime.datetime,
) -> Marked:
    """Write what was changed in the list: `shown` and `chosen` map keys of lines to marks.

    Raises:
        MeetingsError: the meeting does not take place.
    """
    roll = Roll.held(meeting)
    by_key = {line.key: line for line in lines(meeting)}
    rows = {row.pk: row for row in roll.rows}
    of_invitation = {row.invitation_id: row for row in roll.rows if row.invitation_id}
    clashes: list[str] = []
    todo: list[tuple[Line, str]] = []
    for key, wanted in chosen.items():
        if not _KEY.fullmatch(key) or wanted not in MARKS or wanted == shown.get(key, NOT_SAID):
            continue
        row = rows.get(int(key[1:])) if key[0] == "a" else of_invitation.get(int(key[1:]))
        line = by_key.get(f"a{row.pk}" if row else key)
        if line is None:
            clashes.append(str(_("a row that was removed")))
        elif line.mark not in (shown.get(key, NOT_SAID), wanted):
            clashes.append(f"{line.name}: {MARKS[line.mark]}" if line.mark else line.name)
        elif line.mark != wanted:
            todo.append((line, wanted))
    _put(roll, todo, AttendanceOrigin.STAFF, by, now)
    return Marked(roll.save(), clashes)


@transaction.atomic
def take_apologies(meeting: Meeting, *, by: AbstractBaseUser, now: datetime.datetime) -> int:
    """Write apologies for whoever answered that they don't come, or sends somebody else; return for how many.

    Who said yes is not taken to have come, and nobody who is written down already is touched.
    """
    roll = Roll.held(meeting)
    away = (Reply.DECLINED, Reply.DELEGATED)
    todo = [line for line in lines(meeting) if line.row is None and line.invitation and line.invitation.reply in away]
    _put(roll, ((line, "apologies.in_person") for line in todo), AttendanceOrigin.REPLY, by, now)
    return roll.save()


@transaction.atomic
def rest_absent(meeting: Meeting, *, by: AbstractBaseUser, now: datetime.datetime) -> int:
    """Write down as absent whoever is invited and not written down yet; return how many."""
    roll = Roll.held(meeting)
    todo = [line for line in lines(meeting) if line.row is None]
    _put(roll, ((line, "absent.in_person") for line in todo), AttendanceOrigin.STAFF, by, now)
    return roll.save()


def _put(
    roll: Roll,
    marked: Iterable[tuple[Line, str]],
    origin: AttendanceOrigin,
    by: AbstractBaseUser,
    now: datetime.datetime,
) -> None:
    chosen = list(marked)
    invitations = [line.invitation for line, _mark in chosen if line.invitation and line.row is None]
    whos = people.of_invitations(invitations, roll.meeting.day)
    for line, wanted in chosen:
        presence, mode = wanted.split(".")
        if line.row is not None:
            roll.set(line.row.pk, presence=presence, mode=mode, origin=origin, by=by, now=now)
        elif line.invitation is not None:
            roll.put(whos[line.invitation.pk], presence=presence, mode=mode, origin=origin, by=by, now=now)
