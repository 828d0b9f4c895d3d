"""Dates as publications have them: 2025, June 2025 or 10 September 2025, and no more exactly than is known."""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Self

from home import formats
from publications.enums import Precision

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day.

    Raises:
        ValueError: there is no such date, or a day is given without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("A day has no meaning without its month.")
        # The calendar itself says what it doesn't have.
        datetime.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        """The date as ISO 8601 writes it with reduced precision: 2025, 2025-06, 2025-09-10."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in self.parts[1:])])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the date that `text` writes as ISO 8601 does; one-digit months and days are understood.

        Raises:
            ValueError: `text` is no date.
        """
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise ValueError(f"Not a date as ISO 8601 writes it: {text[:40]!r}")
        return cls(*(int(part) for part in found.groups() if part))

    @classmethod
    def of(cls, first: datetime.date, precision: str) -> Self:
        """Return the date that is kept as a day and how much of it is known (`Precision`)."""
        known = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}[Precision(precision)]
        return cls(*(first.year, first.month, first.day)[:known])

    @property
    def parts(self) -> list[int]:
        """What is known, as CSL's `date-parts` has it: [2025, 6]."""
        return [part for part in (self.year, self.month, self.day) if part is not None]

    @property
    def precision(self) -> Precision:
        return (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(self.parts) - 1]

    @property
    def first(self) -> datetime.date:
        """The first day that it may be: what it is kept and sorted by."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The last day that it may be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def in_words(self) -> str:
        """Return the date in the active language: 2025, June 2025 or 10 September 2025."""
        if self.month is None:
            return formats.digits(self.year)
        return formats.month_year(self.first) if self.day is None else formats.long_date(self.first)
