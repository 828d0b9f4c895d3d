"""What readers get to see of the register: helplines that are verified, each with its ways to reach it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice

from django.db.models import prefetch_related_objects

from home.models.helplines import Helpline, HelplineChannel

IN_STRIP = 3  # helplines
CHANNELS_IN_STRIP = 2  # of each


@dataclass(frozen=True)
class InStrip:
    """One helpline of the strip."""

    helpline: Helpline
    channels: list[HelplineChannel]


def in_strip(*, today: datetime.date) -> list[InStrip]:
    """Return the first few helplines of the strip. One query, whatever there is."""
    rows = (
        HelplineChannel.objects.filter(helpline__in_strip=True, helpline__valid_until__gte=today)
        .select_related("helpline")
        .order_by("helpline__sort_order", "helpline__name", "helpline", "sort_order")
    )
    lines = groupby(rows, key=lambda channel: channel.helpline_id)
    found = []
    for _key, channels in islice(lines, IN_STRIP):
        first = list(islice(channels, CHANNELS_IN_STRIP))
        found.append(InStrip(first[0].helpline, first))
    return found


def current(*, today: datetime.date, among: Iterable[Helpline | None] | None = None) -> list[Helpline]:
    """Return the helplines that may be shown, with all their facts loaded; or those of `among`, in its order.

    Four queries at most, however many there are.
    """
    if among is None:
        lines = list(Helpline.objects.current(today))
    else:
        lines = [line for line in among if line is not None and line.is_current(today)]
    prefetch_related_objects(lines, "channels", "languages", "province", "operator")
    return [line for line in lines if line.channels.all()]
