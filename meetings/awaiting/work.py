"""What awaits a member of staff: one list for each kind of work, for those who may do it. A few queries for each."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from home import formats
from meetings.admin.workspace import ANNOUNCE, CHANGE, INVITE
from meetings.awaiting import belonging
from meetings.enums import MINUTED, MinutesState, Reply, State
from meetings.models import ActionItem, Meeting, Minutes, WorkingGroup

CHANGE_GROUPS = "meetings.change_workinggroup"
SHOWN = 5  # of one kind; the others are folded away
DUE_DAYS = 2  # until the minutes of a meeting that has no series are due, as a new series has it
REMEMBERED = datetime.timedelta(days=365)  # older meetings without minutes are history, and no work
OBJECTIONS_NEAR = datetime.timedelta(days=3)
REPLIES_NEAR = datetime.timedelta(days=14)
REVIEW_NEAR = datetime.timedelta(days=30)
_NO_GROUP = 0
_NEEDED = ("title", "title_ur", "start", "end", "zone", "series__minutes_due_days")


@dataclass(frozen=True)
class Task:
    """One thing to do: what it is about, how it stands, and where it is done."""

    about: str
    stands: str
    url: str


@dataclass(frozen=True)
class KindOfWork:
    """A kind of work: its heading, the permission that it takes, and what finds it."""

    heading: str | Promise
    permission: str
    find: Callable[[datetime.datetime], list[Task]]


@dataclass(frozen=True)
class Work:
    """The work of one kind that waits; at least one thing."""

    heading: str
    tasks: list[Task]

    @property
    def shown(self) -> list[Task]:
        return self.tasks[:SHOWN]

    @property
    def more(self) -> list[Task]:
        return self.tasks[SHOWN:]


def concerns(user: AbstractUser) -> bool:
    """Return whether there is any work of meetings that `user` may do."""
    return any(user.has_perm(kind.permission) for kind in KINDS)


def of(user: AbstractUser, *, now: datetime.datetime) -> list[Work]:
    """Return what awaits `user`, the most pressing kind first; kinds of which there is none are left out."""
    found = [(kind, kind.find(now)) for kind in KINDS if user.has_perm(kind.permission)]
    return [Work(str(kind.heading), tasks) for kind, tasks in found if tasks]


def still_announced(now: datetime.datetime) -> list[Task]:
    """Meetings that are over and still said to be ahead: were they held?"""
    over = Meeting.objects.filter(state=State.ANNOUNCED, end__lt=now).order_by("end", "pk")
    return [
        Task(str(meeting), _("ended on %(day)s") % {"day": formats.long_date(_day(meeting.end, meeting))}, url)
        for meeting, url in _with_url(over.select_related("series").only(*_NEEDED), "meeting")
    ]


def minutes_due(now: datetime.datetime) -> list[Task]:
    """Meetings that were held and whose minutes should have been circulated by now, the longest due first.

    Events of no series, such as webinars, are expected to have minutes only once somebody has begun them.
    """
    held = Meeting.objects.filter(state=State.HELD, end__lt=now, end__gte=now - REMEMBERED)
    expected = Q(minutes=None) & (Q(series__isnull=False) | Q(kind__in=MINUTED)) | Q(minutes__state=MinutesState.DRAFT)
    missing = held.filter(expected).order_by("end", "pk")
    tasks = []
    for meeting, url in _with_url(missing.select_related("series").only(*_NEEDED), "minutes"):
        days = meeting.series.minutes_due_days if meeting.series else DUE_DAYS
        due = meeting.end + datetime.timedelta(days=days)
        if due <= now:
            day = formats.long_date(_day(due, meeting))
            tasks.append(Task(str(meeting), _("due on %(day)s") % {"day": day}, url))
    return tasks


def objections(now: datetime.datetime) -> list[Task]:
    """Circulated minutes to which somebody objects, or whose time to object ends soon or is over."""
    raised = Count(
        "versions__comments", filter=Q(versions__comments__objects_to=True, versions__comments__settled_at=None)
    )
    near = Q(objections_until__lte=now + OBJECTIONS_NEAR) | Q(raised__gt=0)
    circulated = Minutes.objects.filter(state=MinutesState.CIRCULATED).annotate(raised=raised).filter(near)
    tasks = []
    for minutes in circulated.select_related("meeting").order_by("objections_until", "pk"):
        if minutes.raised:
            stands = ngettext("%(shown)s objection to settle", "%(shown)s objections to settle", minutes.raised)
            stands %= {"shown": formats.number(minutes.raised)}
        else:
            day = _day(minutes.objections_until, minutes.meeting) if minutes.objections_until else now.date()
            stands = _("objections until %(day)s") % {"day": formats.long_date(day)}
        tasks.append(Task(str(minutes.meeting), stands, reverse("meetings_admin:minutes", args=[minutes.meeting_id])))
    return tasks


def replies_missing(now: datetime.datetime) -> list[Task]:
    """Meetings of the next two weeks to which invited people have not answered."""
    silent = Q(invitations__reply=Reply.NONE, invitations__withdrawn_at=None, invitations__told_sequence__isnull=False)
    soon = Meeting.objects.filter(state=State.ANNOUNCED, start__gte=now, start__lte=now + REPLIES_NEAR)
    waiting = soon.annotate(silent=Count("invitations", filter=silent)).filter(silent__gt=0).order_by("start", "pk")
    tasks = []
    for meeting, url in _with_url(waiting.defer("body", "body_ur"), "invitations"):
        words = ngettext("%(shown)s has not answered", "%(shown)s have not answered", meeting.silent)
        tasks.append(Task(str(meeting), words % {"shown": formats.number(meeting.silent)}, url))
    return tasks


def actions_overdue(now: datetime.datetime) -> list[Task]:
    """How many actions are overdue, by the group whose meeting handed them out; a joint meeting's count for each."""
    overdue = ActionItem.objects.overdue(timezone.localdate(now)).order_by()
    of_meetings = belonging.groups_of_meetings()
    numbers: Counter[int] = Counter()
    for meeting, number in overdue.values_list("meeting").annotate(count=Count("pk")):
        for group in of_meetings[meeting] or {_NO_GROUP}:
            numbers[group] += number
    groups = WorkingGroup.objects.only("name", "name_ur").in_bulk(numbers)
    tasks = []
    for key, number in numbers.most_common():
        about = groups[key].name_in_language if key else _("Meetings of no group")
        words = ngettext("%(shown)s action overdue", "%(shown)s actions overdue", number)
        narrowed = {"stands": "overdue"} | ({"group": key} if key else {})
        url = f"{reverse('meetings_admin:actions')}?{urlencode(narrowed)}"
        tasks.append(Task(about, words % {"shown": formats.number(number)}, url))
    return tasks


def terms_due(now: datetime.datetime) -> list[Task]:
    """Groups at work whose terms of reference are due for review, or will be within a month."""
    today = timezone.localdate(now)
    at_work = WorkingGroup.objects.filter(Q(concluded_on=None) | Q(concluded_on__gte=today))
    due = at_work.filter(review_due_on__lte=today + REVIEW_NEAR).order_by("review_due_on", "pk")
    return [
        Task(
            group.name_in_language,
            _("due on %(day)s") % {"day": formats.long_date(group.review_due_on)},
            reverse("working_group:edit", args=[group.pk]),
        )
        for group in due.only("name", "name_ur", "review_due_on")
        if group.review_due_on
    ]


KINDS = (
    KindOfWork(gettext_lazy("Over, and still said to be ahead"), ANNOUNCE, still_announced),
    KindOfWork(gettext_lazy("Minutes due"), CHANGE, minutes_due),
    KindOfWork(gettext_lazy("Objections to minutes"), ANNOUNCE, objections),
    KindOfWork(gettext_lazy("Answers missing"), INVITE, replies_missing),
    KindOfWork(gettext_lazy("Actions overdue"), CHANGE, actions_overdue),
    KindOfWork(gettext_lazy("Terms of reference to review"), CHANGE_GROUPS, terms_due),
)


def _with_url(meetings: Iterable[Any], tab: str) -> Iterable[tuple[Any, str]]:
    """Yield each meeting with the address of one of its tabs."""
    for meeting in meetings:
        yield meeting, reverse(f"meetings_admin:{tab}", args=[meeting.pk])


def _day(moment: datetime.datetime, meeting: Meeting) -> datetime.date:
    """Return the day of `moment` by the meeting's own clock."""
    return moment.astimezone(ZoneInfo(meeting.zone)).date()
