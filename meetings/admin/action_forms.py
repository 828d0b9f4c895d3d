"""What staff fill in for an action. What may stand where is judged by `meetings.actions`, and told beside the form."""

from collections.abc import Mapping
from typing import Any, Self, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from meetings.actions.tracking import Details, details_of
from meetings.actions.wording import LINK_MAX, TEXT_MAX
from meetings.enums import ActionStatus, Visibility
from meetings.models import ActionItem, AgendaItem
from stakeholders.admin.choosers import contact_chooser
from stakeholders.models import Contact, Organisation


def _text(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=TEXT_MAX, widget=AdminAutoHeightTextInput(), help_text=help_text
    )


class StatusForm(forms.Form):
    """How far it is, said by staff."""

    status = forms.ChoiceField(label=_("Status"), choices=ActionStatus)
    done_on = forms.DateField(
        label=_("Done on"), required=False, widget=AdminDateInput(), help_text=_("Empty: today, if it is done.")
    )
    note = _text(_("Note"), help_text=_("What was done, or why it is dropped. Its owner does not see it."))
    evidence_url = forms.CharField(label=_("Link to what shows it"), required=False, max_length=LINK_MAX)

    @classmethod
    def of(cls, action: ActionItem) -> Self:
        return cls(initial={"status": action.status, "evidence_url": action.evidence_url})


class HandOverForm(forms.Form):
    """Who has it from now on: a person, an organisation, or both."""

    owner = forms.ModelChoiceField(label=_("Person"), required=False, queryset=Contact.objects.all())
    owner_organisation = forms.ModelChoiceField(
        label=_("Organisation"), required=False, queryset=Organisation.objects.order_by("name", "pk")
    )
    note = _text(_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].widget = contact_chooser.widget_class()

    @classmethod
    def of(cls, action: ActionItem) -> Self:
        return cls(initial={"owner": action.owner, "owner_organisation": action.owner_organisation})


class DetailsForm(forms.Form):
    """The action itself; `seen` tells whether somebody else changed it meanwhile."""

    text = _text(_("What is to be done"), required=True)
    text_ur = _text(_("What is to be done, in Urdu"))
    item = forms.ModelChoiceField(label=_("Item of the agenda"), required=False, queryset=AgendaItem.objects.none())
    due_on = forms.DateField(label=_("Due on"), required=False, widget=AdminDateInput())
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility)
    evidence_url = forms.CharField(label=_("Link to what shows that it is done"), required=False, max_length=LINK_MAX)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, data: Mapping[str, Any] | None = None, *, action: ActionItem) -> None:
        stands = details_of(action)
        initial = {name: getattr(stands, name) for name in Details.__dataclass_fields__} | {"seen": stands.stamp}
        super().__init__(data, initial=initial)
        cast(forms.ModelChoiceField, self.fields["item"]).queryset = AgendaItem.objects.filter(
            meeting=action.meeting_id
        )

    @property
    def details(self) -> Details:
        """What a valid form holds."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class ActForm(forms.Form):
    """What is done to several actions at once."""

    status = forms.ChoiceField(label=_("Status"), choices=ActionStatus)
    note = _text(_("Note"), help_text=_("It is written to each of them."))
