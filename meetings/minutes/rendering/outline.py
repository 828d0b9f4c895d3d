"""An edition in the active language, as a sequence of plain blocks: what the page, the PDF and the DOCX file draw.

Which words stand where is decided here and nowhere else, so that the three forms say the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from home import formats
from meetings import notes, zones
from meetings.enums import ActionStatus, DecisionBasis, DocumentKind, ItemKind, Kind, Mode
from meetings.minutes import wording
from meetings.minutes.parts import Action, Attendance, Decision, Document, Edition, Item, Reviewed


@dataclass(frozen=True)
class Fact:
    """A line of the header: what it is, and what holds. Several values stand in lines of their own."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """Text with the markup of `meetings.notes`."""

    text: str
    kind: ClassVar[str] = "note"

    @property
    def blocks(self) -> list[notes.Block]:
        return notes.blocks(self.text)

    @property
    def html(self) -> SafeString:
        return notes.to_html(self.text)


@dataclass(frozen=True)
class Line:
    """A line of plain text."""

    text: str
    kind: ClassVar[str] = "line"


@dataclass(frozen=True)
class Resolution:
    """A decision: its number, what was decided, and on what basis."""

    number: str
    text: str
    rationale: str
    basis: str


@dataclass(frozen=True)
class Resolutions:
    heading: str
    rows: tuple[Resolution, ...]
    kind: ClassVar[str] = "resolutions"


@dataclass(frozen=True)
class Cell:
    """One or more lines, under the heading of their column."""

    column: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Links:
    heading: str
    rows: tuple[Link, ...]
    kind: ClassVar[str] = "links"


Row = list[tuple[str, ...]]  # the lines of each cell
Block = Note | Line | Resolutions | Table | Links


@dataclass(frozen=True)
class Section:
    heading: str
    blocks: tuple[Block, ...]
    number: str = ""  # of an item of the agenda
    by: str = ""  # who presented it


@dataclass(frozen=True)
class Outline:
    """Everything that one reader reads, in one language."""

    language: str
    unit: str
    ministry: str
    kicker: str
    title: str
    standing: tuple[str, ...]
    audience: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]


def outline(edition: Edition) -> Outline:
    """Return what a reader of `edition` reads, in the active language."""
    return Outline(
        language=(get_language() or "en").split("-")[0],
        unit=str(edition.unit),
        ministry=str(edition.ministry),
        kicker=_kicker(edition),
        title=str(edition.title),
        standing=tuple(wording.standing(edition)),
        audience=wording.audience(edition.reader),
        facts=tuple(fact for fact in _facts(edition) if fact.values),
        sections=tuple(section for section in _sections(edition) if section.blocks or section.number),
    )


def _kicker(edition: Edition) -> str:
    parts = [wording.label(Kind, edition.kind), str(edition.series)]
    if edition.number is not None:
        parts.append(_("number %(number)s") % {"number": formats.digits(edition.number)})
    return " · ".join(filter(None, parts))


def _facts(edition: Edition) -> Iterator[Fact]:
    start, end = edition.local_start, edition.local_end
    yield Fact(_("Date"), (formats.date_range(start.date(), end.date()),))
    clock = f"{formats.clock(start)}–{formats.clock(end)} ({zones.in_words(edition.zone)})"
    yield Fact(_("Time"), () if edition.lasts_days else (clock,))
    yield Fact(_("Place"), tuple(filter(None, [str(edition.place), wording.label(Mode, edition.mode)])))
    yield Fact(_("Chaired by"), _each([edition.chair] if edition.chair else [], lambda person: person.name))
    yield Fact(_("Minutes by"), _each([edition.minutes_by] if edition.minutes_by else [], lambda person: person.name))
    yield Fact(_("Working groups"), _each(edition.groups, str))
    yield Fact(_("Organised with"), _each(edition.co_organisers, str))
    if edition.attendance:
        yield from _attendance_facts(edition.attendance)


def _attendance_facts(attendance: Attendance) -> Iterator[Fact]:
    yield Fact(_("Present"), tuple(wording.head_count(attendance)))
    yield Fact(_("Organisations"), _each(attendance.organisations, str))
    yield Fact(_("By name"), _each(attendance.people, wording.person))
    apologies = _each(attendance.excused, wording.person) or _each(attendance.apologies, str)
    yield Fact(pgettext("of who can't come", "Apologies"), apologies)


def _each(values: Iterable[Any], words: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(words(value) for value in values)


def _sections(edition: Edition) -> Iterator[Section]:
    yield Section(_("Opening"), _note(edition.preamble))
    if edition.reviewed:
        yield Section(_("Actions of earlier meetings"), (_reviewed(edition.reviewed),))
    for number, item in enumerate(edition.items, start=1):
        yield _item(number, item)
    yield Section(_("Other decisions and actions"), _outcomes(edition.decisions, edition.actions))
    if edition.documents:
        yield Section(_("Documents"), (_documents("", edition.documents),))
    if edition.next_meeting:
        yield Section(_("Next meeting"), (Line(wording.next_meeting(edition.next_meeting)),))
    yield Section(_("Closing"), _note(edition.closing))
    if edition.standing.errata:
        yield Section(_("Errata"), (_errata(edition),))


def _item(number: int, item: Item) -> Section:
    documents = (_documents(_("Documents"), item.documents),) if item.documents else ()
    by = [item.presenter.name if item.presenter else "", str(item.organisation or "")]
    title = str(item.title) or wording.label(ItemKind, item.kind)
    blocks = (*_note(item.discussion), *_outcomes(item.decisions, item.actions), *documents)
    return Section(title, blocks, number=formats.digits(number), by=", ".join(filter(None, by)))


def _note(text: str) -> tuple[Note, ...]:
    return (Note(text),) if text.strip() else ()


def _outcomes(decisions: Iterable[Decision], actions: Iterable[Action]) -> tuple[Block, ...]:
    resolutions = tuple(map(_resolution, decisions))
    blocks: list[Block] = [Resolutions(_("Decisions"), resolutions)] if resolutions else []
    if rows := list(map(_action_row, actions)):
        columns = [_number(), _("What is to be done"), _("Owner"), _("Due"), _("Status")]
        blocks.append(_table(_("Action points"), columns, rows))
    return tuple(blocks)


def _table(caption: str, columns: list[str], rows: Iterable[Row]) -> Table:
    cells = tuple(tuple(map(Cell, columns, row)) for row in rows)
    return Table(caption, tuple(columns), cells)


def _resolution(decision: Decision) -> Resolution:
    basis = [wording.label(DecisionBasis, decision.basis)]
    if decision.holds_from:
        basis.append(_("holds from %(date)s") % {"date": formats.long_date(decision.holds_from)})
    if decision.supersedes:
        basis.append(_("takes the place of %(number)s") % {"number": decision.supersedes})
    return Resolution(decision.number, str(decision.text), decision.rationale, ", ".join(basis))


def _action_row(action: Action) -> Row:
    return [
        (action.number,),
        (str(action.text),),
        _owner(action),
        (formats.long_date(action.due_on) if action.due_on else "–",),
        (wording.label(ActionStatus, action.status),),
    ]


def _reviewed(actions: Iterable[Reviewed]) -> Table:
    columns = [_number(), _("What was to be done"), _("Owner"), _("Due"), _("Status"), _("What was said of it")]
    rows = [[*_action_row(action), (action.note or "–",)] for action in actions]
    return _table(_("What became of them"), columns, rows)


def _number() -> str:
    return pgettext("of a decision or an action", "Number")


def _owner(action: Action) -> tuple[str, ...]:
    named = [action.owner.name if action.owner else "", str(action.organisation or "")]
    return tuple(filter(None, named)) or ("–",)


def _documents(heading: str, documents: Iterable[Document]) -> Links:
    rows = [Link(str(each.title), each.url, wording.label(DocumentKind, each.kind)) for each in documents]
    return Links(heading, tuple(rows))


def _errata(edition: Edition) -> Table:
    rows: list[Row] = [[(formats.long_date(each.on),), (each.text,)] for each in edition.standing.errata]
    return _table(_("What was put right"), [_("Date"), _("Erratum")], rows)
