"""Versions of minutes as each kind of reader gets them: on the screen, as files, and what differs between two."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from meetings.admin.minutes import READERS, OfMinutes
from meetings.admin.workspace import MeetingScreen
from meetings.enums import Visibility
from meetings.minutes import edition as editions
from meetings.minutes import files, versions, wording
from meetings.minutes.edition import ClosedEditionError
from meetings.minutes.parts import Edition
from meetings.minutes.rendering.html import html
from meetings.minutes.writing import may_write

LIVE = 0  # the number under which the records stand as they are now


class OfVersions(OfMinutes):
    """A view that reads versions for a reader of the kind that ``?as=`` names; without it for the unit."""

    @property
    def reader(self) -> Visibility:
        wanted = self.request.GET.get("as", Visibility.UNIT)
        if wanted not in Visibility.values:
            raise Http404
        return Visibility(wanted)

    def edition(self, number: int, reader: Visibility) -> Edition:
        """Return a version for a reader, or what stands in the records now.

        Raises:
            ClosedEditionError: there is nothing in it for such a reader.
        """
        minutes = self.minutes  # 404 where nobody has begun them
        if number == LIVE:
            return editions.edition(self.meeting, reader)
        found = minutes.versions.select_related("minutes__meeting__series")
        return editions.from_version(get_object_or_404(found, number=number), reader)


class VersionScreen(OfVersions, MeetingScreen):
    url_name = "meetings_admin:minutes"
    page_title = _("Minutes")
    template_name = "meetings/admin/minutes_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number: int = self.kwargs["number"]
        try:
            shown = html(self.edition(number, self.reader))
        except ClosedEditionError:
            shown = None
        return super().get_context_data(**kwargs) | {
            "number": number,
            "reader": self.reader,
            "readers": [(reader, wording.audience(reader)) for reader in READERS],
            "shown": shown,
        }


class VersionFile(OfVersions):
    """An edition of a version as PDF or DOCX."""

    def get(self, request: HttpRequest, meeting_id: int, number: int, reader: str, ending: str) -> HttpResponse:
        if reader not in Visibility.values:
            raise Http404
        try:
            return files.as_response(self.edition(number, Visibility(reader)), ending)
        except ClosedEditionError as error:
            raise Http404 from error


class DifferencesScreen(OfVersions, MeetingScreen):
    """What differs between two versions for one kind of reader."""

    url_name = "meetings_admin:minutes"
    page_title = _("Differences")
    template_name = "meetings/admin/minutes_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = versions.of(self.minutes, Visibility.UNIT)
        latest = found[0].number if found else LIVE
        # While they are written, what is new since the latest version; else what the latest brought.
        compared = (latest, LIVE) if may_write(self.minutes) or latest == 1 else (latest - 1, latest)
        older, newer = (self._number(name, each) for name, each in zip(("older", "newer"), compared, strict=True))
        try:
            differences = versions.differences(self.edition(older, self.reader), self.edition(newer, self.reader))
        except ClosedEditionError:
            differences = None
        return super().get_context_data(**kwargs) | {
            "older": older,
            "newer": newer,
            "versions": found,
            "reader": self.reader,
            "readers": [(reader, wording.audience(reader)) for reader in READERS],
            "differences": differences,
        }

    def _number(self, name: str, default: int) -> int:
        text = self.request.GET.get(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            raise Http404
        return int(text)
