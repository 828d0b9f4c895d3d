"""How often the organisations of a group come to its meetings."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from meetings.enums import State
from meetings.models import Attendance, GroupMembership, Meeting, WorkingGroup
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Rate:
    """Of so many meetings that were held while the organisation had a seat, it was at so many."""

    organisation: Organisation
    attended: int
    held: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.attended / self.held) if self.held else None


def of_group(group: WorkingGroup, *, since: datetime.date | None = None, on: datetime.date | None = None) -> list[Rate]:
    """Return the rate of each organisation with a seat on the day `on` (today), the most faithful first.

    Meetings count from the day `since`, and from the beginning of the seat. Three queries, however many there are.
    """
    on = on or timezone.localdate()
    held = {meeting.pk: meeting.day for meeting in _held(group) if since is None or meeting.day >= since}
    seats: dict[Organisation, list[GroupMembership]] = defaultdict(list)
    current = set()
    for seat in GroupMembership.objects.filter(group=group).select_related("organisation"):
        seats[seat.organisation].append(seat)
        if _holds(seat, on):
            current.add(seat.organisation)
    came = _came(held)
    rates = []
    for organisation in current:
        counted = {pk for pk, day in held.items() if any(_holds(seat, day) for seat in seats[organisation])}
        rates.append(Rate(organisation, len(counted & came[organisation.pk]), len(counted)))
    return sorted(rates, key=lambda rate: (-(rate.percent or 0), rate.organisation.name.casefold()))


def _held(group: WorkingGroup) -> Iterable[Meeting]:
    return Meeting.objects.filter(groups=group, state=State.HELD).only("pk", "start", "zone")


def _holds(seat: GroupMembership, day: datetime.date) -> bool:
    return (seat.start is None or seat.start <= day) and (seat.end is None or day <= seat.end)


def _came(meetings: Iterable[int]) -> dict[int, set[int]]:
    """Return at which of these meetings somebody of each organisation was, by the organisation's key."""
    rows = Attendance.objects.there().filter(meeting__in=list(meetings), organisation__isnull=False)
    came: dict[int, set[int]] = defaultdict(set)
    for meeting, organisation in rows.order_by().values_list("meeting", "organisation").distinct():
        came[organisation].add(meeting)
    return came
