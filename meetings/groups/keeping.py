"""What holds for a working group as the unit keeps it: its seats, what it is part of, when it may be deleted."""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.actions.progress import meetings_of
from meetings.enums import GroupRole
from meetings.exceptions import MoveRefusedError
from meetings.models import GroupPage, WorkingGroup

_CHAIRS = (GroupRole.CHAIR, GroupRole.CO_CHAIR)


@dataclass(frozen=True)
class Held:
    """One seat: whose (keys of organisation and person), in which role, from when until when; None is open."""

    organisation: int
    contact: int | None
    role: str
    start: datetime.date | None
    end: datetime.date | None

    @property
    def whose(self) -> tuple[int, int, str]:
        return self.organisation, self.contact or 0, self.role

    def overlaps(self, other: "Held") -> bool:
        return _begins_by(self.start, other.end) and _begins_by(other.start, self.end)

    def holds(self, on: datetime.date) -> bool:
        return _begins_by(self.start, on) and _begins_by(on, self.end)


def held_twice(seats: Iterable[Held]) -> list[Held]:
    """Return the seats that an organisation and its person hold in one role while they hold the same already."""
    found = []
    for _whose, same in itertools.groupby(sorted(seats, key=lambda seat: seat.whose), key=lambda seat: seat.whose):
        in_order = sorted(same, key=lambda seat: seat.start or datetime.date.min)
        found += [later for earlier, later in itertools.pairwise(in_order) if earlier.overlaps(later)]
    return found


def chaired_by_one(seats: Iterable[Held], on: datetime.date) -> int | None:
    """Return the key of the organisation that has all of several chairs on the day `on`; None where they are shared.

    The field wants co-chairs of two organisations, mostly the ministry's and a partner's.
    """
    chairs = [seat.organisation for seat in seats if seat.role in _CHAIRS and seat.holds(on)]
    return chairs[0] if len(chairs) > 1 and len(set(chairs)) == 1 else None


def of(group: WorkingGroup) -> list[Held]:
    """Return the seats of `group` as they are saved, past ones too. One query."""
    return [Held(*row) for row in group.memberships.values_list("organisation", "contact", "role", "start", "end")]


def would_be_part_of_itself(group: WorkingGroup, parent: WorkingGroup | None) -> bool:
    """Return whether `group`, put below `parent`, would be above itself."""
    seen: set[int] = set()
    while parent is not None and parent.pk not in seen:
        if parent.pk == group.pk:
            return True
        seen.add(parent.pk)
        parent = parent.parent
    return False


@transaction.atomic
def delete(*, group: WorkingGroup) -> None:
    """Delete a group that was made by mistake, with its pages. One that ever worked is concluded instead.

    Raises:
        MoveRefusedError: it has seats, meetings, a series, a part, or something written of it.
    """
    WorkingGroup.objects.select_for_update().get(pk=group.pk)
    met = meetings_of(group)
    kept = (group.memberships, group.series, group.children, group.terms, group.documents, group.reviews)
    if met.exists() or any(rows.exists() for rows in kept):
        raise MoveRefusedError(
            _(
                "“%(name)s” has members, meetings or papers: it stays on record. Say when it was concluded instead, "
                "and what its page says from then on."
            )
            % {"name": group}
        )
    for page in GroupPage.objects.filter(group=group):
        page.delete()
    group.delete()


def _begins_by(start: datetime.date | None, end: datetime.date | None) -> bool:
    return start is None or end is None or start <= end
