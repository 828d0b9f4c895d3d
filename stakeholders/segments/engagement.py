"""The criterion of what people did with the mail they got; `stakeholders.engagement` keeps it by address."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Engagement
from stakeholders.segments.conditions import Values, at_address
from stakeholders.segments.registry import Criterion
from stakeholders.segments.values import of_choices

_SEEN, _SILENT = "seen", "silent"
_CHOICES = [
    (f"{_SEEN}-90", _("opened or clicked in the last 90 days")),
    (f"{_SEEN}-180", _("opened or clicked in the last 180 days")),
    (f"{_SEEN}-365", _("opened or clicked in the last 365 days")),
    (f"{_SILENT}-90", _("got mail in the last 90 days and neither opened nor clicked")),
    (f"{_SILENT}-180", _("got mail in the last 180 days and neither opened nor clicked")),
    (f"{_SILENT}-365", _("got mail in the last 365 days and neither opened nor clicked")),
]


def behaved(choices: Values, on: datetime.date) -> Q:
    """Return who did one of the things; by the address, so those who share a mailbox did it together."""
    return reduce(or_, (_behaved(choice, on) for choice in choices))


def _behaved(choice: str, on: datetime.date) -> Q:
    what, days = choice.split("-")
    first_day = on - datetime.timedelta(days=int(days))
    since = timezone.make_aware(datetime.datetime.combine(first_day, datetime.time.min))
    seen = at_address(address__in=Engagement.objects.filter(answered_at__gte=since).values("address"))
    if what == _SEEN:
        return seen
    return at_address(address__in=Engagement.objects.filter(mailed_at__gte=since).values("address")) & ~seen


engagement = Criterion(
    key="engagement",
    label=_("What they did with mail"),
    phrase=_("who %(values)s"),
    negative=_("except those who %(values)s"),
    q=behaved,
    **of_choices(_CHOICES),
)
