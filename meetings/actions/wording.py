"""What may stand in an action and in what is said of it. Every way in asks here, forms and services alike."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from meetings.enums import Visibility
from meetings.exceptions import MeetingsError
from meetings.models import AgendaItem, Meeting

TEXT_MAX = 2000  # characters, of the text of an action and of a note
LINK_MAX = 500
_is_web_address = URLValidator(schemes=["http", "https"])


def text(value: str) -> str:
    """Return what is to be done, without space around it.

    Raises:
        MeetingsError: nothing is written, or too much.
    """
    value = _plain(value)
    if not value:
        raise MeetingsError(_("Write what is to be done."))
    return _short(value)


def optional(value: str) -> str:
    """Return a note, or a text in the second language; either may be empty.

    Raises:
        MeetingsError: it is too long.
    """
    return _short(_plain(value))


def link(value: str) -> str:
    """Return the address of what shows that an action is done: of the web, so that a click on it is harmless; or empty.

    Raises:
        MeetingsError: it is no such address.
    """
    value = _plain(value)
    if not value:
        return ""
    try:
        _is_web_address(value)
    except ValidationError as error:
        raise MeetingsError(_("A link begins with https:// or http:// and leads to a page.")) from error
    if len(value) > LINK_MAX:
        raise MeetingsError(_("The link is too long: no more than 500 characters, please."))
    return value


def visibility(value: str) -> Visibility:
    """Return the level that `value` names.

    Raises:
        MeetingsError: it names none.
    """
    if value not in Visibility.values:
        raise MeetingsError(_("Choose who sees it."))
    return Visibility(value)


def due(day: datetime.date | None, meeting: Meeting) -> datetime.date | None:
    """Return the day by which an action that `meeting` hands out is due, if there is one.

    Raises:
        MeetingsError: that is before the meeting.
    """
    if day is not None and day < meeting.day:
        raise MeetingsError(_("An action can’t be due before the meeting that hands it out."))
    return day


def item(value: AgendaItem | None, meeting: Meeting) -> AgendaItem | None:
    """Return the item of the agenda that an action comes from, if there is one.

    Raises:
        MeetingsError: it is of another meeting.
    """
    if value is not None and value.meeting_id != meeting.pk:
        raise MeetingsError(_("That item stands on the agenda of another meeting."))
    return value


def _plain(value: str) -> str:
    return value.replace("\x00", "").replace("\r\n", "\n").strip()  # PostgreSQL can't hold NUL; browsers send CRLF


def _short(value: str) -> str:
    if len(value) > TEXT_MAX:
        raise MeetingsError(_("That is too long: no more than 2,000 characters, please."))
    return value
