"""Forms of the screens on which people are invited and written to."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetings.enums import InviteeRole, Mode, Reply
from meetings.invitations.notices import LONGEST_WORDS, To
from meetings.invitations.people import Wishes
from meetings.models import Invitation, WorkingGroup
from stakeholders.admin.choosers import contact_chooser
from stakeholders.models import Contact, Segment

_NAMED = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]*)>$")


class InviteForm(forms.Form):
    """Whom to invite: groups, segments, one person of the directory, typed addresses; all of them together."""

    groups = forms.ModelMultipleChoiceField(
        WorkingGroup.objects.all(),
        label=_("Working groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who sits in them today, at their main address."),
    )
    segments = forms.ModelMultipleChoiceField(
        Segment.objects.all(), label=_("Segments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact = forms.ModelChoiceField(
        Contact.objects.all(), label=_("A person"), required=False, widget=contact_chooser.widget_class
    )
    typed = forms.CharField(
        label=_("Addresses"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("One on each line, as amina@example.org or Amina Khan <amina@example.org>."),
    )
    language = forms.ChoiceField(
        label=_("Typed addresses are written to in"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    role = forms.ChoiceField(label=_("They are"), choices=InviteeRole, initial=InviteeRole.REQUIRED)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(
            groups=tuple(data["groups"]),
            segments=tuple(data["segments"]),
            contacts=(data["contact"],) if data["contact"] else (),
            typed=typed_addresses(data["typed"]),
            language=data["language"],
        )


def typed_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Return the names and addresses in what was typed or pasted; rubbish comes back as an address, to be told of."""
    found = []
    for piece in filter(None, (piece.strip() for piece in re.split(r"[,;\r\n]+", text))):
        if named := _NAMED.match(piece):
            found.append((named["name"].strip(' "')[:255], named["email"].strip()))
        else:
            found += [("", part) for part in piece.split()]
    return tuple(found)


class NotifyForm(forms.Form):
    """Whom to write to, and what to add."""

    to = forms.ChoiceField(label=_("Notify whom?"), choices=To, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Plain text, above the facts of the meeting; as it is, in every language."),
    )
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, invited: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("chosen"):  # chosen in the list of invitations, or not at all
            self.fields["to"].choices = [each for each in To.choices if each[0] != To.CHOSEN]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["chosen"].choices = [(key, key) for key in invited]  # type: ignore[attr-defined]  # a ChoiceField


class InvitationForm(forms.ModelForm):
    """What staff change of one invitation: the role, and an answer that came by telephone."""

    reply = forms.ChoiceField(label=_("Answer"), choices=Reply)
    mode = forms.ChoiceField(
        label=_("takes part"),
        choices=[("", "–"), *((mode.value, mode.label) for mode in (Mode.IN_PERSON, Mode.ONLINE))],
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Invitation
        fields = ["role", "reply", "mode"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = f"{self.instance.reply}/{self.instance.mode}"

    @property
    def says_an_answer(self) -> bool:
        """Whether another answer was chosen than the page had shown: they may have given their own meanwhile."""
        return f"{self.cleaned_data['reply']}/{self.cleaned_data['mode']}" != self.cleaned_data["seen"]


class FilterForm(forms.Form):
    """What the list of invitations is narrowed to."""

    reply = forms.ChoiceField(label=_("Answer"), required=False, choices=[("", _("All")), *Reply.choices])
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *InviteeRole.choices])
    organisation = forms.TypedChoiceField(label=_("Organisation"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
