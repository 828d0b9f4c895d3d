"""What is typed on the screen of minutes, section by section: read from the form, saved, and what became of it.

A section is the opening, an item, the closing, or an open action that comes before the meeting. Whatever is sent of one
is saved apart from the others: a refusal undoes nothing else, and what was refused stays in the fields.
"""

import datetime
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.utils.translation import gettext as _

from meetings import notes
from meetings.actions import carrying
from meetings.actions import numbering as actions
from meetings.actions.carrying import ReviewedAction
from meetings.decisions import numbering as decisions
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.minutes import owners, writing
from meetings.models import ActionItem, AgendaItem, Meeting, Minutes

OF_ACTION = ("action", "owner", "organisation", "due")  # fields in which a new action is typed under an item
_TEXT_FIELD = re.compile(r"(item-\d+)-text")


def stamp(text: str) -> str:
    """Return a digest of a text, by which a form knows what it was filled in over."""
    return hashlib.sha256(notes.writable(text).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Writer:
    """Who writes what, where and when: one request."""

    meeting: Meeting
    by: AbstractUser
    now: datetime.datetime
    data: Mapping[str, str]


@dataclass
class Section:
    """One part of the screen, and what became of it in this request."""

    key: str  # what its fields' names begin with
    messages: list[str] = field(default_factory=list)  # why something of it was not saved
    theirs: str | None = None  # what somebody else has written meanwhile; None: nobody has
    by: str = ""
    typed: dict[str, str] = field(default_factory=dict)  # what was not saved, and stays in the fields

    @property
    def message(self) -> str:
        return " ".join(self.messages)

    @property
    def state(self) -> str:
        if self.theirs is not None:
            return "stale"
        return "refused" if self.messages else "saved"

    def take_over(self, other: "Section") -> None:
        """Say what became of `other`: this same section, before the database was read anew."""
        self.messages, self.theirs, self.by, self.typed = other.messages, other.theirs, other.by, other.typed

    def answer(self) -> dict[str, Any]:
        """Return what became of it, for the script of the screen."""
        told: dict[str, Any] = {"state": self.state, "message": self.message}
        return told if self.theirs is None else told | {"theirs": self.theirs, "by": self.by}

    def posted(self, writer: Writer, name: str) -> str:
        return str(writer.data.get(f"{self.key}-{name}", ""))

    @contextmanager
    def refusals_kept(self, **typed: str) -> Iterator[None]:
        """Keep what was typed in the fields where it is refused, with the reason."""
        try:
            yield
        except StaleEditError as stale:
            self.typed |= typed
            self.messages.append(str(stale))
            self.theirs, self.by = str(stale.theirs or ""), stale.by
        except MeetingsError as refusal:
            self.typed |= typed
            self.messages.append(str(refusal))


@dataclass
class TextSection(Section):
    """The opening, the closing, or an item with its decisions and actions."""

    record: AgendaItem | Minutes = field(kw_only=True)
    attribute: str = "discussion"

    @property
    def item(self) -> AgendaItem | None:
        return self.record if isinstance(self.record, AgendaItem) else None

    @property
    def stored(self) -> str:
        return str(getattr(self.record, self.attribute))

    @property
    def text(self) -> str:
        """What the field holds: what was typed and not saved, or what stands there."""
        return self.typed.get("text", self.stored)

    @property
    def was(self) -> str:
        return stamp(self.stored)

    def answer(self) -> dict[str, Any]:
        return super().answer() | {"was": self.was}

    def take(self, writer: Writer, *, act: str = "") -> None:
        """Save what was sent of this section; `act`: what a button does about two texts, ``theirs`` or ``both``."""
        if f"{self.key}-text" in writer.data and act != "theirs":
            with self.refusals_kept(text=self.posted(writer, "text")):
                self._take_text(writer, both=act == "both")
            if self.theirs is not None:
                self.record.refresh_from_db()
                self.theirs = self.stored  # and `was` with it: whoever saves next has seen this
        if self.item is not None:
            self._take_decision(self.item, writer)
            self._take_action(self.item, writer)

    def _take_text(self, writer: Writer, *, both: bool) -> None:
        text, was = self.posted(writer, "text"), self.posted(writer, "was")
        if stamp(text) == was and not both:
            return  # nothing was typed
        # What else was changed of the record is no matter; another text is, and no record stands at that revision.
        revision = self.record.revision if was == self.was else -1
        if both and was == self.was:
            text = f"{self.stored}\n\n{text}"
        saved: AgendaItem | Minutes
        if self.item is not None:
            saved = writing.save_item(self.item, text=text, revision=revision, by=writer.by, now=writer.now)
        else:
            saved = writing.save_part(
                writer.meeting, self.attribute, text=text, revision=revision, by=writer.by, now=writer.now
            )
        setattr(self.record, self.attribute, getattr(saved, self.attribute))
        self.record.revision = saved.revision

    def _take_decision(self, item: AgendaItem, writer: Writer) -> None:
        """Write down a decision that was typed under the item: once, also where an answer was lost on its way."""
        text = self.posted(writer, "decision").strip()
        if not text or item.decisions.filter(text=notes.writable(text)).exists():
            return
        with self.refusals_kept(decision=text):
            decisions.create(writer.meeting, item=item, text=text, by=writer.by)

    def _take_action(self, item: AgendaItem, writer: Writer) -> None:
        """Write down an action that was typed under the item: once, likewise."""
        typed = {name: self.posted(writer, name).strip() for name in OF_ACTION}
        if not any(typed.values()) or item.actions.filter(text=notes.writable(typed["action"])).exists():
            return
        with self.refusals_kept(**typed):
            person = owners.owner(writer.meeting, typed["owner"])
            organisation = owners.organisation(typed["organisation"])
            actions.create(
                writer.meeting,
                item=item,
                text=typed["action"],
                owner=person[0] if person else None,
                owner_organisation=organisation or (person[1] if person else None),
                due_on=_day(typed["due"]),
                by=writer.by,
                now=writer.now,
            )


@dataclass
class ReviewSection(Section):
    """An open action of an earlier meeting: how far it is, and why."""

    row: ReviewedAction = field(kw_only=True)

    @property
    def status(self) -> str:
        return self.typed.get("status", self._stored[0])

    @property
    def note(self) -> str:
        return self.typed.get("note", self._stored[1])

    @property
    def was(self) -> str:
        return stamp("\n".join(self._stored))

    @property
    def _stored(self) -> tuple[str, str]:
        return str(self.row.status.value), self.row.word.note if self.row.word else ""

    def answer(self) -> dict[str, Any]:
        return super().answer() | {"was": self.was}

    def take(self, writer: Writer) -> None:
        """Write down what the meeting says of the action, if that was changed."""
        status, note = self.posted(writer, "status"), self.posted(writer, "note").strip()
        was = self.posted(writer, "was")
        if not status or stamp(f"{status}\n{note}") in (was, self.was):
            return
        with self.refusals_kept(status=status, note=note):
            if was != self.was:
                raise StaleEditError(_("Somebody else has changed this meanwhile."), theirs=self._in_words(), by="")
            word = carrying.review(
                self.row.action, writer.meeting, status=status, note=note, by=writer.by, now=writer.now
            )
            self.row = ReviewedAction(
                self.row.action, word, self.row.last_note, self.row.last_note_at, self.row.carried
            )

    def _in_words(self) -> str:
        status, note = self._stored
        return f"{ActionItem.Status(status).label}. {note}".strip()


def orphans(data: Mapping[str, str], known: Collection[str]) -> list[Section]:
    """Return what was typed at items that are no longer on the agenda: it has nowhere to go, but is not lost."""
    found = []
    for name, text in data.items():
        match = _TEXT_FIELD.fullmatch(name)
        if match and match[1] not in known and stamp(text) != data.get(f"{match[1]}-was"):
            gone = _("This item was removed meanwhile, or moved to another meeting. Copy what you typed.")
            found.append(Section(match[1], messages=[gone], typed={"text": text}))
    return found


def _day(typed: str) -> datetime.date | None:
    """Return the day that was typed, if any.

    Raises:
        MeetingsError: it is none.
    """
    try:
        return DateField(required=False).clean(typed)
    except ValidationError as error:
        raise MeetingsError(" ".join(error.messages)) from error
