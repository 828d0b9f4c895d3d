"""What a merge wrote, value by value, and how that is taken back.

One entry says: in these rows of this model, these fields were set from the one value to the other. To undo it, a field
is set back where it still holds what the merge wrote; what was changed since is left, and told.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Leftover:
    """Something that could not be undone: what, and why, in words for staff."""

    what: str
    why: str


class Journal:
    """The changes of one merge, in their order; `as_json` is what `Merge.before` keeps."""

    def __init__(self, stored: dict[str, Any] | None = None) -> None:
        stored = stored or {}
        self.changes: list[dict[str, Any]] = stored.get("changes", [])
        self.made: list[dict[str, Any]] = stored.get("made", [])

    def as_json(self) -> dict[str, Any]:
        return {"changes": self.changes, "made": self.made}

    def set(self, model: type[models.Model], pk: int, values: dict[str, Any]) -> None:
        """Write `values` into one row and remember what stood there. What is the same already is not written."""
        row = _rows(model).values(*values).get(pk=pk)
        new = {name: value for name, value in values.items() if row[name] != value}
        if new:
            _rows(model).filter(pk=pk).update(**new)
            self._remember(model, [pk], {name: (row[name], value) for name, value in new.items()})

    def move(self, model: type[models.Model], name: str, pks: Iterable[int], *, source: int, target: int) -> list[int]:
        """Let rows refer to `target` instead of `source` by the field `name`; return those for which that can't be.

        What can't be is refused by a constraint of the database: `target` has such a row of its own.
        """
        wanted = list(pks)
        refused = _update(model, wanted, name, target)
        moved = [pk for pk in wanted if pk not in refused]
        if moved:
            self._remember(model, moved, {name: (source, target)})
        return sorted(refused)

    def add(self, row: models.Model) -> None:
        """Make a row, and remember to take it away."""
        row.save(force_insert=True)
        self.made.append({"model": row._meta.label_lower, "pk": row.pk})

    def _remember(self, model: type[models.Model], pks: list[int], values: dict[str, tuple[Any, Any]]) -> None:
        plain = {name: [_plain(before), _plain(after)] for name, (before, after) in values.items()}
        self.changes.append({"model": model._meta.label_lower, "pks": pks, "values": plain})

    def undo(self) -> list[Leftover]:
        """Take everything back, the last first. Call it in a transaction."""
        leftovers = []
        for made in reversed(self.made):
            _rows(apps.get_model(made["model"])).filter(pk=made["pk"]).delete()
        for change in reversed(self.changes):
            model = apps.get_model(change["model"])
            for name, (before, after) in change["values"].items():
                leftovers += _set_back(model, change["pks"], name, before=before, after=after)
        return leftovers


def _rows(model: type[models.Model]) -> models.QuerySet:
    """Return all rows, those included that the model's own manager hides."""
    return model._base_manager.all()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _set_back(model: type[models.Model], pks: list[int], name: str, *, before: Any, after: Any) -> list[Leftover]:
    """Set the field back in the rows that still hold `after`."""
    field = cast(models.Field, model._meta.get_field(name))
    to_python = (field.target_field if isinstance(field, models.ForeignKey) else field).to_python
    rows = _rows(model).filter(pk__in=pks)
    held = dict(rows.values_list("pk", name))
    intact = [pk for pk in pks if pk in held and held[pk] == to_python(after)]
    refused = _update(model, intact, name, to_python(before))
    label = capfirst(str(field.verbose_name))
    leftovers = []
    for pk in pks:
        if pk not in held:
            leftovers.append(Leftover(_row_in_words(model, pk), _("It was deleted since.")))
        elif pk not in intact:
            leftovers.append(Leftover(f"{_row_in_words(model, pk)}: {label}", _("It was changed since, and stays.")))
        elif pk in refused:
            leftovers.append(
                Leftover(f"{_row_in_words(model, pk)}: {label}", _("Another entry stands in its place now."))
            )
    return leftovers


def _row_in_words(model: type[models.Model], pk: int) -> str:
    return f"{capfirst(model._meta.verbose_name)} {pk}"


def _update(model: type[models.Model], pks: list[int], name: str, value: Any) -> set[int]:
    """Set the field in all rows at once, or row by row where one of them is refused; return the refused ones."""
    if not pks:
        return set()
    try:
        with transaction.atomic():
            _rows(model).filter(pk__in=pks).update(**{name: value})
    except IntegrityError:
        if len(pks) == 1:
            return set(pks)
        return set().union(*(_update(model, [pk], name, value) for pk in pks))
    return set()
