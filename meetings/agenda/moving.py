"""Moving items: up and down, to the next meeting of a series, out of its backlog, from an earlier agenda."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from meetings.agenda import places, rules
from meetings.agenda.places import Place
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem, Meeting, MeetingSeries

_COPIED = ("kind", "title", "title_ur", "duration", "presenter", "organisation_id", "background", "visibility")
EARLIER_SHOWN = 20


def up(item: AgendaItem) -> None:
    """Change places with the item before.

    Raises:
        StaleEditError: the item is gone.
        MeetingsError: there is none before that could give way, or the agenda can't be changed any more.
    """
    _step(item, -1)


def down(item: AgendaItem) -> None:
    """Change places with the item behind. Raises what `up` raises."""
    _step(item, 1)


@transaction.atomic
def reorder(place: Place, keys: Sequence[int], *, seen: Sequence[int]) -> None:
    """Put the items of a place into the order `keys`; `seen` is the order that whoever asks had before them.

    The first and the last item stay where they belong, whatever `keys` says.

    Raises:
        StaleEditError: the order or the items have changed since they were seen: nothing is moved.
        MeetingsError: `keys` are not the items of the place, or the agenda can't be changed any more.
    """
    place = places.lock(place)
    if isinstance(place, Meeting):
        rules.check_open(place)
    standing = places.arranged(places.items_at(place))
    if [item.pk for item in standing] != list(seen):
        raise StaleEditError(
            _("Somebody else has changed the agenda since you opened it: this is how it stands now."),
            theirs=standing,
            by="",
        )
    by_key = {item.pk: item for item in standing}
    if sorted(keys) != sorted(by_key):
        raise MeetingsError(_("The order does not hold every item once: nothing was moved."))
    places.write_order([by_key[key] for key in keys])


def next_of(meeting: Meeting) -> Meeting | None:
    """Return the next meeting of the series that items can be put on."""
    if meeting.series_id is None:
        return None
    ahead = open_meetings(meeting.series_id).exclude(pk=meeting.pk).filter(start__gt=meeting.start)
    return ahead.order_by("start", "pk").first()


def open_meetings(series_id: int) -> QuerySet[Meeting]:
    """Return the meetings of a series that items can be put on, the next one first."""
    return Meeting.objects.filter(series=series_id, state__in=rules.AHEAD).order_by("start", "pk")


def to_next(item: AgendaItem, *, by: AbstractUser | None, now: datetime.datetime) -> Place:
    """Take `item` to the next meeting of the series, or to the backlog if there is none; return where it went.

    Raises:
        StaleEditError: the item is gone.
        MeetingsError: the meeting has no series; the item is a standard one or something is recorded on it; either
            agenda can't be changed, or the other one is full.
    """
    return _move(item, _after(item), by=by, now=now)


def to_backlog(item: AgendaItem, *, by: AbstractUser | None, now: datetime.datetime) -> Place:
    """Take `item` off its agenda, to the backlog of the series. Raises what `to_next` raises."""
    meeting = _meeting_of(item)
    return _move(item, _series_of(meeting), by=by, now=now)


def to_meeting(item: AgendaItem, meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> Place:
    """Take `item` out of the backlog, to a meeting of that series. Raises what `to_next` raises."""
    if item.series_id is None or meeting.series_id != item.series_id:
        raise MeetingsError(_("The meeting does not belong to the series of this backlog."))
    return _move(item, meeting, by=by, now=now)


@transaction.atomic
def copy_to_next(item: AgendaItem, *, by: AbstractUser | None, now: datetime.datetime) -> AgendaItem:
    """Put a copy of `item`, without what was said on it, on the next agenda or in the backlog; return the copy.

    The copy knows where it comes from (`carried_from`). A second copy to the same place is refused.

    Raises:
        StaleEditError: the item is gone.
        MeetingsError: it is a standard item, has been copied there already, or there is no place for it.
    """
    rules.check_own(item)
    _source, target = places.lock_both(places.place_of(item), _after(item))
    current = places.read_again(item)
    _check_target(target)
    if places.items_at(target).filter(carried_from=current).exists():
        raise MeetingsError(_("This item has been copied to “%(place)s” already.") % {"place": target})
    copied = _copy_of(current, by=by, now=now)
    places.put_last(copied, target)
    return copied


def earlier_agendas(meeting: Meeting) -> QuerySet[Meeting]:
    """Return the latest meetings of the same series or groups whose agenda can be copied, with `own_items`."""
    related = Q(series=meeting.series_id) if meeting.series_id else Q(pk=None)
    related |= Q(groups__in=meeting.groups.order_by().values("pk"))
    own = Count("items", filter=~Q(items__kind__in=rules.STANDARD), distinct=True)
    found = Meeting.objects.filter(related, start__lt=meeting.start).exclude(pk=meeting.pk).annotate(own_items=own)
    return found.filter(own_items__gt=0).order_by("-start", "-pk")[:EARLIER_SHOWN]


@transaction.atomic
def copy_agenda(source: Meeting, meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> int:
    """Put copies of all items of `source` but the standard ones on the agenda of `meeting`; return how many.

    What was copied before is left out: repeating it changes nothing.

    Raises:
        MeetingsError: the agenda can't be changed any more, or would be too long: nothing is copied.
    """
    place = places.lock(meeting)
    rules.check_open(place)
    there = set(places.items_at(place).values_list("carried_from", flat=True))
    wanted = [
        item
        for item in places.arranged(places.items_at(source))
        if item.kind not in rules.STANDARD and item.pk not in there
    ]
    places.check_room(place, wanted=len(wanted))
    for item in wanted:
        places.put_last(_copy_of(item, by=by, now=now), place)
    return len(wanted)


@transaction.atomic
def _step(item: AgendaItem, way: int) -> None:
    place = places.lock(places.place_of(item))
    current = places.read_again(item)
    if isinstance(place, Meeting):
        rules.check_open(place)
    standing = places.arranged(places.items_at(place))
    index = standing.index(current)
    other = index + way
    if current.kind in rules.STANDARD or not 0 <= other < len(standing) or standing[other].kind in rules.STANDARD:
        raise MeetingsError(_("The item can’t be moved further: the first and the last one keep their place."))
    standing[index], standing[other] = standing[other], standing[index]
    places.write_order(standing)


@transaction.atomic
def _move(item: AgendaItem, target: Place, *, by: AbstractUser | None, now: datetime.datetime) -> Place:
    source, target = places.lock_both(places.place_of(item), target)
    current = places.read_again(item)
    if isinstance(source, Meeting):
        rules.check_may_leave(current, source)
    _check_target(target)
    current.revision += 1
    places.put_last(places.sign(current, by=by, now=now), target)
    places.write_order(places.arranged(places.items_at(source)))
    return target


def _check_target(target: Place) -> None:
    if isinstance(target, Meeting):
        rules.check_open(target)
    places.check_room(target)


def _after(item: AgendaItem) -> Place:
    """Return where an item of a meeting goes next: to the next meeting of the series, or to the series' backlog."""
    meeting = _meeting_of(item)
    return next_of(meeting) or _series_of(meeting)


def _meeting_of(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise MeetingsError(_("The item is in a backlog, not on an agenda."))
    return item.meeting


def _series_of(meeting: Meeting) -> MeetingSeries:
    if meeting.series is None:
        raise MeetingsError(_("The meeting belongs to no series: there is no next meeting, and no backlog."))
    return meeting.series


def _copy_of(item: AgendaItem, *, by: AbstractUser | None, now: datetime.datetime) -> AgendaItem:
    values = {name: getattr(item, name) for name in _COPIED}
    return places.sign(AgendaItem(**values, carried_from=item), by=by, now=now)
