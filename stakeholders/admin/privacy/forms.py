"""The forms of these screens."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delivery import addresses
from delivery.exceptions import InvalidAddress

MOST_COPIES = 5


class EraseForm(forms.Form):
    """Asks for the number of rows that will go, so that nobody erases by a habit of the hand."""

    number = forms.IntegerField(
        label=_("How many rows will be removed"),
        help_text=_("Type the number that stands above. There is no way back."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    def clean_number(self) -> int:
        """Refuse another number than the one that holds now: the record may have changed since the page was shown."""
        number: int = self.cleaned_data["number"]
        if number != self.total:
            raise ValidationError(_("That is not the number that stands above. Nothing was erased."))
        return number


class HandOutForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the file"), choices=settings.LANGUAGES)


class RefuseForm(forms.Form):
    note = forms.CharField(
        label=_("Why not"),
        max_length=255,
        help_text=_("The person reads it on the page of their request: write it to them."),
    )


class CopiesForm(forms.Form):
    """Where test copies of a question go."""

    emails = forms.CharField(
        label=_("Addresses"),
        help_text=_("Up to five, with commas between them. Each gets a copy in every language; its links are dead."),
    )

    def clean_emails(self) -> list[str]:
        emails = [email for part in self.cleaned_data["emails"].split(",") if (email := part.strip())]
        if len(emails) > MOST_COPIES:
            raise ValidationError(_("No more than five addresses, please."))
        for email in emails:
            try:
                addresses.fold(email)
            except InvalidAddress as error:
                raise ValidationError(str(error)) from error
        return emails
