"""Sorting names into groups within which they are compared, on disk: memory stays flat however many there are."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Self

CHUNK = 2000  # rows written at a time


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one record. `known`: it has something besides its name that tells it from its namesakes."""

    pk: int
    words: tuple[str, ...]
    changed: bool
    known: bool


class Blocks:
    """Entries by the key of their group.

    They lie in a private, nameless SQLite file, which the system removes with the process whatever ends it; its pages
    in memory are few. Only folded names and keys are in it.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA temp_store = FILE")
        self._database.execute(
            "CREATE TABLE entry (block TEXT, pk INTEGER, words TEXT, changed INTEGER, known INTEGER)"
        )
        self._waiting: list[tuple[str, int, str, bool, bool]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def add(self, block: str, entry: Entry) -> None:
        self._waiting.append((block, entry.pk, " ".join(entry.words), entry.changed, entry.known))
        if len(self._waiting) >= CHUNK:
            self._write()

    def __iter__(self) -> Iterator[tuple[str, list[Entry]]]:
        """Yield each key with its entries where there is something new to compare: two records, one of them changed."""
        self._write()
        rows = self._database.execute("SELECT * FROM entry ORDER BY block, pk")
        for block, group in groupby(rows, key=itemgetter(0)):
            entries = [
                Entry(pk, tuple(words.split()), bool(changed), bool(known)) for _, pk, words, changed, known in group
            ]
            if entries[0].pk != entries[-1].pk and any(entry.changed for entry in entries):
                yield block, entries

    def _write(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()


def by_word(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    """Return the smaller groups of a large one: those who share a word of their names."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for word in set(entry.words):
            groups[word].append(entry)
    return groups.values()
