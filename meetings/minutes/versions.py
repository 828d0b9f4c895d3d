"""Versions of minutes: which of them a reader may see, and what differs between two editions, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from meetings import visibility
from meetings.minutes.gathering import level_in
from meetings.minutes.parts import Action, Decision, Edition, Words
from meetings.models import Minutes, MinutesVersion

MAX_TOKENS = 6000  # of a passage: longer ones are compared by lines only


def of(minutes: Minutes, reader: str) -> list[MinutesVersion]:
    """Return the versions that a reader of the kind `reader` may see, the latest first. One query.

    The public sees those from the approval on, partners what was circulated too.
    """
    found = minutes.versions.select_related("minutes__meeting__series").defer("content").order_by("-number")
    return [each for each in found if visibility.allows(reader, level_in(each.state, minutes.meeting))]


def latest(minutes: Minutes, reader: str) -> MinutesVersion | None:
    """Return the latest of them, or None where there is nothing for such a reader."""
    return next(iter(of(minutes, reader)), None)


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Words that stand in both, only in the newer, or only in the older one."""

    change: Change
    text: str


@dataclass(frozen=True)
class Difference:
    """One passage that is not the same in both: where it stands, and its pieces in order."""

    label: str
    pieces: tuple[Piece, ...]


def differences(older: Edition, newer: Edition) -> list[Difference]:
    """Return the passages that differ between two editions for the same reader, in the order of the newer one.

    What is worked out anew each time is left out: where the minutes stand, and how far an action is.
    """
    before, after = dict(_passages(older)), dict(_passages(newer))
    gone = [key for key in before if key not in after]
    found = []
    for key in [*after, *gone]:
        label = (after.get(key) or before[key])[0]
        old, new = before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]
        if old != new:
            found.append(Difference(label, tuple(_merged(compare(old, new)))))
    return found


def compare(old: str, new: str) -> Iterator[Piece]:
    """Yield the pieces of two texts: by lines, and word by word within lines that changed."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal":
            yield Piece(Change.SAME, gone)
        else:
            yield from _words(gone, come)


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    if len(before) + len(after) > MAX_TOKENS:  # the time grows with the square
        before, after = [old], [new]
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(before[start:end]))
            continue
        if start < end:
            yield Piece(Change.REMOVED, "".join(before[start:end]))
        if new_start < new_end:
            yield Piece(Change.ADDED, "".join(after[new_start:new_end]))


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join pieces of one kind that follow each other."""
    current: Piece | None = None
    for piece in pieces:
        if current is not None and piece.change == current.change:
            current = Piece(current.change, current.text + piece.text)
            continue
        if current is not None and current.text:
            yield current
        current = piece
    if current is not None and current.text:
        yield current


def _passages(edition: Edition) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what is compared: a key that stays from version to version, a label and the text."""
    yield "title", (_("Title"), _both(edition.title))
    yield "place", (_("Place"), _both(edition.place))
    for key, label, person in [
        ("chair", _("Chaired by"), edition.chair),
        ("minutes by", _("Minutes by"), edition.minutes_by),
    ]:
        yield key, (label, person.name if person else "")
    if edition.attendance:
        there = [_both(each.words) for each in edition.attendance.organisations]
        yield "attendance", (_("Organisations"), "\n".join(there))
        yield "people", (_("By name"), "\n".join(person.name for person in edition.attendance.people))
    yield "preamble", (_("Opening"), edition.preamble)
    for action in edition.reviewed:
        yield f"review {action.row}", (action.number, f"{_both(action.text)}\n{action.note}")
    for item in edition.items:
        yield f"{item.row} title", (_("Item of the agenda"), _both(item.title))
        yield item.row, (str(item.title), item.discussion)
        yield from _outcomes(item.decisions, item.actions)
    yield from _outcomes(edition.decisions, edition.actions)
    yield "closing", (_("Closing"), edition.closing)


def _outcomes(decisions: tuple[Decision, ...], actions: tuple[Action, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    for decision in decisions:
        yield decision.row, (decision.number, "\n".join(filter(None, [_both(decision.text), decision.rationale])))
    for action in actions:
        owner = [
            action.owner.name if action.owner else "",
            _both(action.organisation.words) if action.organisation else "",
        ]
        due = action.due_on.isoformat() if action.due_on else ""
        yield action.row, (action.number, "\n".join(filter(None, [_both(action.text), *owner, due])))


def _both(words: Words) -> str:
    return "\n".join(filter(None, [words.en, words.ur]))
