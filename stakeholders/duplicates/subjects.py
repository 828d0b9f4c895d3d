"""What can be merged, and which of its fields: contacts and organisations."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from stakeholders import search
from stakeholders.models import Contact, Organisation, Resemblance


@dataclass(frozen=True)
class Subject:
    """A kind of record that can be merged.

    `chosen` fields are taken from one side or the other, by a person; of `joinable` ones both may be kept. `combined`
    fields follow a rule and are nobody's choice.
    """

    code: Resemblance.Subject
    model: Any  # Contact or Organisation: both have `objects` and `with_merged`
    chosen: tuple[str, ...]
    joinable: frozenset[str]
    combined: Mapping[str, Callable[[Any, Any], Any]]
    refresh: Callable[[list[int]], int]

    def attribute(self, name: str) -> str:
        """Return the name under which a field's plain value is held: the key, where it points at something."""
        return self.model._meta.get_field(name).attname


def _later(one: datetime.date | None, other: datetime.date | None) -> datetime.date | None:
    return max((moment for moment in (one, other) if moment), default=None)


def _if_both(one: bool, other: bool) -> bool:
    """What is shown to the public stays only if both records showed it: the stricter one wins."""
    return one and other


CONTACT = Subject(
    code=Resemblance.Subject.CONTACT,
    model=Contact,
    chosen=("name", "name_ur", "language", "province", "stated_designation", "stated_organisation", "note"),
    joinable=frozenset({"note"}),
    combined={
        "card_post": _if_both,
        "card_phone": _if_both,
        "card_email": _if_both,
        "confirmed_at": _later,
        "asked_at": _later,
    },
    refresh=search.refresh_contacts,
)
ORGANISATION = Subject(
    code=Resemblance.Subject.ORGANISATION,
    model=Organisation,
    chosen=("name", "name_ur", "acronym", "kind", "parent", "description", "description_ur", "website"),
    joinable=frozenset(),
    combined={"public": _if_both, "verified_on": _later},
    refresh=search.refresh_organisations,
)
SUBJECTS: dict[str, Subject] = {subject.code.value: subject for subject in (CONTACT, ORGANISATION)}


def subject_of(record: models.Model) -> Subject:
    """Return what kind of record this is."""
    return CONTACT if isinstance(record, Contact) else ORGANISATION
