"""Where items stand: on the agenda of a meeting or in the backlog of a series, in an order that is always whole."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.agenda import rules
from meetings.enums import ItemKind
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem, Meeting, MeetingSeries

Place = Meeting | MeetingSeries
P = TypeVar("P", bound=Place)
_RANKS: Mapping[str, int] = {ItemKind.REVIEW: 0, ItemKind.OTHER: 2}


def arranged(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Return `items` in their order: the review before all others and other business after them, wherever they are."""
    return sorted(items, key=lambda item: (_rank(item), item.position, item.pk))


def items_at(place: Place) -> QuerySet[AgendaItem]:
    """Return the items of a meeting, or in the backlog of a series."""
    if isinstance(place, Meeting):
        return AgendaItem.objects.filter(meeting=place)
    return AgendaItem.objects.filter(series=place)


def place_of(item: AgendaItem) -> Place:
    """Return the meeting or the series that `item` belongs to: always one of them."""
    if item.meeting is not None:
        return item.meeting
    if item.series is not None:
        return item.series
    raise gone()


def lock(place: P) -> P:
    """Return `place` as it stands now; nobody else changes its items until the transaction ends.

    Raises:
        StaleEditError: it has been deleted meanwhile.
    """
    found = type(place)._default_manager.select_for_update().filter(pk=place.pk).first()
    if found is None:
        raise gone()
    return cast(P, found)


def lock_both(one: Place, other: Place) -> tuple[Place, Place]:
    """Lock two places, in an order that is the same for everybody: nobody waits for each other."""
    if _turn(one) <= _turn(other):
        return lock(one), lock(other)
    last = lock(other)
    return lock(one), last


def read_again(item: AgendaItem) -> AgendaItem:
    """Return `item` as it stands now; call it with its place locked.

    Raises:
        StaleEditError: it has been removed, or moved elsewhere.
    """
    found = AgendaItem.objects.filter(pk=item.pk, meeting=item.meeting_id, series=item.series_id).first()
    if found is None:
        raise gone()
    return found


def check_room(place: Place, wanted: int = 1) -> None:
    """Check that `wanted` more items can be put there.

    Raises:
        MeetingsError: there would be too many of them to read.
    """
    if items_at(place).count() + wanted > rules.MAX_ITEMS:
        raise MeetingsError(_("That would be more than %(number)d items.") % {"number": rules.MAX_ITEMS})


def put_last(item: AgendaItem, place: Place) -> None:
    """Store `item` at `place`, behind what stands there but before other business; `place` is locked."""
    item.meeting, item.series = (place, None) if isinstance(place, Meeting) else (None, place)
    standing = arranged(items_at(place).exclude(pk=item.pk))
    item.position = len(standing)
    item.save()
    write_order([*standing, item])


def write_order(items: Iterable[AgendaItem]) -> None:
    """Store the order of all `items` of one place; the first and the last item go back to where they belong."""
    moved = []
    for position, item in enumerate(sorted(items, key=_rank)):  # stable: what is not standard stays in its order
        if item.position != position:
            item.position = position
            moved.append(item)
    AgendaItem.objects.bulk_update(moved, ["position"])


def sign(item: AgendaItem, *, by: AbstractUser | None, now: datetime.datetime) -> AgendaItem:
    """Note on `item` who wrote it last and when; it is not stored yet."""
    item.edited_by_id = by.pk if by else None
    item.edited_at = now
    return item


def gone() -> StaleEditError:
    """Return what is raised when something that was asked for is no longer there."""
    return StaleEditError(
        _("It is no longer there: somebody has removed it or moved it elsewhere."), theirs=None, by=""
    )


def _rank(item: AgendaItem) -> int:
    return _RANKS.get(item.kind, 1)


def _turn(place: Place) -> tuple[str, int]:
    return type(place).__name__, place.pk
