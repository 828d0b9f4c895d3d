"""Who sits in a group, as everybody may know it: public organisations, and people only where a seat shows its name."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from home.bilingual import worded
from meetings.enums import LEADING_ROLES, GroupRole
from meetings.models import GroupMembership, WorkingGroup
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Seat:
    """One seat. `name` is empty where the public is not told who sits there, `role` where it is plain membership."""

    organisation: Organisation
    role: str
    name: str
    since: datetime.date | None
    until: datetime.date | None
    leads: bool


@dataclass(frozen=True)
class Members:
    """The seats of public organisations, and how many others there are."""

    leading: list[Seat]
    others: list[Seat]
    uncounted: int  # members that are not in the public directory
    formerly: list[Seat]  # who led the group before

    def __bool__(self) -> bool:
        return bool(self.leading or self.others or self.uncounted or self.formerly)


def of(group: WorkingGroup, on: datetime.date) -> Members:
    """Return who sits in `group` on the day `on`; of a concluded group, who sat there on its last day. Two queries."""
    day = group.concluded_on if group.concluded_on and group.concluded_on < on else on
    current = _read(GroupMembership.objects.filter(group=group).current(day))
    seats = [seat for seat in map(_seat, current) if seat.organisation.public]
    past = _read(GroupMembership.objects.filter(group=group, end__lt=day, role__in=LEADING_ROLES)).order_by("-end")
    return Members(
        leading=[seat for seat in seats if seat.leads],
        others=[seat for seat in seats if not seat.leads],
        uncounted=len({row.organisation_id for row in current if not row.organisation.public}),
        formerly=[seat for seat in map(_seat, past) if seat.organisation.public],
    )


def leading(groups: list[WorkingGroup], on: datetime.date) -> dict[int, list[Seat]]:
    """Return for each of `groups`, by key, the seats that lead it on the day `on`. One query."""
    rows = _read(GroupMembership.objects.filter(group__in=groups, role__in=LEADING_ROLES).current(on))
    found: dict[int, list[Seat]] = {group.pk: [] for group in groups}
    for row in rows:
        if row.organisation.public:
            found[row.group_id].append(_seat(row))
    return found


def _read(rows: QuerySet[GroupMembership]) -> QuerySet[GroupMembership]:
    return rows.select_related("organisation", "contact").order_by("organisation__name", "pk")


def _seat(row: GroupMembership) -> Seat:
    shown = row.shows_name and row.contact is not None and row.contact.merged_into_id is None
    return Seat(
        organisation=row.organisation,
        role="" if row.role == GroupRole.MEMBER else row.get_role_display(),
        name=worded(row.contact, "name") or row.contact.name_ur if shown and row.contact else "",
        since=row.start,
        until=row.end,
        leads=row.role in LEADING_ROLES,
    )
