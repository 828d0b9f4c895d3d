"""Bringing in a pasted list: first a plan that says for every line what will be written, then the same plan is written.

Nothing is kept between the two but the text itself. Where the world changed meanwhile so that the plan would be
another one, it is shown again instead of being written.
"""

import datetime
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.attendance import matching, pasting
from meetings.attendance.matching import How, Match, World
from meetings.attendance.pasting import PROBLEMS, Line
from meetings.attendance.people import Who
from meetings.attendance.recording import Roll
from meetings.enums import AttendanceOrigin, Mode, Presence
from meetings.exceptions import StaleEditError
from meetings.models import Attendance, Meeting
from stakeholders.importing.organisations import Organisations

MOST_LINES = 2000
MOST_CHOICES = 300  # lines of which staff choose who is meant: so many fields a form can carry
NOBODY = Match()
FREE = "free"  # the choice that a line is nobody of the directory


@dataclass(frozen=True)
class Planned:
    """One line of a plan."""

    line: Line
    match: Match = NOBODY
    who: Who | None = None
    standing: Attendance | None = None  # the row that there is of this person
    changes: bool = False
    left_out: bool = False
    names: tuple[tuple[str, Who], ...] = ()  # of the candidates
    told: Any = ""  # why it is handed back, or what staff should know

    @property
    def is_written(self) -> bool:
        return self.who is not None and self.changes and not self.left_out

    @property
    def is_handed_back(self) -> bool:
        """Whether it stays in the box: what could not be read, and what staff left out."""
        return not self.line.heading and self.line.repeats is None and (self.who is None or self.left_out)


@dataclass(frozen=True)
class Plan:
    """All that a pasted list would do."""

    lines: list[Planned]
    beyond: list[str]  # lines after the first two thousand, for another time
    presence: str
    mode: str

    @property
    def written(self) -> int:
        return sum(planned.is_written for planned in self.lines)

    @property
    def rest(self) -> str:
        """What stays in the box once this is written."""
        back = [planned.line.raw for planned in self.lines if planned.is_handed_back]
        return "\n".join([*back, *self.beyond])

    @property
    def digest(self) -> str:
        """What tells this plan from one that another day would bring; choices of staff make no difference."""
        said = [
            (planned.line.number, planned.match.candidates or (planned.match.key, planned.who, planned.changes))
            for planned in self.lines
        ]
        return hashlib.sha256(repr((said, self.presence, self.mode)).encode()).hexdigest()[:32]


def plan(
    meeting: Meeting,
    text: str,
    *,
    presence: str = Presence.PRESENT,
    mode: str = Mode.IN_PERSON,
    choices: Mapping[int, str] | None = None,
    left_out: Collection[int] = (),
    directory: bool,
    roll: Roll | None = None,
) -> Plan:
    """Work out what a pasted list would write.

    `choices` says for lines, by number, who is meant: a candidate or `FREE`; `left_out` are numbers too. `directory`
    allows to look among all contacts: for those who may see them. Reads only.
    """
    rows = text.splitlines()
    full = [number for number, raw in enumerate(rows) if raw.strip()]
    end = full[MOST_LINES] if len(full) > MOST_LINES else len(rows)
    organisations = Organisations.load()
    lines = pasting.read("\n".join(rows[:end]), is_organisation=lambda name: bool(organisations.find(name).pk))
    world = matching.look(meeting, lines, organisations=organisations, directory=directory, on=meeting.day)
    planner = _Planner(world, roll or Roll(meeting), presence, mode, dict(choices or {}), frozenset(left_out))
    return Plan([planner.line(line) for line in lines], [raw for raw in rows[end:] if raw.strip()], presence, mode)


@dataclass
class _Planner:
    world: World
    roll: Roll
    presence: str
    mode: str
    choices: dict[int, str]
    left_out: frozenset[int]

    def __post_init__(self) -> None:
        self.meant: dict[str, int] = {}  # who is meant by which line already
        self.asked = 0

    def line(self, line: Line) -> Planned:
        if not line.is_somebody:
            told = PROBLEMS[line.problem] if line.problem else ""
            return Planned(line, told=told)
        match, names = self._matched(line)
        who = self.world.who(line, match.key)
        if not who.name and not match.key:
            return Planned(line, match, told=gettext_lazy("Nobody is known by this address, and there is no name."))
        if names:
            self.asked += 1
            if self.asked > MOST_CHOICES:
                return Planned(line, told=gettext_lazy("There is too much to choose from: do the rest afterwards."))
        standing = self.roll.find(who)
        return Planned(
            line,
            match,
            who,
            standing,
            changes=standing is None or (standing.presence, standing.mode) != (self.presence, self.mode),
            left_out=line.number in self.left_out,
            names=names,
        )

    def _matched(self, line: Line) -> tuple[Match, tuple[tuple[str, Who], ...]]:
        match = self.world.match(line)
        names = tuple((key, self.world.known[key]) for key in match.candidates)
        chosen = self.choices.get(line.number, "")
        if chosen in match.candidates:
            match = replace(match, how=How.CHOSEN, key=chosen)
        # Two names of one mailbox are two people; who is meant already is not this one too.
        if match.key and line.name and self.meant.setdefault(match.key, line.number) != line.number:
            match = replace(match, how=How.NONE, key="")
        return match, names


@transaction.atomic
def carry_out(
    meeting: Meeting, text: str, *, digest: str, by: AbstractBaseUser, now: datetime.datetime, **asked: Any
) -> Plan:
    """Write what `plan` said with the same `asked`, if it still says so; return it.

    Raises:
        StaleEditError: it says something else by now; `theirs` is the new plan, and nothing was written.
        MeetingsError: the meeting does not take place.
    """
    roll = Roll.held(meeting)
    made = plan(meeting, text, roll=roll, **asked)
    if made.digest != digest:
        words = _("Something changed since you looked. Nothing was written: look again.")
        raise StaleEditError(words, theirs=made, by="")
    for who in (planned.who for planned in made.lines if planned.is_written and planned.who):
        origin = AttendanceOrigin.PASTED
        roll.put(who, presence=made.presence, mode=made.mode, origin=origin, by=by, now=now)
    roll.save()
    return made
