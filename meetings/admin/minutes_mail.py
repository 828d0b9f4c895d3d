"""“Notify whom?” for minutes: how many, who is left out and why, the mail itself; then it is let go."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from delivery.rendering import Content
from meetings.admin.minutes import OfMinutes
from meetings.admin.workspace import INVITE, MeetingScreen, refusals_told
from meetings.exceptions import MeetingsError
from meetings.invitations import letters
from meetings.invitations.notices import LONGEST_WORDS
from meetings.minutes import announcing
from meetings.minutes.announcing import Plan
from meetings.models import Notice


class WordsForm(forms.Form):
    """What staff add to the mail in their own words."""

    words = forms.CharField(
        label=_("Your own words"),
        help_text=_("Plain text, in addition to what the mail says."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MinutesMailScreen(OfMinutes, MeetingScreen):
    permission = INVITE
    url_name = "meetings_admin:minutes"
    page_title = _("Notify whom?")
    template_name = "meetings/admin/minutes_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = WordsForm(self.request.POST or None)
        words = form.cleaned_data["words"] if form.is_valid() else ""
        plan, refused = None, ""
        try:
            plan = announcing.plan(self.minutes)
        except MeetingsError as refusal:
            refused = str(refusal)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "plan": plan,
            "refused": refused,
            "seen": plan.digest(words) if plan else "",
            "samples": self._samples(plan, words) if plan else [],
        }

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Show what it would send, or send what was shown."""
        form = WordsForm(request.POST)
        if request.POST.get("act") == "send" and form.is_valid():
            with refusals_told(request):
                seen, words = request.POST.get("seen", ""), form.cleaned_data["words"]
                notice = announcing.tell(self.minutes, seen=seen, words=words, by=self.user, now=timezone.now())
                number = notice.mails.count()
                said = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
                messages.success(request, said % {"number": number})
                return redirect("meetings_admin:mail", self.meeting.pk)
        return self.render_to_response(self.get_context_data())

    def _samples(self, plan: Plan, words: str) -> list[tuple[str, Content]]:
        """Return one mail in each language, as its first reader gets it."""
        notice = Notice(meeting=self.meeting, kind=plan.kind, sequence=self.meeting.sequence, words=words.strip())
        first = {invitation.language: invitation for invitation in reversed(plan.reached)}
        now = timezone.now()
        return [(language, letters.preview(reader, notice, now=now)) for language, reader in sorted(first.items())]
