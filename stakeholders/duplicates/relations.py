"""Every row that points at a contact or an organisation, whichever room it is in: asked of Django, never listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db import models

from stakeholders.models import Affiliation, Contact, ContactAddress, ImportRow, Organisation, OrganisationName

# References that say what once happened, and go on saying it of the record that it happened to.
_HISTORY: frozenset[tuple[type[models.Model], str]] = frozenset(
    {(ImportRow, "contact"), (Contact, "merged_into"), (Organisation, "merged_into")}
)
# Rows that would say the same twice, though the database lets them: a row's fields that make it the same as another's.
_SAME: dict[type[models.Model], list[tuple[str, ...]]] = {
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
        if isinstance(meta.get_field(self.name), models.OneToOneField):
            yield (self.name,)
        unique = [constraint for constraint in meta.constraints if isinstance(constraint, models.UniqueConstraint)]
        together = [tuple(constraint.fields) for constraint in unique if constraint.condition is None]
        together += [tuple(names) for names in cast(Sequence[Sequence[str]], meta.unique_together)]
        yield from (names for names in [*together, *_SAME.get(self.model, [])] if self.name in names)


def _values(row: dict[str, Any], names: list[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


@cache
def relations_to(model: type[models.Model]) -> tuple[Relation, ...]:
    """Return all foreign keys to `model`, the hidden ones and those of many-to-many tables among them.

    Addresses come first: what is sent where matters most.
    """
    reverse = [field for field in model._meta.get_fields(include_hidden=True) if isinstance(field, models.ManyToOneRel)]
    found = [Relation(relation.related_model, relation.field.name) for relation in reverse]
    kept = [relation for relation in found if (relation.model, relation.name) not in _HISTORY]
    return tuple(sorted(kept, key=lambda relation: (relation.model is not ContactAddress, relation.label)))
