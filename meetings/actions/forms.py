"""What owners fill in for one of their actions; everything that they may say is judged by `tracking`."""

from typing import Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetings.actions.tracking import OWNERS_MAY_SAY
from meetings.actions.wording import LINK_MAX, TEXT_MAX
from meetings.enums import ActionStatus
from meetings.models import ActionItem
from stakeholders.forms import EmailField


class AnswerForm(forms.Form):
    """One action's part of the page. The link is no URLField: what is wrong with it is said in one place, `wording`."""

    seen = forms.ChoiceField(choices=ActionStatus, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[(status.value, status.label) for status in OWNERS_MAY_SAY],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What is to be said about it"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, what it waits for, who could help. The next meeting reads it."),
    )
    evidence_url = forms.CharField(
        label=_("Link to what shows it"),
        required=False,
        max_length=LINK_MAX,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=_("A report, a page, a file that others can open. Leave it empty if there is none."),
    )

    @classmethod
    def of(cls, action: ActionItem, data: QueryDict | None) -> Self:
        """Return the form of an open action, filled with what was sent for it, if anything was."""
        prefix = prefix_of(action.pk)
        sent = data if data is not None and f"{prefix}-seen" in data else None
        initial = {"seen": action.status, "status": action.status, "evidence_url": action.evidence_url}
        return cls(sent, prefix=prefix, initial=initial, label_suffix="")

    @property
    def says_something(self) -> bool:
        """Whether it was sent with anything else than the page had put there."""
        if not self.is_bound:
            return False
        status, seen, link = (self[name].value() for name in ("status", "seen", "evidence_url"))
        return bool(self["note"].value()) or status != seen or (link or "") != self.initial["evidence_url"]


def prefix_of(action_id: int) -> str:
    return f"a{action_id}"


class LinkForm(forms.Form):
    """Asking for a link by mail."""

    email = EmailField(label=_("Your e-mail address"), max_length=254)
