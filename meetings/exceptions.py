"""What this room refuses, in words that staff and readers are shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meetings.models import Meeting


class MeetingsError(Exception):
    """Something that was asked for is refused; the text says why, in the active language."""


class MoveRefusedError(MeetingsError):
    """The life-cycle does not allow the move."""


class StaleEditError(MeetingsError):
    """Somebody else has changed it since it was read: nothing was written.

    `theirs` is what stands there now, `by` who wrote it (a name, or empty).
    """

    def __init__(self, message: str, *, theirs: object, by: str) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.by = by


class TakenError(MeetingsError):
    """Another meeting has the number in the series, or the address; `meeting` is that one, `field` what is taken."""

    def __init__(self, message: str, *, meeting: "Meeting", field: str) -> None:
        super().__init__(message)
        self.meeting = meeting
        self.field = field


class LinkBrokenError(Exception):
    """A personal link is not one of ours, or not for this."""


class LinkExpiredError(Exception):
    """A personal link was good once and is no longer."""
