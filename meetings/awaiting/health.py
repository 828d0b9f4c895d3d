"""How the groups fare: their meetings, actions, empty seats and attendance. Nine queries, however many groups."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from meetings.awaiting import belonging
from meetings.enums import State
from meetings.models import ActionItem, Attendance, GroupMembership, Meeting, WorkingGroup

MEETINGS_COUNTED = 4


@dataclass(frozen=True)
class Health:
    """How one group fares today."""

    group: WorkingGroup
    last: Meeting | None
    next: Meeting | None
    open_actions: int
    overdue_actions: int
    empty_seats: int  # for which no person is named
    attended: int  # seats of organisations that were taken, over the last few meetings
    seats: int  # of so many

    @property
    def percent(self) -> int | None:
        """How many of a hundred seats were taken; None if there was no meeting, or nobody had a seat."""
        return round(100 * self.attended / self.seats) if self.seats else None


@dataclass(frozen=True)
class Seat:
    organisation: int
    named: bool
    start: datetime.date | None
    end: datetime.date | None

    def holds(self, on: datetime.date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


def of_groups(*, now: datetime.datetime) -> list[Health]:
    """Return how each group that is not concluded fares, those with the most overdue actions first."""
    today = timezone.localdate(now)
    groups = list(WorkingGroup.objects.filter(Q(concluded_on=None) | Q(concluded_on__gte=today)))
    of_meetings = belonging.groups_of_meetings()
    past = Meeting.objects.filter(state=State.HELD).order_by("-start", "-pk")
    coming = Meeting.objects.filter(state=State.ANNOUNCED, end__gte=now).order_by("start", "pk")
    held = _by_group(past, of_meetings, MEETINGS_COUNTED)
    ahead = _by_group(coming, of_meetings, 1)
    meetings = _meetings([*held.values(), *ahead.values()])
    seats = _seats()
    came = _came({key for keys in held.values() for key in keys})
    unfinished, overdue = _actions(today, of_meetings)
    found = []
    for group in groups:
        last = [meetings[key] for key in held[group.pk]]
        attended, expected = _taken(last, seats[group.pk], came)
        found.append(
            Health(
                group=group,
                last=last[0] if last else None,
                next=meetings[ahead[group.pk][0]] if ahead[group.pk] else None,
                open_actions=unfinished[group.pk],
                overdue_actions=overdue[group.pk],
                empty_seats=sum(not seat.named for seat in seats[group.pk] if seat.holds(today)),
                attended=attended,
                seats=expected,
            )
        )
    return sorted(found, key=lambda health: (-health.overdue_actions, str(health.group).casefold()))


def _by_group(
    meetings: QuerySet[Meeting], groups: defaultdict[int, set[int]], most: int
) -> defaultdict[int, list[int]]:
    """Return the keys of the first `most` of these meetings for each group, in their order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key in meetings.values_list("pk", flat=True):
        for group in groups[key]:
            if len(found[group]) < most:
                found[group].append(key)
    return found


def _meetings(keys: Iterable[list[int]]) -> dict[int, Meeting]:
    wanted = {key for some in keys for key in some}
    return Meeting.objects.only("title", "title_ur", "start", "zone").in_bulk(wanted)


def _seats() -> defaultdict[int, list[Seat]]:
    """Return all seats there ever were, by the group's key: who was away counts only while they had one."""
    rows = GroupMembership.objects.order_by().values_list("group", "organisation", "contact", "start", "end")
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    for group, organisation, contact, start, end in rows:
        seats[group].append(Seat(organisation, contact is not None, start, end))
    return seats


def _came(meetings: set[int]) -> defaultdict[int, set[int]]:
    """Return which organisations somebody was there for, by the meeting's key."""
    rows = Attendance.objects.there().filter(meeting__in=meetings, organisation__isnull=False)
    came: defaultdict[int, set[int]] = defaultdict(set)
    for meeting, organisation in rows.order_by().values_list("meeting", "organisation").distinct():
        came[meeting].add(organisation)
    return came


def _taken(meetings: list[Meeting], seats: list[Seat], came: defaultdict[int, set[int]]) -> tuple[int, int]:
    """Return how many organisations with a seat came to these meetings, and how many could have."""
    attended = expected = 0
    for meeting in meetings:
        seated = {seat.organisation for seat in seats if seat.holds(meeting.day)}
        expected += len(seated)
        attended += len(seated & came[meeting.pk])
    return attended, expected


def _actions(today: datetime.date, of_meetings: defaultdict[int, set[int]]) -> tuple[Counter[int], Counter[int]]:
    """Return how many actions are open, and how many of these overdue, by the group's key."""
    rows = ActionItem.objects.open().order_by().values_list("meeting")
    unfinished: Counter[int] = Counter()
    overdue: Counter[int] = Counter()
    for meeting, number, late in rows.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))):
        for group in of_meetings[meeting]:
            unfinished[group] += number
            overdue[group] += late
    return unfinished, overdue
