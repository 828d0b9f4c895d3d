"""Time zones of meetings: their names, what a clock in them is called, and which moment its hands mean."""

import datetime
from zoneinfo import ZoneInfo, available_timezones

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


def moment(clock: datetime.datetime, zone: str) -> datetime.datetime:
    """Return the moment, in UTC, at which clocks in `zone` show `clock` (without a zone).

    Raises:
        ValidationError: they never do, because they are put forward over it, or they do twice, because they are put
            back over it. Nobody could say when such a meeting begins.
    """
    place = ZoneInfo(zone)
    first, second = (clock.replace(tzinfo=place, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    shown = {"clock": clock.strftime("%H:%M"), "zone": zone}
    if first.astimezone(place).replace(tzinfo=None) != clock:
        raise ValidationError(
            _("Clocks in %(zone)s are put forward on that day: they never show %(clock)s. Choose another time."),
            params=shown,
        )
    if first != second:
        raise ValidationError(
            _("Clocks in %(zone)s are put back on that day: they show %(clock)s twice. Choose another time."),
            params=shown,
        )
    return first
