"""What changed since an invited person was told: what they were told against what stands now.

Changes made close together are one difference, and one that was taken back is none.
"""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from home.bilingual import worded
from meetings.enums import Mode
from meetings.invitations import when
from meetings.models import Meeting

_WORDED = ("title", "place")
_FIELDS = (*_WORDED, "title_ur", "place_ur", "start", "end", "zone", "mode", "address", "join_url", "join_details")


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise now; `was` is empty where nothing stood there, or it is not to be repeated."""

    label: str
    was: str
    now: str


def since(meeting: Meeting, told: int | None) -> list[Difference]:
    """Return what of `meeting` is otherwise than it was at the sequence `told`, in the active language. One query.

    Of how to join it is said only that it changed: the mail has the new words, and the old ones mislead.
    """
    if told is None:
        return []
    past = _as_told(meeting, told)
    found = [
        Difference(_("Title"), worded(past, "title"), meeting.title_in_language),
        Difference(_("When"), _when(past), _when(meeting)),
        Difference(_("Place"), worded(past, "place"), meeting.place_in_language),
        Difference(_("Address"), past.address, meeting.address),
        Difference(_("How one takes part"), str(Mode(past.mode).label), meeting.get_mode_display()),
    ]
    found = [difference for difference in found if difference.was != difference.now]
    if (past.join_url, past.join_details) != (meeting.join_url, meeting.join_details):
        found.append(Difference(_("How to join"), "", _("as written below")))
    return found


def _as_told(meeting: Meeting, told: int) -> SimpleNamespace:
    """Return the fields as they stood at `told`: what stands now, with what later changes found laid over it."""
    fields = {field: getattr(meeting, field) for field in _FIELDS}
    for change in meeting.changes.filter(sequence__gt=told).order_by("-at", "-pk"):
        fields |= {field: _read(field, value) for field, value in change.before.items() if field in _FIELDS}
    return SimpleNamespace(**fields)


def _read(field: str, value: Any) -> Any:
    return parse_datetime(value) if field in ("start", "end") else value


def _when(record: Any) -> str:
    start: datetime.datetime = record.start
    return "; ".join(when.lines(start, record.end, record.zone))
