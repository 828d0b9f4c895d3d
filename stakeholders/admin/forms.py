"""Form parts of the admin: an address typed as text, aliases as a line, and the two acts on consent."""

from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm, register_form_field_override

from delivery import addresses
from delivery.exceptions import InvalidAddress
from delivery.models import Address
from stakeholders.models import ConsentRecord, Contact, ContactAddress, Organisation, Sector, Tag, Topic
from stakeholders.models.terms import Term


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
    """A contact with its addresses, of which one at most is the main one, and that one in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = _offered_or_chosen(Tag, self.instance, "contacts")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rows = self.formsets["addresses"]
        if rows.is_valid():
            main = [row for row in rows.cleaned_data if row and row["primary"] and not row["DELETE"]]
            if len(main) > 1:
                self.add_error(None, _("Only one address can be the main one."))
            if any(row.get("retired_on") for row in main):
                self.add_error(None, _("An address that is not in use can’t be the main one."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Contact:
        # Rows are written one by one, the new main address first: the old one must let go before.
        if commit and self.instance.pk:
            ContactAddress.objects.filter(contact=self.instance.pk).update(primary=False)
        return super().save(commit=commit)


class OrganisationForm(WagtailAdminModelForm):
    """An organisation, whose part of the address is made from its name, and which is no part of itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("The end of its page’s address. Left empty, it is made from the name.")
        self.fields["sectors"].queryset = _offered_or_chosen(Sector, self.instance, "organisations")

    def clean_slug(self) -> str:
        """Refuse what another has, one that was merged too: the database would, without a word."""
        slug: str = self.cleaned_data["slug"]
        if slug and slug in self._taken(slug):
            raise ValidationError(_("Another organisation has this one, or had it before it was merged."))
        return slug

    def clean_parent(self) -> Organisation | None:
        parent: Organisation | None = self.cleaned_data["parent"]
        seen: set[int] = set()
        above = parent
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                raise ValidationError(_("“%(name)s” is a part of this organisation itself.") % {"name": parent})
            seen.add(above.pk)
            above = above.parent
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = self._free_slug(cleaned.get("name", ""), cleaned.get("acronym", ""))
        return cleaned

    def _free_slug(self, *names: str) -> str:
        made = next(filter(None, map(slugify, names)), "organisation")[:200]
        taken = self._taken(made)
        numbered = (f"{made}-{number}" for number in count(2))
        return next(slug for slug in chain([made], numbered) if slug not in taken)

    def _taken(self, slug: str) -> set[str]:
        others = Organisation.with_merged.exclude(pk=self.instance.pk).filter(slug__startswith=slug)
        return set(others.values_list("slug", flat=True))


def _offered_or_chosen(terms: type[Term], record: Model, reverse_name: str) -> QuerySet[Any]:
    """Return what may be chosen today, and what already is: saving again must not drop a term that was retired."""
    offered = terms.objects.offered(timezone.localdate())
    if record.pk is None:
        return offered
    return (offered | terms.objects.filter(**{reverse_name: record.pk})).distinct()


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
