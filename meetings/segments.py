"""What segments can ask about meetings: who sits in a working group."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models import GroupMembership, WorkingGroup
from stakeholders.segments.registry import Criterion
from stakeholders.segments.values import of_records


def sits_in(groups: tuple[str, ...], on: datetime.date) -> Q:
    """Return who is named as sitting in one of the groups on the day `on`, in any role."""
    seats = GroupMembership.objects.current(on).filter(group__in=[int(key) for key in groups], contact__isnull=False)
    return Q(pk__in=seats.order_by().values("contact"))


working_group = Criterion(
    key="working_group",
    label=_("Working group"),
    phrase=_("in the working group %(values)s"),
    negative=_("not in the working group %(values)s"),
    q=sits_in,
    **of_records(WorkingGroup.objects.all),
)
