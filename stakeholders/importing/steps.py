"""A row on its way into the directory."""

from dataclasses import dataclass, field
from typing import Any

from stakeholders.importing.people import Person
from stakeholders.importing.planning import Plan
from stakeholders.models import ImportRow


@dataclass(slots=True)
class Step:
    """One row that is written."""

    row: ImportRow
    person: Person
    plan: Plan
    contact: int  # 0 until it is made
    undo: dict[str, Any] = field(default_factory=dict)  # what it wrote, and what stood there before: see `reverting`

    @property
    def changes(self) -> dict[str, Any]:
        return self.plan.changes


def written(row: ImportRow) -> dict[str, Any]:
    """Return what an applied row wrote, as `applying` kept it."""
    return row.undo or {}
