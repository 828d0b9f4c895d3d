"""Opening the sign-in of a meeting, and the page that is thrown on the wall."""

import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from delivery.links import absolute
from meetings.admin.workspace import RECORD_ATTENDANCE, OfMeeting, refusals_told
from meetings.attendance import signing_in
from meetings.models import Meeting

HOURS = (1, 2, 4, 8, 24, 72)


class SignInView(OfMeeting):
    """Open it, open it anew, or close it."""

    permission = RECORD_ATTENDANCE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "close" in request.POST:
            signing_in.close(self.meeting)
            messages.success(request, _("The sign-in is closed, and its link has ended."))
            return redirect("meetings_admin:attendance", self.meeting.pk)
        hours = request.POST.get("hours", "")
        now = timezone.now()
        until = now + datetime.timedelta(hours=int(hours) if hours in map(str, HOURS) else HOURS[1])
        with refusals_told(request):
            signing_in.open_until(self.meeting, until=until, by=self.user, now=now)
            return redirect("meetings_admin:sign_in_poster", self.meeting.pk)
        return redirect("meetings_admin:attendance", self.meeting.pk)


class PosterView(OfMeeting, TemplateView):
    """A page for the projector or the door: title, QR code, and the address for those who type."""

    permission = RECORD_ATTENDANCE
    template_name = "meetings/admin/sign_in_poster.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signing_in.is_open(self.meeting, timezone.now()):
            messages.warning(request, _("The sign-in is closed. Open it to have a link."))
            return redirect("meetings_admin:attendance", self.meeting.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = address_of(self.meeting)
        shown = address.partition("://")[2].rstrip("/")
        context = {"meeting": self.meeting, "address": address, "shown": shown, "code": code(address)}
        return super().get_context_data(**kwargs) | context


def address_of(meeting: Meeting) -> str:
    """Return the whole address at which people sign in: in English, whose page leads to the Urdu one."""
    with translation.override("en"):
        return absolute(reverse("meetings:sign_in", args=[meeting.sign_in_key]))


def code(address: str) -> SafeString:
    """Return a QR code (ISO/IEC 18004) as an SVG element, with the quiet zone of four modules that readers need."""
    # Every character of it is segno's own.
    svg: str = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=4)
    return mark_safe(svg)  # noqa: S308
