"""The page on which invited people answer: behind the link of their mail, without an account.

Opening it changes nothing, whatever its address says: mail gateways open links. A button answers.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings import links
from meetings.enums import Mode, Reply
from meetings.exceptions import LinkBrokenError, LinkExpiredError, MeetingsError
from meetings.invitations import replying
from meetings.invitations.facts import Facts
from meetings.invitations.replying import Answer
from meetings.models import Invitation
from stakeholders.throttle import network_allowed
from stakeholders.views.personal import personal_page, refuse_erased, too_many_forms

ANSWERS = {
    Reply.ACCEPTED: _("I come"),
    Reply.TENTATIVE: _("Perhaps"),
    Reply.DECLINED: _("I don’t come"),
    Reply.DELEGATED: _("I send somebody else"),
}


class ReplyForm(forms.Form):
    """What an invited person can say. Which fields there are depends on the meeting and on who is asked."""

    reply = forms.ChoiceField(label=_("Do you come?"), widget=forms.RadioSelect)
    delegate_name = forms.CharField(label=_("Their name"), max_length=150, required=False)
    delegate_email = forms.CharField(
        label=_("Their e-mail address"), max_length=254, required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    mode = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=[(mode.value, mode.label) for mode in (Mode.IN_PERSON, Mode.ONLINE)],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Anything you want to tell us"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needs = forms.CharField(
        label=_("What you need to take part"),
        help_text=_("Access, an interpreter, food. Only the unit sees it, and it is erased after the meeting."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, invitation: Invitation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # django-stubs names every argument of a form
        stands_in = invitation.delegated_by_id is not None
        self.fields["reply"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (reply.value, label) for reply, label in ANSWERS.items() if not (stands_in and reply == Reply.DELEGATED)
        ]
        if stands_in:
            del self.fields["delegate_name"], self.fields["delegate_email"]
        if invitation.meeting.mode != Mode.HYBRID:
            del self.fields["mode"]

    @property
    def said(self) -> Answer:
        return Answer(**self.cleaned_data | {"reply": Reply(self.cleaned_data["reply"])})


@personal_page
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show what, when and where, and what was answered so far; a POST answers, as often as they like."""
    try:
        invitation = links.read_invitation(links.Door.REPLY, token)
    except LinkBrokenError:
        return render(request, "meetings/reply_problem.html", {"broken": True}, status=404)
    except LinkExpiredError:
        return render(request, "meetings/reply_problem.html", {}, status=410)
    if invitation.address is None:
        return render(request, "meetings/reply_problem.html", {}, status=410)
    refuse_erased(invitation.address)
    if not replying.is_open(invitation.meeting, now=timezone.now()):
        return render(request, "meetings/reply_closed.html", _shown(invitation), status=410)
    if request.method != "POST":
        form = ReplyForm(invitation=invitation, initial=_initial(invitation, request.GET.get("answer", "")))
        return _page(request, form, invitation, answered="answered" in request.GET)
    if not network_allowed(request):
        return too_many_forms(request)
    return _take(request, ReplyForm(request.POST, invitation=invitation), invitation, token)


def _take(request: HttpRequest, form: ReplyForm, invitation: Invitation, token: str) -> HttpResponse:
    if form.is_valid():
        try:
            replying.answer(invitation, form.said, now=timezone.now())
        except MeetingsError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('meetings:reply', args=[token])}?answered")
    return _page(request, form, invitation, status=400)


def _page(
    request: HttpRequest, form: ReplyForm, invitation: Invitation, *, status: int = 200, answered: bool = False
) -> HttpResponse:
    context = _shown(invitation) | {"form": form, "answered": answered}
    return render(request, "meetings/reply.html", context, status=status)


def _shown(invitation: Invitation) -> dict[str, object]:
    return {"invitation": invitation, "meeting": invitation.meeting, "facts": Facts.of(invitation.meeting)}


def _initial(invitation: Invitation, wanted: str) -> dict[str, str]:
    """Return what stands in the form: what was answered before, with the answer that the link of the mail names."""
    answered = invitation.reply if invitation.reply != Reply.NONE else ""
    return {
        "reply": wanted if wanted in Reply.values else answered,
        "mode": invitation.mode,
        "note": invitation.note,
        "needs": invitation.needs,
        "delegate_name": invitation.delegate_name,
        "delegate_email": invitation.delegate_email,
    }
