"""Fields in which staff type a day and a time by the clock of a zone that stands in another field."""

import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings import zones

FIRST_YEAR, LAST_YEAR = 1990, 2100


class ClockInput(forms.DateTimeInput):
    """The browser's own picker; where it has none, one types 2026-01-27T10:00 or 2026-01-27 10:00."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClockField(forms.DateTimeField):
    """A day and a time without a zone: `moment` makes a moment of it."""

    widget = ClockInput
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return what was typed as it is: the site's own zone has no part in it."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value
        clock = cast(datetime.datetime, super(forms.DateTimeField, self).to_python(value))
        if not FIRST_YEAR <= clock.year <= LAST_YEAR:
            raise ValidationError(
                _("Type a year between %(first)d and %(last)d."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return clock

    def prepare_value(self, value: Any) -> Any:
        return value


def shown(moment: datetime.datetime, zone: str) -> datetime.datetime:
    """Return what clocks in `zone` show at `moment`, for a field's initial value."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def read(form: forms.Form | forms.ModelForm, zone: str) -> None:
    """Turn `start` and `end` of a form's cleaned data into moments; what is wrong with them is said at the field."""
    for name in ("start", "end"):
        if clock := form.cleaned_data.get(name):
            try:
                form.cleaned_data[name] = zones.moment(clock, zone)
            except ValidationError as error:
                form.add_error(name, error)
    start, end = form.cleaned_data.get("start"), form.cleaned_data.get("end")
    if start and end and end <= start:
        form.add_error("end", _("A meeting can't end before it starts."))
