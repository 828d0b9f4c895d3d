"""Editions of minutes: the only source of the page, the PDF, the DOCX file, the mail and the versions.

There is one filter, `for_reader`. It is laid over the whole minutes, whether they come from the records (`whole`) or
from a version, so that every form of an edition leaves out the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from meetings import visibility
from meetings.enums import Visibility
from meetings.exceptions import MeetingsError
from meetings.minutes import gathering, levels
from meetings.minutes.parts import Edition, Part, from_json
from meetings.models import Meeting, MinutesVersion

__all__ = ["ClosedEditionError", "edition", "for_reader", "from_version"]


class ClosedEditionError(MeetingsError):
    """Nothing of these minutes is for such a reader."""


def edition(meeting: Meeting, reader: Visibility) -> Edition:
    """Return the minutes of `meeting` as its records stand, for a reader of the kind `reader`.

    Raises:
        ClosedEditionError: such a reader may not see them, or not yet.
    """
    return for_reader(gathering.whole(meeting), reader)


def from_version(version: MinutesVersion, reader: Visibility) -> Edition:
    """Return a version of minutes for a reader of the kind `reader`.

    What was made more closed since in the records is as closed here; what was opened since stays closed in the version.

    Raises:
        ClosedEditionError: such a reader may not see it.
    """
    meeting = version.minutes.meeting
    stored = replace(
        from_json(version.content),
        version=version.number,
        at=version.at,
        level=gathering.level_in(version.state, meeting),
    )
    return for_reader(stored, reader, today=levels.today(meeting, set(_rows(stored))))


def for_reader(whole: Edition, reader: Visibility, *, today: Mapping[str, Visibility] | None = None) -> Edition:
    """Return what a reader of the kind `reader` may see of `whole`.

    `today` holds levels of rows that close parts besides those that the parts have.

    Raises:
        ClosedEditionError: nothing of it.
    """
    reader = Visibility(reader)
    if not visibility.allows(reader, whole.level):
        raise ClosedEditionError(_("These minutes can’t be shown here."))
    seen: Edition = _Filter(reader, today or {}).seen(whole)
    return replace(seen, reader=reader)


@dataclass(frozen=True)
class _Filter:
    reader: Visibility
    today: Mapping[str, Visibility]

    def seen(self, value: Any) -> Any:
        """Return `value` without the parts, at any depth, that are closed to the reader."""
        if isinstance(value, tuple):
            return tuple(self.seen(each) for each in value if self.lets(each))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        children = {field.name: getattr(value, field.name) for field in fields(value)}
        return type(value)(**{name: self.seen(child) if self.lets(child) else None for name, child in children.items()})

    def lets(self, value: Any) -> bool:
        if not isinstance(value, Part):
            return True
        return visibility.allows(self.reader, value.level, self.today.get(value.row, value.level))


def _rows(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            yield from _rows(each)
    elif is_dataclass(value):
        if isinstance(value, Part) and value.row:
            yield value.row
        for field in fields(value):
            yield from _rows(getattr(value, field.name))
