"""What the screens of one meeting share: permission first, tabs, refusals told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.exceptions import MeetingsError
from meetings.models import Meeting

VIEW = "meetings.view_meeting"
CHANGE = "meetings.change_meeting"
ANNOUNCE = "meetings.announce_meeting"
INVITE = "meetings.invite_meeting"
RECORD_ATTENDANCE = "meetings.record_attendance"


@dataclass(frozen=True)
class Tab:
    """One screen of a meeting: what it is called, the name of its address, who may see it."""

    label: str | Promise
    url_name: str
    permission: str = VIEW


# In the order of a meeting's life. Every address takes the meeting's key and nothing else.
TABS = (
    Tab(_("Meeting"), "meetings_admin:meeting"),
    Tab(_("Agenda"), "meetings_admin:agenda"),
    Tab(_("Invitations"), "meetings_admin:invitations", INVITE),
    Tab(_("Attendance"), "meetings_admin:attendance", RECORD_ATTENDANCE),
    Tab(_("Minutes"), "meetings_admin:minutes"),
    Tab(_("Documents"), "meetings_admin:documents"),
    Tab(_("Mail"), "meetings_admin:mail", INVITE),
)


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal into a message on the next page. Two tabs and double clicks end here; nothing happens twice."""
    try:
        yield
    except MeetingsError as refusal:
        messages.error(request, str(refusal))


class PermissionMixin(View):
    """Ask for `permission` before anything else; whoever lacks it gets 403."""

    permission = VIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def require(self, permission: str) -> None:
        """Ask for another permission on the way: of a view that shows to more people than it lets act."""
        if not self.request.user.has_perm(permission):
            raise PermissionDenied

    @property
    def user(self) -> AbstractUser:
        """Return who acts; nobody comes here without an account."""
        return cast(AbstractUser, self.request.user)


class OfMeeting(PermissionMixin):
    """A view of one meeting, whose key is in the address as `meeting_id`."""

    @cached_property
    def meeting(self) -> Meeting:
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        return get_object_or_404(Meeting.objects.select_related("series"), id=self.kwargs["meeting_id"])


class MeetingScreen(OfMeeting, WagtailAdminTemplateMixin, TemplateView):
    """A tab of the workspace. Its template extends ``meetings/admin/workspace.html``."""

    header_icon = "calendar-alt"
    url_name = ""  # of TABS
    page_title: str | Promise = ""

    def get_page_title(self) -> str:
        return str(self.page_title)

    def get_page_subtitle(self) -> str:
        return str(self.meeting)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("meetings_admin:list"), "label": str(_("Meetings"))},
            {"url": "", "label": str(self.meeting)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"meeting": self.meeting, "tabs": self._tabs()}

    def _tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "label": tab.label,
                "url": reverse(tab.url_name, args=[self.meeting.pk]),
                "here": tab.url_name == self.url_name,
            }
            for tab in TABS
            if self.user.has_perm(tab.permission)
        ]
