"""The list of working groups: a card for each, national ones first, then by province, then those that are concluded."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from meetings import addresses
from meetings.actions import readers
from meetings.enums import OPEN_STATUSES, Visibility
from meetings.groups import seats
from meetings.groups.seats import Seat
from meetings.models import Meeting, WorkingGroup
from meetings.models.meetings import MeetingQuerySet


@dataclass(frozen=True)
class Card:
    group: WorkingGroup
    leading: list[Seat]
    next_meeting: Meeting | None
    open_actions: int | None  # None where the public is not told
    part_of: WorkingGroup | None  # None also where the public is not to know of it


@dataclass(frozen=True)
class Shelf:
    """The groups of one level: `province` is None for national ones."""

    province: object | None
    cards: list[Card]


def public() -> QuerySet[WorkingGroup]:
    """Return the groups of which everybody may know."""
    return WorkingGroup.objects.filter(visibility=Visibility.PUBLIC)


def open_parent(group: WorkingGroup) -> WorkingGroup | None:
    """Return what `group` is part of, where everybody may know of it."""
    return group.parent if group.parent and group.parent.visibility == Visibility.PUBLIC else None


def shelves(now: datetime.datetime, today: datetime.date) -> tuple[list[Shelf], list[Card]]:
    """Return the groups at work, by level, and those that are concluded. A fixed number of queries."""
    groups = list(public().select_related("province", "parent").order_by("province__order", "name", "pk"))
    leads = seats.leading(groups, today)
    coming = _next_meetings(now)
    actions = _open_actions()
    cards = [
        Card(
            group=group,
            leading=leads[group.pk],
            next_meeting=coming.get(group.pk),
            open_actions=actions.get(group.pk, 0) if group.shows_actions else None,
            part_of=open_parent(group),
        )
        for group in groups
    ]
    at_work: dict[int | None, Shelf] = {}
    for card in sorted(cards, key=lambda card: card.group.province_id is not None):
        if not card.group.is_concluded:
            shelf = at_work.setdefault(card.group.province_id, Shelf(card.group.province, []))
            shelf.cards.append(card)
    return list(at_work.values()), [card for card in cards if card.group.is_concluded]


def in_brief(count: int, now: datetime.datetime) -> list[tuple[WorkingGroup, Meeting | None]]:
    """Return `count` groups at work with their next meetings: those that meet soonest, then national ones."""
    coming = _next_meetings(now)
    named = public().order_by("name", "pk").only("name", "name_ur", "acronym", "slug", "province_id", "concluded_on")
    found = [(group, coming.get(group.pk)) for group in named if not group.is_concluded]
    found.sort(key=lambda pair: (pair[1] is None, pair[1].start if pair[1] else now, pair[0].province_id is not None))
    return found[:count]


def of_group(group: WorkingGroup) -> MeetingQuerySet:
    """Return the public meetings of `group`: its own, joint ones, and those of its series."""
    joint = Meeting.groups.through.objects.filter(workinggroup=group, meeting=OuterRef("pk"))
    found: MeetingQuerySet = Meeting.objects.public().filter(
        Q(Exists(joint)) | Q(series__group=group), addresses.open_to_all()
    )
    return found


def _next_meetings(now: datetime.datetime) -> dict[int, Meeting]:
    """Return the next public meeting of each group, by the group's key."""
    ahead = Meeting.objects.public().happening().filter(addresses.open_to_all(), end__gte=now)
    shown = ahead.select_related("series").only("slug", "start", "zone", "series__group_id")
    found: dict[int, Meeting] = {}
    # A joint meeting comes once for each of its groups.
    for meeting in shown.annotate(joint_group=F("groups")).order_by("-start", "-pk"):
        own = meeting.series.group_id if meeting.series else None
        keys = {meeting.joint_group, own} - {None}
        found.update(dict.fromkeys(keys, meeting))  # the earliest comes last
    return found


def _open_actions() -> dict[int, int]:
    """Return how many open actions that everybody may see each group has, by its key."""
    still_open = readers.visible(Visibility.PUBLIC).filter(status__in=OPEN_STATUSES)
    found: dict[int, set[int]] = {}
    for action, *groups in still_open.values_list("pk", "meeting__groups", "meeting__series__group"):
        for key in groups:
            found.setdefault(key, set()).add(action)
    return {key: len(actions) for key, actions in found.items() if key}
