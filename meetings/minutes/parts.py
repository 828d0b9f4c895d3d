"""What minutes consist of: frozen parts, each with who may see it. They hold words and dates, and no language.

Every edition is made of these, and a version keeps them as JSON. A staff member's account stands nowhere among them,
and neither does the link to join.
"""

import datetime
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from home.bilingual import worded
from meetings.enums import Visibility


@dataclass(frozen=True)
class Words:
    """A wording in English and, where there is one, in Urdu; as text it is in the active language."""

    en: str = ""
    ur: str = ""

    def __str__(self) -> str:
        return worded(_AsRecord(self.en, self.ur), "words")

    def __bool__(self) -> bool:
        return bool(self.en or self.ur)


@dataclass(frozen=True)
class _AsRecord:
    words: str
    words_ur: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that not everybody may see. `level` is that of all that it stands in, too."""

    level: Visibility
    row: str = ""  # which record it was made from, as ``decision:7``: a version follows it when it is closed later


@dataclass(frozen=True, kw_only=True)
class Person(Part):
    """Somebody by name: never more open than partners."""

    name: str
    organisation: Words = Words()
    contact: int | None = None


@dataclass(frozen=True, kw_only=True)
class Mention(Part):
    """What something is called that has a level of its own: a group, an organisation, another meeting or decision."""

    words: Words

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True, kw_only=True)
class Decision(Part):
    number: str
    text: Words
    rationale: str = ""
    basis: str
    holds_from: datetime.date | None = None
    supersedes: Mention | None = None


@dataclass(frozen=True, kw_only=True)
class Action(Part):
    number: str
    text: Words
    organisation: Mention | None = None
    owner: Person | None = None
    due_on: datetime.date | None = None
    status: str


@dataclass(frozen=True, kw_only=True)
class Reviewed(Action):
    """An action of an earlier meeting, with what this one said of it."""

    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Document(Part):
    title: Words
    kind: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Item(Part):
    """An item of the agenda with all that came of it. Its number is its place among those that a reader sees."""

    title: Words
    kind: str
    presenter: Person | None = None
    organisation: Mention | None = None
    discussion: str = ""
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Attendance(Part):
    """Who was there: organisations and a head-count; people by name one by one, for partners."""

    organisations: tuple[Mention, ...] = ()
    organisation_count: int = 0  # with those that a reader is not told
    head_count: int = 0
    people: tuple[Person, ...] = ()
    apologies: tuple[Mention, ...] = ()
    excused: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NextMeeting(Part):
    title: Words
    place: Words
    start: datetime.datetime
    zone: str

    @property
    def local_start(self) -> datetime.datetime:
        return self.start.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True)
class Erratum:
    """What an amendment put right, and the day it did."""

    on: datetime.date
    text: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the minutes stand: `meetings.minutes.wording` says it in words. Days are those of the meeting's zone."""

    state: str
    comments_until: datetime.date | None = None
    approved_on: datetime.date | None = None
    basis: str = ""
    approved_at: Mention | None = None
    errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edition(Part):
    """The minutes of one meeting, for readers of one kind (`reader`): the source of every form they go out in."""

    reader: Visibility
    meeting: int
    slug: str
    unit: Words
    ministry: Words
    title: Words
    series: Words = Words()
    number: int | None = None
    kind: str
    start: datetime.datetime
    end: datetime.datetime
    zone: str
    mode: str
    place: Words
    chair: Person | None = None
    minutes_by: Person | None = None
    co_organisers: tuple[Mention, ...] = ()
    groups: tuple[Mention, ...] = ()
    attendance: Attendance | None = None
    preamble: str = ""
    reviewed: tuple[Reviewed, ...] = ()
    items: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()  # of no item
    actions: tuple[Action, ...] = ()  # of no item
    documents: tuple[Document, ...] = ()  # of no item
    closing: str = ""
    next_meeting: NextMeeting | None = None
    standing: Standing
    version: int = 0  # 0: what stands in the records, no version yet
    at: datetime.datetime | None = None  # when that version was made

    @property
    def local_start(self) -> datetime.datetime:
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime.datetime:
        return self.end.astimezone(ZoneInfo(self.zone))

    @property
    def lasts_days(self) -> bool:
        return self.local_end.date() > self.local_start.date()


def to_json(part: Any) -> dict[str, Any]:
    """Return an edition, or any part, as JSON can hold it; `from_json` makes the same of it again."""
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return to_json(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime.date):  # and moments
        return value.isoformat()
    return value.value if isinstance(value, StrEnum | Visibility) else value


def from_json(data: dict[str, Any]) -> Edition:
    """Return the edition that `to_json` was given."""
    edition: Edition = _read(Edition, data)
    return edition


def _read(kind: Any, value: Any) -> Any:
    """Return `value` as what the annotation `kind` says: a part, a tuple of parts, a date, a level, or as it is."""
    if isinstance(kind, types.UnionType):
        return None if value is None else _read(typing.get_args(kind)[0], value)
    if typing.get_origin(kind) is tuple:
        return tuple(_read(typing.get_args(kind)[0], each) for each in value)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        known = {name: _read(hints[name], value[name]) for name in hints if name in value}
        return typing.cast(Any, kind)(**known)
    if kind in (datetime.date, datetime.datetime):
        return kind.fromisoformat(value)
    return Visibility(value) if kind is Visibility else value
