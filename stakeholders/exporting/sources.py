"""Where the rows of a file come from: a kind of record, its columns, and how the answer to a question is read."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stakeholders import rows
from stakeholders.admin import asked
from stakeholders.exporting.columns import CONTACT_COLUMNS, ORGANISATION_COLUMNS, Column
from stakeholders.models import Contact, Organisation

CHUNK = 2000  # records in memory at a time


@dataclass(frozen=True)
class Source:
    """One kind of record that can be exported."""

    code: str
    label: str | Promise
    model: type[Model]
    columns: tuple[Column, ...]
    read: Callable[[Sequence[int]], list[Any]]  # keys -> rows, in their order; those that are gone left out
    formats: tuple[str, ...]

    def chosen(self, codes: Sequence[str]) -> list[Column]:
        """Return the columns with these codes, in the order of the file."""
        return [column for column in self.columns if column.code in codes]

    def keys(self, question: dict[str, Any]) -> array:
        """Return the keys of all records that the question finds, in the order of their names: eight bytes each.

        A question is what a list was asked for: ``{"query": "province=3&q=amina"}``.

        Raises:
            django.core.exceptions.BadRequest: it can't be asked any more: an entry it names is gone.
        """
        found: QuerySet[Any] = asked.records(self.model, QueryDict(question["query"]))
        return array("q", found.order_by("name", "pk").values_list("pk", flat=True).iterator())

    def rows(self, keys: array) -> Iterator[list[Any]]:
        """Yield the rows, a few thousand at a time."""
        for start in range(0, len(keys), CHUNK):
            yield self.read(keys[start : start + CHUNK])


def _contacts(keys: Sequence[int]) -> list[rows.ContactRow]:
    return rows.read(keys, on=timezone.localdate())


def _organisations(keys: Sequence[int]) -> list[Organisation]:
    found = rows.with_people(Organisation.objects.select_related("kind", "parent"), on=timezone.localdate())
    by_key = found.prefetch_related("names", "provinces", "sectors").in_bulk(list(keys))
    return [by_key[key] for key in keys if key in by_key]


CONTACTS = Source("contacts", _("Contacts"), Contact, CONTACT_COLUMNS, _contacts, ("csv", "xlsx", "vcf"))
ORGANISATIONS = Source(
    "organisations", _("Organisations"), Organisation, ORGANISATION_COLUMNS, _organisations, ("csv", "xlsx")
)
SOURCES = {source.code: source for source in (CONTACTS, ORGANISATIONS)}
