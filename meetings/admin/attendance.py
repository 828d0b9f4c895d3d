"""The tab on which staff tick off who is there, in the room and on a telephone."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.folding import fold
from meetings.admin.workspace import INVITE, RECORD_ATTENDANCE, MeetingScreen, OfMeeting, refusals_told
from meetings.attendance import exports, marking, recording, signing_in, summary
from meetings.attendance.marking import Line
from meetings.enums import AttendanceOrigin
from meetings.models import Attendance
from stakeholders.exporting import asking
from stakeholders.permissions import EXPORT_CONTACTS

PER_PAGE = 300  # each line is a field of the form, of which Django takes a thousand
FILTERS = ("q", "show", "page")
OPEN, SELF = "open", "self"
# What the list can be narrowed to besides the marks.
SHOWN = {OPEN: gettext_lazy("Not recorded yet"), SELF: gettext_lazy("Signed in by themselves")}
NUMBER = range(32_768)


class AttendanceView(MeetingScreen):
    template_name = "meetings/admin/attendance.html"
    url_name = "meetings_admin:attendance"
    permission = RECORD_ATTENDANCE
    page_title = gettext_lazy("Attendance")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everybody = marking.lines(self.meeting)
        asked = self.request.GET
        shown = [line for line in everybody if _is_asked_for(line, asked.get("q", ""), asked.get("show", ""))]
        page = Paginator(shown, PER_PAGE).get_page(asked.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "everybody": len(everybody),
            "filters": self._filters(everybody),
            "marks": marking.marks_for(self.meeting),
            "all_marks": marking.MARKS,
            "shown": " ".join(f"{line.key}={line.mark}" for line in page),
            "asked": asked,
            "back": _kept(asked).urlencode(),
            "sees_replies": self.user.has_perm(INVITE),
            "exports": self.user.has_perm(EXPORT_CONTACTS),
            "sign_in_open": signing_in.is_open(self.meeting, timezone.now()),
            "there": summary.of(self.meeting, summary.Visibility.UNIT),
        }

    def _filters(self, everybody: list[Line]) -> list[dict[str, Any]]:
        """Return what the list can be narrowed to, with counts: what nobody is, is left out."""
        counts = Counter(line.mark or OPEN for line in everybody)
        counts[SELF] = sum(line.row is not None and line.row.origin == AttendanceOrigin.SELF for line in everybody)
        labels = {**marking.MARKS, **SHOWN}
        return [{"code": code, "label": label, "count": counts[code]} for code, label in labels.items() if counts[code]]


def _is_asked_for(line: Line, text: str, show: str) -> bool:
    if show == SELF:
        fits = line.row is not None and line.row.origin == AttendanceOrigin.SELF
    elif show == OPEN:
        fits = not line.mark
    else:
        fits = show not in marking.MARKS or line.mark == show
    found = fold(f"{line.name} {line.organisation}")
    return fits and all(word in found for word in fold(text).split())


def _kept(asked: QueryDict) -> QueryDict:
    """Return what narrows the list, and nothing else that came along."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if value := asked.get(name):
            kept[name] = value[:200]
    return kept


class AttendanceAct(OfMeeting):
    """Something that is done to the list; then it is shown as it was narrowed before."""

    permission = RECORD_ATTENDANCE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            self.act(request)
        return self.back()

    def act(self, request: HttpRequest) -> None:
        """Do it.

        Raises:
            MeetingsError: it is refused.
        """
        raise NotImplementedError

    def back(self) -> HttpResponse:
        query = _kept(QueryDict(self.request.POST.get("back", ""))).urlencode()
        address = reverse("meetings_admin:attendance", args=[self.meeting.pk])
        return redirect(f"{address}?{query}" if query else address)


class MarkView(AttendanceAct):
    def act(self, request: HttpRequest) -> None:
        if not self.mark(request):
            messages.info(request, _("Nothing was changed."))

    def mark(self, request: HttpRequest) -> bool:
        """Write what was set in the list; return whether there is anything to tell of it."""
        pairs = (pair.partition("=") for pair in request.POST.get("shown", "").split())
        chosen = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("m-")}
        shown = {key: mark for key, _sign, mark in pairs}
        done = marking.mark(self.meeting, shown=shown, chosen=chosen, by=self.user, now=timezone.now())
        if done.written:
            messages.success(request, _saved(done.written))
        if done.clashes:
            words = _("Somebody else has set these meanwhile, and what they set stays: %(names)s")
            messages.warning(request, words % {"names": "; ".join(done.clashes[:20])})
        return bool(done.written or done.clashes)


class RepliesView(AttendanceAct):
    """One click for many: apologies from replies, or the rest absent."""

    def act(self, request: HttpRequest) -> None:
        if request.POST.get("what") == "absent":
            written = marking.rest_absent(self.meeting, by=self.user, now=timezone.now())
        else:
            if not self.user.has_perm(INVITE):
                raise PermissionDenied
            written = marking.take_apologies(self.meeting, by=self.user, now=timezone.now())
        messages.success(request, _saved(written))


class UnnamedView(AttendanceAct):
    def act(self, request: HttpRequest) -> None:
        numbers = [_number(request.POST.get(name, "")) for name in ("number", "was")]
        number, was = numbers
        if number is None or was is None:
            messages.error(request, _("Write how many there were, as a number."))
            return
        recording.set_unnamed(self.meeting, number=number, was=was)
        messages.success(request, _("Saved."))


def _number(text: str) -> int | None:
    digits = text.strip()
    value = int(digits) if digits.isdecimal() and len(digits) <= 6 else -1
    return value if value in NUMBER else None


class RemoveView(WagtailAdminTemplateMixin, MarkView):
    """Take rows off: those that were chosen, or all that people made themselves. First it says whose they are."""

    page_title = gettext_lazy("Remove from the list")
    header_icon = "bin"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            self.mark(request)  # what was ticked in the same list is not lost
        rows = self._rows(request)
        if "sure" in request.POST or not rows:
            gone = recording.remove(self.meeting, [row.pk for row in rows])
            words = ngettext("%(count)d row was removed.", "%(count)d rows were removed.", gone)
            messages.success(request, words % {"count": gone})
            return self.back()
        context = {"meeting": self.meeting, "rows": rows, "back": request.POST.get("back", "")}
        context["all_self"] = request.POST.get("which") == SELF
        return render(request, "meetings/admin/attendance_remove.html", self.get_context_data() | context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"page_title": self.page_title, "page_subtitle": str(self.meeting), "header_icon": self.header_icon}

    def _rows(self, request: HttpRequest) -> list[Attendance]:
        rows = Attendance.objects.filter(meeting=self.meeting).select_related("contact", "organisation")
        chosen = [int(key[1:]) for key in request.POST.getlist("chosen") if key[:1] == "a" and _is_key(key[1:])]
        if request.POST.get("which") == SELF:
            return list(signing_in.unconfirmed(self.meeting).select_related("contact", "organisation"))
        return list(rows.filter(pk__in=chosen))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


class ExportView(AttendanceAct):
    """Have a file made, by the one way to take people's data away."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user.has_perm(EXPORT_CONTACTS):
            raise PermissionDenied
        source = exports.ATTENDANCE
        kind = request.POST.get("format", "")
        file = asking.ask(
            source=source,
            question={"meeting": self.meeting.pk},
            columns=[column.code for column in source.columns],
            file_format=kind if kind in source.formats else source.formats[0],
            narrowed=capfirst(str(self.meeting)),
            by=self.user.pk,
            now=timezone.now(),
        )
        return redirect("export:file", file.record_id)


def _saved(number: int) -> str:
    words = ngettext("%(count)d row was written.", "%(count)d rows were written.", number)
    return words % {"count": number}
