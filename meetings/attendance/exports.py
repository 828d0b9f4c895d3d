"""The attendance of a meeting as a file."""

from array import array
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.attendance.summary import rows_of
from meetings.enums import Mode
from meetings.models import Attendance, Meeting
from stakeholders.exporting.columns import Column
from stakeholders.exporting.sources import Source


class AttendanceSource(Source):
    """A question names a meeting: ``{"meeting": 3}``."""

    def keys(self, question: dict[str, Any]) -> array:
        rows = rows_of(Meeting(pk=question["meeting"]))
        return array("q", rows.order_by("name", "pk").values_list("pk", flat=True))


def _read(keys: Sequence[int]) -> list[Attendance]:
    found = Attendance.objects.select_related("contact", "organisation").in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def _organisation(row: Attendance) -> str:
    return str(row.organisation or row.organisation_name)


COLUMNS = (
    Column("name", _("Name"), lambda row: row.name or str(row.contact or "")),
    Column("designation", _("Designation"), lambda row: row.designation),
    Column("organisation", _("Organisation"), _organisation),
    Column("presence", _("Presence"), lambda row: row.get_presence_display()),
    Column("mode", _("Takes part"), lambda row: str(Mode(row.mode).label)),
    Column("origin", _("How it is known"), lambda row: row.get_origin_display()),
)
ATTENDANCE = AttendanceSource("attendance", _("Attendance"), Attendance, COLUMNS, _read, ("xlsx", "csv"))
