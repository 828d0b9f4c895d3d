"""Time zones of meetings: their names, and what a clock in them is called."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def validate_zone(name: str) -> None:
    """Validator: `name` is a zone of the IANA time zone database.

    Raises:
        ValidationError: it is not; a meeting in an unknown zone could not be shown.
    """
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”. Example: Asia/Karachi."), params={"name": name})


def in_words(name: str) -> str:
    """Return whose clock times in the zone are of: Pakistan time, time in Zurich."""
    if name == "Asia/Karachi":
        return gettext("Pakistan time")
    return gettext("time in %(place)s") % {"place": name.split("/")[-1].replace("_", " ")}
