"""The tab of a meeting's minutes: where they stand, what they lack, what people said, and the moves between states."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from meetings.admin.workspace import ANNOUNCE, CHANGE, INVITE, MeetingScreen, OfMeeting
from meetings.enums import Visibility
from meetings.exceptions import MeetingsError
from meetings.minutes import comments, gathering, lifecycle, versions, wording
from meetings.minutes.readiness import missing
from meetings.minutes.writing import may_write
from meetings.models import Meeting, Minutes, MinutesComment

READERS = [Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT]


class OfMinutes(OfMeeting):
    """A view of the minutes of one meeting."""

    @cached_property
    def minutes(self) -> Minutes:
        found = Minutes.objects.select_related("meeting__series", "approved_by_meeting", "edited_by")
        return get_object_or_404(found, meeting=self.meeting)

    def back(self) -> HttpResponse:
        return redirect("meetings_admin:minutes", self.meeting.pk)


class ApprovalForm(forms.Form):
    """Which later meeting approved the minutes."""

    meeting = forms.ModelChoiceField(label=_("Approved by"), queryset=Meeting.objects.none())

    def __init__(self, *args: Any, of: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = lifecycle.could_approve(of, timezone.now())  # type: ignore[attr-defined]


class AmendmentForm(forms.Form):
    """What an amendment puts right."""

    erratum = forms.CharField(
        label=_("Erratum"),
        help_text=_("What was wrong and what is right. Whoever may read the minutes is shown it, the public too."),
        max_length=lifecycle.MAX_ERRATUM,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MinutesScreen(MeetingScreen):
    url_name = "meetings_admin:minutes"
    page_title = _("Minutes")
    template_name = "meetings/admin/minutes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"may_type": self.user.has_perm(CHANGE)}
        minutes = Minutes.objects.select_related("meeting__series").filter(meeting=self.meeting).first()
        return context | (self._of(minutes) if minutes else {"minutes": None})

    def _of(self, minutes: Minutes) -> dict[str, Any]:
        whole = gathering.whole(self.meeting)
        said = list(comments.of_minutes(minutes))
        approving = lifecycle.could_approve(self.meeting, timezone.now()).exists()
        return {
            "minutes": minutes,
            "standing": list(wording.standing(whole)),
            "may_write": may_write(minutes),
            "missing": missing(self.meeting, whole) if may_write(minutes) else [],
            "days": self.meeting.series.objection_days if self.meeting.series else lifecycle.OBJECTION_DAYS,
            "versions": versions.of(minutes, Visibility.UNIT),
            "readers": [(reader, wording.audience(reader)) for reader in READERS],
            "comments": said,
            "waiting": sum(1 for each in said if each.objects_to and each.settled_at is None),
            "approval": ApprovalForm(of=self.meeting) if approving else None,
            "amendment": AmendmentForm(),
            "may_move": self.user.has_perm(ANNOUNCE),
            "may_mail": self.user.has_perm(INVITE),
        }


class MinutesMove(OfMinutes, MinutesScreen):
    """What a POST does with minutes."""

    permission = ANNOUNCE
    http_method_names = ["post"]

    def refused(self, refusal: MeetingsError, *, typed: str) -> HttpResponse:
        """Say why it was not done; what was typed for it is shown on the screen, so that it is not lost."""
        messages.error(self.request, str(refusal))
        return self.render_to_response(self.get_context_data(typed=typed)) if typed.strip() else self.back()


class MinutesAct(MinutesMove):
    """A move of the life-cycle; a second POST finds it done."""

    def post(self, request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
        acts = {
            "circulate": self._circulate,
            "take-back": self._take_back,
            "approve": self._approve,
            "open-amendment": self._open_amendment,
            "amend": self._amend,
        }
        if act not in acts:
            raise Http404
        try:
            return acts[act]()
        except MeetingsError as refusal:
            return self.refused(refusal, typed=request.POST.get("erratum", ""))

    def _circulate(self) -> HttpResponse:
        lifecycle.circulate(self.minutes, by=self.user, now=timezone.now())
        messages.success(self.request, _("The minutes are circulated. Nobody has been written to yet."))
        return self._to_mail()

    def _take_back(self) -> HttpResponse:
        lifecycle.take_back(self.minutes, by=self.user, now=timezone.now())
        messages.success(self.request, _("The minutes are a draft again. What was circulated stays as a version."))
        return self.back()

    def _approve(self) -> HttpResponse:
        form = ApprovalForm(self.request.POST, of=self.meeting)
        if not form.is_valid():
            messages.error(self.request, _("Choose the meeting that approved them."))
            return self.back()
        lifecycle.approve(self.minutes, meeting=form.cleaned_data["meeting"], by=self.user, now=timezone.now())
        messages.success(self.request, _("The minutes are approved."))
        return self._to_mail()

    def _open_amendment(self) -> HttpResponse:
        lifecycle.open_amendment(self.minutes, by=self.user, now=timezone.now())
        messages.success(self.request, _("The minutes can be written on. Readers keep the approved version meanwhile."))
        return self.back()

    def _amend(self) -> HttpResponse:
        erratum = self.request.POST.get("erratum", "")
        lifecycle.amend(self.minutes, erratum=erratum, by=self.user, now=timezone.now())
        messages.success(self.request, _("The amendment is out, with its erratum."))
        return self._to_mail()

    def _to_mail(self) -> HttpResponse:
        """Go on to “notify whom?”, for those who may write to people."""
        if self.user.has_perm(INVITE):
            return redirect("meetings_admin:minutes_mail", self.meeting.pk)
        return self.back()


class SettleComment(MinutesMove):
    """Answer a comment and take it off the list of what waits."""

    def post(self, request: HttpRequest, meeting_id: int, comment_id: int) -> HttpResponse:
        comment = get_object_or_404(MinutesComment, version__minutes=self.minutes, id=comment_id)
        answer = request.POST.get("answer", "")
        try:
            comments.settle(comment, answer=answer, by=self.user, now=timezone.now())
        except MeetingsError as refusal:
            return self.refused(refusal, typed=answer)
        messages.success(request, _("The comment is settled."))
        return self.back()
