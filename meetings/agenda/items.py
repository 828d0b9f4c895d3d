"""The items of an agenda: reading them in order, adding, changing and removing them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from home.staff import name_of
from meetings import visibility
from meetings.agenda import places, rules, times
from meetings.agenda.places import Place
from meetings.enums import ItemKind, Visibility
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem, Meeting

FIELDS = ("title", "title_ur", "kind", "duration", "presenter", "organisation", "background", "visibility")
_REVIEW_MINUTES = 15
_OTHER_MINUTES = 10


def of(meeting: Meeting) -> list[AgendaItem]:
    """Return the items of `meeting` in order, with `number` and, where it can be told, `starts`. One query."""
    found = places.arranged(places.items_at(meeting).select_related("organisation", "edited_by"))
    return times.planned(meeting, _numbered(found))


def visible(meeting: Meeting, reader: str) -> list[AgendaItem]:
    """Return what a reader of the kind `reader` may see of the agenda, numbered as if nothing else were on it.

    The first one that is shown begins with the meeting. Show no durations beside it: gaps would tell of the rest. The
    public is told no person and no organisation that the directory does not show, as in the minutes.
    """
    if not visibility.allows(reader, visibility.of_agenda(meeting)):
        return []
    shown = [item for item in of(meeting) if visibility.allows(reader, item.visibility)]
    if reader == Visibility.PUBLIC:
        _take_names_out(shown)
    if shown and shown[0].starts:
        shown[0].starts = meeting.local_start
    return _numbered(shown)


@transaction.atomic
def add(place: Place, values: Mapping[str, Any], *, by: AbstractUser | None, now: datetime.datetime) -> AgendaItem:
    """Put a new item on the agenda of a meeting, before other business, or at the end of a series' backlog.

    `values` are of `FIELDS`.

    Raises:
        MeetingsError: the agenda can't be changed any more or is full, or has that standard item already.
        ValidationError: a value is none.
    """
    item = places.sign(AgendaItem(**_known(values)), by=by, now=now)
    place = places.lock(place)
    if isinstance(place, Meeting):
        rules.check_open(place)
    places.check_room(place)
    _check_only(item, place)
    _check_values(item)
    places.put_last(item, place)
    return item


@transaction.atomic
def change(
    item: AgendaItem, values: Mapping[str, Any], *, revision: int, by: AbstractUser | None, now: datetime.datetime
) -> AgendaItem:
    """Write `values` over an item that was read at `revision`; a standard item keeps its kind.

    Raises:
        StaleEditError: somebody has changed it since (`theirs`: the item as it is now), or it is gone (None).
        MeetingsError: the agenda can't be changed any more.
        ValidationError: a value is none.
    """
    current = _to_change(item, revision)
    kind = current.kind
    for field, value in _known(values).items():
        setattr(current, field, value)
    if kind in rules.STANDARD:
        current.kind = kind
    elif current.kind != kind:
        _check_only(current, places.place_of(current))
    _check_values(current)
    current.revision += 1
    places.sign(current, by=by, now=now).save()
    if current.kind != kind:
        places.write_order(places.arranged(places.items_at(places.place_of(current))))
        current.refresh_from_db(fields=["position"])
    return current


@transaction.atomic
def remove(item: AgendaItem, *, revision: int) -> None:
    """Take an item off for good, with what was written on it: ask before.

    Raises:
        StaleEditError: somebody has changed it since it was read at `revision`, or it is gone.
        MeetingsError: the agenda can't be changed any more, or decisions or actions hang on the item.
    """
    current = _to_change(item, revision)
    if rules.has_outcomes(current):
        raise MeetingsError(_("Decisions or actions belong to this item: it can be changed, not removed."))
    place = places.place_of(current)
    current.delete()
    places.write_order(places.arranged(places.items_at(place)))


@transaction.atomic
def prepare(meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> None:
    """Put in the first and the last item that every agenda has, where they are missing. Safe to repeat.

    Raises:
        MeetingsError: the agenda can't be changed any more.
    """
    place = places.lock(meeting)
    rules.check_open(place)
    present = set(places.items_at(place).values_list("kind", flat=True))
    for kind, minutes in ((ItemKind.REVIEW, _REVIEW_MINUTES), (ItemKind.OTHER, _OTHER_MINUTES)):
        if kind not in present:
            item = AgendaItem(kind=kind, duration=minutes, **_titles(kind))
            places.put_last(places.sign(item, by=by, now=now), place)


def _titles(kind: ItemKind) -> dict[str, str]:
    """Return the title of a standard item in both languages, whichever is active."""
    with translation.override("en"):
        english = str(kind.label)
    with translation.override("ur"):
        urdu = str(kind.label)
    return {"title": english, "title_ur": urdu if urdu != english else ""}


def _to_change(item: AgendaItem, revision: int) -> AgendaItem:
    """Lock the place of `item`, and return it as it stands there now."""
    place = places.lock(places.place_of(item))
    current = places.read_again(item)
    if isinstance(place, Meeting):
        rules.check_open(place)
    if current.revision != revision:
        by = name_of(current.edited_by)
        raise StaleEditError(_("Somebody else has changed this item since you opened it."), theirs=current, by=by)
    return current


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: values[field] for field in FIELDS if field in values}


def _check_only(item: AgendaItem, place: Place) -> None:
    """Check that a standard item is the only one of its kind, and on an agenda."""
    if item.kind not in rules.STANDARD:
        return
    if not isinstance(place, Meeting) or places.items_at(place).filter(kind=item.kind).exclude(pk=item.pk).exists():
        raise MeetingsError(_("An agenda has one such item, and a backlog none."))


def _check_values(item: AgendaItem) -> None:
    item.title = item.title.strip()
    item.full_clean(exclude=["meeting", "series"], validate_constraints=False)
    if item.duration == 0:
        raise MeetingsError(_("An item takes a minute at least; leave the field empty if nobody knows yet."))


def _take_names_out(items: list[AgendaItem]) -> None:
    for item in items:
        item.presenter = ""
        if item.organisation and not item.organisation.public:
            item.organisation = None


def _numbered(items: list[AgendaItem]) -> list[AgendaItem]:
    for number, item in enumerate(items, start=1):
        item.number = str(number)
    return items
