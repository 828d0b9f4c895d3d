"""A meeting at a glance, and what can become of it: a page for each move, with the button that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from meetings import changes, details, lifecycle
from meetings.addresses import meeting_url
from meetings.admin import clocks
from meetings.admin.meetings import ADD
from meetings.admin.telling import notify_url, tell_who_has_not_heard
from meetings.admin.workspace import ANNOUNCE, CHANGE, INVITE, MeetingScreen, refusals_told
from meetings.enums import State, Visibility
from meetings.models import Meeting
from meetings.visibility import of_meeting

DELETE = "meetings.delete_meeting"


class StepForm(forms.Form):
    """What a move needs to know: nothing, unless a subclass asks. `zone` is the meeting's."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone


class ReasonForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=lifecycle.MAX_REASON,
        help_text=gettext_lazy("Everybody who may know of the meeting reads it."),
    )


class NewTimeForm(StepForm):
    start = clocks.ClockField(
        label=gettext_lazy("Starts"), help_text=gettext_lazy("By the clock of the meeting’s own time zone.")
    )
    end = clocks.ClockField(label=gettext_lazy("Ends"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        clocks.read(self, self.zone)
        return cleaned


@dataclass(frozen=True)
class Step:
    """One move as staff meet it: what its button says, what it does, in words, and the verb behind it."""

    label: str | Promise
    says: str | Promise
    verb: Callable[..., Meeting]
    form: type[StepForm] = StepForm
    serious: bool = False
    forward: bool = False  # what is mostly meant: its button stands out


STEPS: dict[tuple[State, State], Step] = {
    (State.DRAFT, State.ANNOUNCED): Step(
        gettext_lazy("Announce"),
        gettext_lazy("From now on everybody may know of it who is meant to: see “who knows of it”."),
        lifecycle.announce,
        forward=True,
    ),
    (State.DRAFT, State.HELD): Step(
        gettext_lazy("Record as held"),
        gettext_lazy("It goes on record as a meeting that took place."),
        lifecycle.hold,
    ),
    (State.ANNOUNCED, State.HELD): Step(
        gettext_lazy("Record as held"),
        gettext_lazy("It goes on record as a meeting that took place."),
        lifecycle.hold,
        forward=True,
    ),
    (State.ANNOUNCED, State.POSTPONED): Step(
        gettext_lazy("Postpone"),
        gettext_lazy("It stays on the list, marked as postponed, until it has a new time."),
        lifecycle.postpone,
        ReasonForm,
    ),
    (State.ANNOUNCED, State.CANCELLED): Step(
        gettext_lazy("Cancel the meeting"),
        gettext_lazy("It stays on the list, marked as cancelled. That can’t be undone; it can be copied."),
        lifecycle.cancel,
        ReasonForm,
        serious=True,
    ),
    (State.POSTPONED, State.ANNOUNCED): Step(
        gettext_lazy("Set a new time"),
        gettext_lazy("It is announced again, at its new time."),
        lifecycle.resume,
        NewTimeForm,
        forward=True,
    ),
    (State.POSTPONED, State.CANCELLED): Step(
        gettext_lazy("Cancel the meeting"),
        gettext_lazy("It stays on the list, marked as cancelled. That can’t be undone; it can be copied."),
        lifecycle.cancel,
        ReasonForm,
        serious=True,
    ),
    (State.HELD, State.ANNOUNCED): Step(
        gettext_lazy("It was not held"),
        gettext_lazy("It is announced again. Possible while it has no minutes."),
        lifecycle.reopen,
    ),
}


class Overview(MeetingScreen):
    url_name = "meetings_admin:meeting"
    page_title = gettext_lazy("Meeting")
    template_name = "meetings/admin/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, may = self.meeting, self.user.has_perm
        log = meeting.changes.select_related("by").order_by("-at", "-pk")[:50]
        for change in log:
            change.meeting = meeting
        return super().get_context_data(
            steps=self._steps() if may(ANNOUNCE) else [],
            groups=meeting.groups.all(),
            provinces=meeting.provinces.all(),
            co_organisers=meeting.co_organisers.all(),
            log=[(change, list(changes.in_words(change))) for change in log],
            public_url=meeting_url(meeting) if of_meeting(meeting) == Visibility.PUBLIC else "",
            behind=details.behind(meeting),
            notify_url=notify_url(meeting) if may(INVITE) else "",
            may_change=may(CHANGE),
            may_copy=may(ADD),
            may_delete=may(DELETE) and meeting.state == State.DRAFT,
            **kwargs,
        )

    def _steps(self) -> list[tuple[Step, str]]:
        """Return the moves that are possible now, each with the address of its page."""
        here = State(self.meeting.state)
        return [
            (STEPS[here, to], reverse("meetings_admin:move", args=[self.meeting.pk, to]))
            for to in lifecycle.possible(self.meeting, now=timezone.now())
        ]


class Move(MeetingScreen):
    """Say what a move does and whom it concerns; do it on POST. Who comes too late sees how things stand."""

    permission = ANNOUNCE
    url_name = "meetings_admin:meeting"
    template_name = "meetings/admin/move.html"

    @cached_property
    def step(self) -> Step | None:
        """The move, or None where it is not of the table; an unknown state is no address."""
        if self.kwargs["state"] not in State.values:
            raise Http404
        return STEPS.get((State(self.meeting.state), State(self.kwargs["state"])))

    def get_page_title(self) -> str:
        return str(self.step.label) if self.step else ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.step is None:
            return self._too_late(request)
        return self._ask(self.step.form(zone=self.meeting.zone))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.step is None:
            return self._too_late(request)
        form = self.step.form(request.POST, zone=self.meeting.zone)
        if not form.is_valid():
            return self._ask(form)
        with refusals_told(request):
            meeting = self.step.verb(self.meeting, by=self.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The meeting is now: %(state)s.") % {"state": meeting.get_state_display()})
            tell_who_has_not_heard(request, meeting)
        return redirect("meetings_admin:meeting", self.meeting.pk)

    def _too_late(self, request: HttpRequest) -> HttpResponse:
        messages.warning(request, _("That step is not possible now. This is how things stand."))
        return redirect("meetings_admin:meeting", self.meeting.pk)

    def _ask(self, form: StepForm) -> HttpResponse:
        mailed = self.meeting.invitations.filter(withdrawn_at=None, told_sequence__isnull=False).count()
        return self.render_to_response(self.get_context_data(step=self.step, form=form, mailed=mailed))


class DeleteDraft(MeetingScreen):
    permission = DELETE
    url_name = "meetings_admin:meeting"
    page_title = gettext_lazy("Delete the draft")
    template_name = "meetings/admin/delete.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            details.delete_draft(self.meeting)
            messages.success(request, _("The draft is deleted."))
            return redirect("meetings_admin:list")
        return redirect("meetings_admin:meeting", self.meeting.pk)
