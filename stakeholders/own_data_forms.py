"""The form in which people correct their own details."""

import dataclasses
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders import phones
from stakeholders.forms import LineField
from stakeholders.models import Language, Province
from stakeholders.models.terms import Term
from stakeholders.own_data import Details, Phone

LISTING_WORDING = _(
    "I agree that the unit shows my name on its public website, on the page of my organisation, with what I ticked "
    "below. I can take it back at any time on this page or by writing to the unit; my card is then gone at once."
)
MOST_PHONES = 8
LABELS = {
    "name": _("Name"),
    "name_ur": _("Name in Urdu"),
    "designation": _("Designation"),
    "organisation": _("Organisation"),
    "province": _("Province"),
    "language": _("Language you read"),
    "phones": _("Telephone numbers"),
    "listed": _("Public directory"),
    "card_post": _("Post and organisation"),
    "card_phone": _("Telephone number"),
    "card_email": _("E-mail address"),
}


class PhoneForm(forms.Form):
    """One number, as its owner writes it; an empty one is taken off."""

    number = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )
    whatsapp = forms.BooleanField(label=_("On WhatsApp"), required=False)

    def clean_number(self) -> str:
        """Return the number in E.164; one that was on record stays as it is."""
        text = self.cleaned_data["number"]
        if not text or text == self.initial.get("number"):
            return self.initial.get("kept", "") if text else ""
        try:
            return phones.e164(text)
        except phones.InvalidPhoneError as error:
            raise forms.ValidationError(
                _("This is not a telephone number that can be dialled. Write it with its area code, or with + first."),
                code="invalid_phone",
            ) from error


# Imports and merges bring more than people may add here: all that were on record come back, or saving would drop some.
_PhoneFormSet = forms.formset_factory(PhoneForm, extra=1, max_num=MOST_PHONES, absolute_max=10 * MOST_PHONES)


class DetailsForm(forms.Form):
    """What is on record of a person, to be corrected. Posts that staff linked are not in it: they have a history.

    `seen` is the stamp of the details that it was filled in over.
    """

    name = LineField(
        label=LABELS["name"], max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    name_ur = LineField(
        label=LABELS["name_ur"],
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ur"}),
    )
    designation = LineField(
        label=LABELS["designation"],
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organisation = LineField(
        label=LABELS["organisation"],
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    province = forms.ChoiceField(label=LABELS["province"], required=False)
    language = forms.ChoiceField(label=LABELS["language"])
    listed = forms.BooleanField(label=_("Show me in the public directory"), required=False)
    card_post = forms.BooleanField(label=LABELS["card_post"], required=False)
    card_phone = forms.BooleanField(label=LABELS["card_phone"], required=False)
    card_email = forms.BooleanField(label=LABELS["card_email"], required=False)
    message = forms.CharField(
        label=_("Something to tell us"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data: QueryDict | None = None, *, details: Details, with_posts: bool) -> None:
        numbers = [
            {"number": phones.readable(phone.number), "kept": phone.number, "whatsapp": phone.whatsapp}
            for phone in details.phones
        ]
        super().__init__(data, initial=dataclasses.asdict(details) | {"seen": details.stamp}, label_suffix="")
        self.details = details
        self.posted = data
        self.phones = _PhoneFormSet(data, initial=numbers, prefix="phones", form_kwargs={"label_suffix": ""})
        if with_posts:
            del self.fields["designation"], self.fields["organisation"]
            self.fields["message"].label = _("Has one of these changed, or is something missing? Tell us.")
        self._choose("province", [("", _("Not said")), *_choices(Province, details.province)])
        self._choose("language", _choices(Language, details.language))

    def _choose(self, field: str, choices: list[tuple[str, Any]]) -> None:
        """Offer `choices`, known only when the form is shown."""
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.phones.is_valid()])

    @property
    def card_boxes(self) -> list[forms.BoundField]:
        """The boxes for what the card shows beside the name."""
        return [self[name] for name in ("card_post", "card_phone", "card_email")]

    @property
    def typed(self) -> Details:
        """The details that a valid form was filled in with."""
        names = [field.name for field in dataclasses.fields(Details) if field.name in self.cleaned_data]
        rows = [row for row in self.phones.cleaned_data if row.get("number")]
        numbers = {row["number"]: Phone(row["number"], row["whatsapp"]) for row in rows}
        return dataclasses.replace(
            self.details, phones=tuple(numbers.values()), **{name: self.cleaned_data[name] for name in names}
        )

    def over(self, details: Details) -> "DetailsForm":
        """Return the same form as it was filled in, to be looked through again and saved over `details`."""
        data = QueryDict(mutable=True)
        data.update(self.posted or {})
        data["seen"] = details.stamp
        return DetailsForm(data, details=details, with_posts="organisation" not in self.fields)


def _choices(terms: type[Term], current: str) -> list[tuple[str, str]]:
    """Return what may be chosen today, and what stands there though it is offered no longer."""
    offered = terms.objects.offered(timezone.localdate())
    rows = (offered | terms.objects.filter(code=current)).distinct()
    return [(term.code, str(term)) for term in rows]
