"""Every row that points at a contact or an organisation, whichever room it belongs to: asked of Django, never listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from stakeholders.models import Affiliation, Contact, ContactAddress, ImportRow, Organisation, OrganisationName

# References that say what once happened, and go on saying it of the record that it happened to.
_HISTORY = frozenset({(ImportRow, "contact"), (Contact, "merged_into"), (Organisation, "merged_into")})
# Rows that would say the same twice, though the database lets them: a row's fields that make it the same as another's.
_SAME = {
    Affiliation: [("contact", "organisation", "designation", "start", "end")],
    OrganisationName: [("organisation", "folded")],
}


@dataclass(frozen=True)
class Relation:
    """The foreign key `name` of `model`, which points at what is merged."""

    model: type[models.Model]
    name: str

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self, pk: int) -> models.QuerySet:
        """Return the rows that point at the record `pk`, those included that managers hide."""
        return self.model._base_manager.filter(**{self.name: pk}).order_by("pk")

    def doubled(self, *, kept: int, gone: int) -> set[int]:
        """Return the keys of those rows of `gone` that `kept` has its own of: they can't move, or would be there twice.

        Constraints with a condition are not looked at: the database says no when it comes to it.
        """
        doubled: set[int] = set()
        for names in self._same_by():
            others = [name for name in names if name != self.name]
            held = {_values(row, others) for row in self.rows(kept).values(*others, "pk")}
            doubled |= {row["pk"] for row in self.rows(gone).values(*others, "pk") if _values(row, others) in held}
        return doubled

    def _same_by(self) -> Iterator[tuple[str, ...]]:
        """Yield the sets of fields, this one among them, of which no two rows hold the same."""
        meta = self.model._meta
        if meta.get_field(self.name).unique:
            yield (self.name,)
        for constraint in meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and not constraint.condition:
                if self.name in constraint.fields:
                    yield tuple(constraint.fields)
        yield from (tuple(names) for names in meta.unique_together if self.name in names)
        yield from _SAME.get(self.model, [])


def _values(row: dict[str, Any], names: list[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


@cache
def relations_to(model: type[models.Model]) -> tuple[Relation, ...]:
    """Return all foreign keys to `model`, the hidden ones and those of many-to-many tables among them.

    Addresses come first: what is sent where matters most.
    """
    found = [
        Relation(relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if (relation.related_model, relation.field.name) not in _HISTORY
    ]
    return tuple(sorted(found, key=lambda relation: (relation.model is not ContactAddress, relation.label)))
