"""A figure's history as it is told: one line for each number it had, a correction on the line that it corrects."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from home.models.figures import KeyFigure, KeyFigureEntry


@dataclass(frozen=True)
class Line:
    """One number of the past or today, and what stood in its place before it was corrected."""

    entry: KeyFigureEntry
    corrected: tuple[KeyFigureEntry, ...] = ()

    @property
    def was(self) -> tuple[KeyFigureEntry, ...]:
        """Those of `corrected` that said another number: a new source alone is not worth a line."""
        return tuple(old for old in self.corrected if old.number[:3] != self.entry.number[:3])


@dataclass(frozen=True)
class Told:
    """A figure, and its lines, the newest first."""

    figure: KeyFigure
    lines: list[Line]

    @property
    def has_history(self) -> bool:
        """Whether there is more to tell than what the figure says today."""
        return len(self.lines) > 1 or any(line.was for line in self.lines)


def told() -> list[Told]:
    """Return all figures with their histories. Two queries."""
    entries = Prefetch("history", KeyFigureEntry.objects.order_by("at", "pk"))
    return [Told(figure, lines(figure.history.all())) for figure in KeyFigure.objects.prefetch_related(entries)]


def lines(entries: Iterable[KeyFigureEntry]) -> list[Line]:
    """Return the lines of `entries`, which come the oldest first; the newest line first."""
    found: list[Line] = []
    for entry in entries:
        if entry.is_correction and found:
            wrong = found.pop()
            found.append(Line(entry, (*wrong.corrected, wrong.entry)))
        else:
            found.append(Line(entry))
    return found[::-1]


def stood_at(figures: Iterable[KeyFigure], moment: datetime.datetime) -> dict[int, KeyFigureEntry]:
    """Return what each of `figures` said at `moment`, by key. One query. One that is younger is left out."""
    past = KeyFigureEntry.objects.filter(figure__in=[figure.pk for figure in figures], at__lte=moment)
    return {entry.figure_id: entry for entry in past.order_by("at", "pk")}


def stale(*, today: datetime.date) -> list[KeyFigure]:
    """Return the figures that are too old, the oldest first. One query; there are tens of figures, not thousands."""
    return sorted((one for one in KeyFigure.objects.all() if one.is_stale(today)), key=lambda one: one.stale_on)
