"""Form parts of the admin: an address typed as text, aliases as a line, and the two acts on consent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm, register_form_field_override

from delivery import addresses
from delivery.exceptions import InvalidAddress
from delivery.models import Address
from stakeholders.models import ConsentRecord, Contact, ContactAddress, Topic


class AddressField(forms.ModelChoiceField):
    """A `delivery.Address`, typed as text: validated and folded, so that two spellings find one row.

    The row is made while the form is checked, not when it is saved. One that no contact ends up with does no harm.
    """

    widget = forms.EmailInput(attrs={"dir": "ltr"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Address):
            return value.email
        if isinstance(value, int):
            return Address.objects.get(pk=value).email
        return value

    def to_python(self, value: Any) -> Address | None:
        if value in self.empty_values:
            return None
        try:
            return addresses.get_or_create(str(value))
        except InvalidAddress as error:
            raise ValidationError(str(error), code="invalid_address") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


register_form_field_override(ForeignKey, to=Address, override={"form_class": AddressField})


class ContactForm(WagtailAdminModelForm):
    """A contact with its addresses, of which one at most is the main one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rows = self.formsets["addresses"]
        if rows.is_valid() and sum(row["primary"] for row in rows.cleaned_data if row and not row["DELETE"]) > 1:
            self.add_error(None, _("Only one address can be the main one."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Contact:
        # Rows are written one by one, the new main address first: the old one must let go before.
        if commit and self.instance.pk:
            ContactAddress.objects.filter(contact=self.instance.pk).update(primary=False)
        return super().save(commit=commit)


class AliasesField(forms.Field):
    """A list of names, typed on one line with commas between them."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [alias for part in (value or "").split(",") if (alias := part.strip())]


class TermForm(WagtailAdminModelForm):
    """An entry of a controlled list. Its code is chosen once: records refer to it."""

    aliases = AliasesField(
        label=_("Aliases"), required=False, help_text=_("Other names that people write, with commas between them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class WithdrawForm(forms.Form):
    """Somebody told the unit that they want no more mail."""

    note = forms.CharField(
        label=_("How they told us"),
        max_length=255,
        help_text=_("“By telephone on 3 March”, for example. It is kept with the record."),
    )


class GiveForm(forms.Form):
    """Somebody agreed, and not by our form: the unit must be able to show it."""

    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"), to_field_name="code")
    basis = forms.ChoiceField(label=_("Basis"), choices=ConsentRecord.Basis)
    note = forms.CharField(
        label=_("Where the proof is"),
        max_length=255,
        help_text=_("“Signed sheet of the meeting of 3 March, in the unit’s file”, for example."),
    )
