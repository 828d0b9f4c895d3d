"""How far the actions of a group are, for the public: numbers, and the actions that everybody may see."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from meetings.actions import readers
from meetings.enums import OPEN_STATUSES, ActionStatus, Visibility
from meetings.models import ActionItem, Meeting, WorkingGroup
from meetings.visibility import allows

_ALONG_THE_BAR = [
    *(ActionStatus.DONE, ActionStatus.IN_PROGRESS, ActionStatus.PENDING, ActionStatus.OPEN, ActionStatus.DROPPED)
]
LISTED = 100  # actions on the page of a group, the newest first


@dataclass(frozen=True)
class Share:
    """How many actions stand at one status."""

    status: ActionStatus
    count: int


@dataclass(frozen=True)
class Part:
    """A piece of the bar: from where on and how wide, in hundredths of it, written as SVG reads numbers."""

    share: Share
    x: str
    width: str


@dataclass(frozen=True)
class Progress:
    """What a reader may know of the actions of a group. No names of people."""

    shares: list[Share]  # every status, also those with nothing
    total: int
    overdue: int
    actions: list[ActionItem]

    @property
    def done(self) -> int:
        return next(share.count for share in self.shares if share.status == ActionStatus.DONE)

    @property
    def parts(self) -> list[Part]:
        """The bar: what is done first, then what is under way, what waits, what is open, what was dropped."""
        parts, before = [], 0
        for share in sorted(self.shares, key=lambda share: _ALONG_THE_BAR.index(share.status)):
            if share.count:
                x, width = 100 * before / self.total, 100 * share.count / self.total
                parts.append(Part(share, f"{x:.3f}", f"{width:.3f}"))
                before += share.count
        return parts


def of_group(
    group: WorkingGroup, *, on: datetime.date | None = None, reader: Visibility = Visibility.PUBLIC
) -> Progress | None:
    """Return how far the actions of `group` are on the day `on` (today), or None where such a reader is not to know.

    The public is to know where the unit has ticked so for the group. Counted and listed is what such a reader may see:
    a number would tell what is hidden. Two queries; for the public three, one of them for what lies behind a password.
    """
    if (reader == Visibility.PUBLIC and not group.shows_actions) or not allows(reader, group.visibility):
        return None
    actions = readers.visible(reader).filter(meeting__in=meetings_of(group).order_by().values("pk"))
    counted = actions.aggregate(
        overdue=Count("pk", filter=Q(status__in=OPEN_STATUSES, due_on__lt=on or timezone.localdate())),
        **{status: Count("pk", filter=Q(status=status)) for status in ActionStatus.values},
    )
    total = sum(counted[status] for status in ActionStatus.values)
    shares = [Share(status, counted[status]) for status in ActionStatus]
    listed = actions.select_related("meeting", "owner_organisation")
    ordered = listed.order_by("-year", "-serial")
    return Progress(shares, total, counted["overdue"], list(ordered[:LISTED]))


def meetings_of(group: WorkingGroup) -> QuerySet[Meeting]:
    """Return the meetings of a group: its own, joint ones, and those of its series."""
    joint = Meeting.groups.through.objects.filter(workinggroup=group, meeting=OuterRef("pk"))
    return Meeting.objects.filter(Q(Exists(joint)) | Q(series__group=group))
