"""What segments can ask about meetings: who sits in a group, was invited, came, or has something to do."""

import datetime
from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import ActionItem, Attendance, GroupMembership, Invitation, Meeting, MeetingSeries, WorkingGroup
from stakeholders.segments.registry import Choice, Criterion
from stakeholders.segments.values import of_choices, of_records

_GROUP, _SERIES = "group", "series"
_OPEN, _OVERDUE = "open", "overdue"
YEAR = datetime.timedelta(days=365)
_in_groups = of_records(WorkingGroup.objects.all, called=lambda group: group.name_in_language)
_in_series = of_records(MeetingSeries.objects.all)


def sits_in(groups: tuple[str, ...], on: datetime.date) -> Q:
    """Return who is named as sitting in one of the groups on the day `on`, in any role."""
    seats = GroupMembership.objects.current(on).filter(group__in=[int(key) for key in groups], contact__isnull=False)
    return Q(pk__in=seats.order_by().values("contact"))


def invited_to(bodies: tuple[str, ...], on: datetime.date) -> Q:
    """Return who was mailed an invitation to a meeting of one of the groups or series; taken back ones don't count."""
    sent = Invitation.objects.filter(invited_at__isnull=False, withdrawn_at=None, contact__isnull=False)
    return Q(pk__in=sent.filter(meeting__in=_meetings(bodies).values("pk")).order_by().values("contact"))


def attended(bodies: tuple[str, ...], on: datetime.date) -> Q:
    """Return who was, in the twelve months before the day `on`, at a meeting of one of the groups or series."""
    since, until = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
        for day in (on - YEAR, on + datetime.timedelta(days=1))
    )
    meetings = _meetings(bodies).filter(start__gte=since, start__lt=until)
    came = Attendance.objects.there().filter(contact__isnull=False, meeting__in=meetings.values("pk"))
    return Q(pk__in=came.order_by().values("contact"))


def has_actions(kinds: tuple[str, ...], on: datetime.date) -> Q:
    """Return who owns an action that is open, or one that is overdue on the day `on`."""
    actions = ActionItem.objects.open() if _OPEN in kinds else ActionItem.objects.overdue(on)
    return Q(pk__in=actions.filter(owner__isnull=False).order_by().values("owner"))


def _meetings(bodies: tuple[str, ...]) -> QuerySet[Meeting]:
    """Return the meetings of groups and series, which are told apart by what stands before their keys."""
    keys: dict[str, list[int]] = {_GROUP: [], _SERIES: []}
    for body in bodies:
        kind, _sign, key = body.partition("-")
        keys[kind].append(int(key))
    of_groups = Meeting.groups.through.objects.filter(workinggroup__in=keys[_GROUP]).values("meeting")
    ways = [Q(pk__in=of_groups), Q(series__group__in=keys[_GROUP]), Q(series__in=keys[_SERIES])]
    return Meeting.objects.filter(reduce(or_, ways)).order_by()


def _bodies(on: datetime.date) -> list[Choice]:
    groups = [(f"{_GROUP}-{key}", label) for key, label in _in_groups["offered"](on)]
    return groups + [(f"{_SERIES}-{key}", label) for key, label in _in_series["offered"](on)]


def _labels(values: Collection[str]) -> dict[str, str]:
    found = {}
    for kind, of in ((_GROUP, _in_groups), (_SERIES, _in_series)):
        keys = [value.removeprefix(f"{kind}-") for value in values if value.startswith(f"{kind}-")]
        found.update({f"{kind}-{key}": label for key, label in of["labels"](keys).items()})
    return found


working_group = Criterion(
    key="working_group",
    label=_("Working group"),
    phrase=_("in the working group %(values)s"),
    negative=_("not in the working group %(values)s"),
    q=sits_in,
    **of_records(WorkingGroup.objects.all),
)
invited = Criterion(
    key="invited_to",
    label=_("Invited to a meeting of"),
    phrase=_("invited to a meeting of %(values)s"),
    negative=_("never invited to a meeting of %(values)s"),
    offered=_bodies,
    labels=_labels,
    q=invited_to,
)
came = Criterion(
    key="attended",
    label=_("In the last 12 months at a meeting of"),
    phrase=_("in the last 12 months at a meeting of %(values)s"),
    negative=_("in the last 12 months at no meeting of %(values)s"),
    offered=_bodies,
    labels=_labels,
    q=attended,
)
actions = Criterion(
    key="open_actions",
    label=_("Actions to do"),
    phrase=_("with %(values)s"),
    negative=_("without %(values)s"),
    q=has_actions,
    **of_choices([(_OPEN, _("an open action")), (_OVERDUE, _("an overdue action"))]),
)
CRITERIA = (working_group, invited, came, actions)
