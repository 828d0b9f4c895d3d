"""The public page on which people sign themselves in, behind a link or a QR code."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.attendance import signing_in
from meetings.enums import Mode
from meetings.exceptions import LinkExpiredError, MeetingsError
from meetings.models import Meeting
from stakeholders import throttle
from stakeholders.forms import EmailField, LineField
from stakeholders.views.personal import personal_page, posted

PER_NETWORK = 200  # people an hour: all in a room share one network


class SignInForm(forms.Form):
    """Who one is. Nothing is offered to choose from: that would tell who is known."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    organisation = LineField(
        label=_("Your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write where you are from.")},
    )
    designation = LineField(
        label=_("Designation"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = EmailField(
        label=_("E-mail address"),
        max_length=320,
        required=False,
        help_text=_("The one that the invitation went to, if you were invited. It is not kept."),
    )
    mode = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=[(mode, label) for mode, label in Mode.choices if mode != Mode.HYBRID],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting.mode != Mode.HYBRID:
            del self.fields["mode"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if sum(character.isalpha() for character in name) < 2:
            raise forms.ValidationError(gettext("Write your name."))
        return name

    @property
    def answers(self) -> dict[str, str]:
        """What `signing_in.sign_in` takes."""
        return {"mode": self.meeting.mode, **self.cleaned_data}


@personal_page
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form; take it, and answer everybody alike."""
    now = timezone.now()
    try:
        meeting = signing_in.meeting_at(key, now=now)
    except LinkExpiredError:
        return render(request, "meetings/sign_in_closed.html", status=410)
    form = SignInForm(posted(request), meeting=meeting, label_suffix="", initial={"mode": Mode.IN_PERSON})
    status = 200
    if request.method == "POST":
        if not throttle.allowed("sign_in", throttle.network(request), limit=PER_NETWORK):
            form.add_error(None, gettext("Too many forms came from your network. Please try again in an hour."))
            status = 429
        elif form.is_valid():
            try:
                signing_in.sign_in(meeting, now=now, **form.answers)
            except MeetingsError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("meetings:signed_in", key)
        status = 400 if status == 200 else status
    return render(request, "meetings/sign_in.html", {"meeting": meeting, "form": form}, status=status)


@personal_page
def signed_in(request: HttpRequest, key: str) -> HttpResponse:
    """Say that it is written down. The next person at the same device begins anew from here."""
    try:
        meeting = signing_in.meeting_at(key, now=timezone.now())
    except LinkExpiredError:
        return render(request, "meetings/sign_in_closed.html", status=410)
    return render(request, "meetings/signed_in.html", {"meeting": meeting})
