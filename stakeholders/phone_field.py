"""A telephone number in a form: typed as people write it, kept in E.164."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from stakeholders import phones


class PhoneFormField(forms.CharField):
    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = 40  # of what is typed, with spaces and hyphens
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what is kept in groups; what was typed stays as it was typed."""
        return phones.readable(value) if isinstance(value, str) and value.startswith("+") else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return phones.e164(text)
        except phones.InvalidPhoneError as error:
            message = _(
                "“%(text)s” is no telephone number. Write it with its area code, and one of another country with “+”."
            )
            raise ValidationError(message % {"text": text}, code="invalid_phone") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class PhoneField(models.CharField):
    """A column of E.164 numbers; only its form field differs from a `CharField`, so migrations name that."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs.pop("widget", None)  # Wagtail's for any text
        return super().formfield(**{"form_class": PhoneFormField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
