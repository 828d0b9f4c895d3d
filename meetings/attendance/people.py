"""Whom a row of attendance is about, before it is written: from an invitation, from a contact, or as typed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from home.folding import fold
from meetings.models import Attendance, Invitation
from stakeholders.importing.organisations import Organisations
from stakeholders.models import Affiliation, Contact

Key = tuple[str, str]  # a folded name, and where the person is from


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody who was, or was not, at a meeting. `organisation`, `contact` and `invitation` are keys of rows."""

    name: str = ""
    organisation: int | None = None
    organisation_name: str = ""
    designation: str = ""
    contact: int | None = None
    invitation: int | None = None

    @property
    def key(self) -> Key:
        """What makes two rows without a contact one person: the same name from the same place."""
        return _key(self.name, self.organisation, self.organisation_name)


def key_of(row: Attendance) -> Key:
    """Return what `Who.key` says of a row that is written."""
    return _key(row.name, row.organisation_id, row.organisation_name)


def _key(name: str, organisation: int | None, organisation_name: str) -> Key:
    return fold(name), f"#{organisation}" if organisation else fold(organisation_name)


def of_invitations(invitations: Iterable[Invitation], on: datetime.date) -> dict[int, Who]:
    """Return who is meant by each of `invitations` (with their contacts), by its key. One query."""
    rows = list(invitations)
    posts = _designations({row.contact_id for row in rows if row.contact_id}, on)
    return {
        row.pk: Who(
            name=row.name or str(row.contact or ""),
            organisation=row.organisation_id,
            designation=posts.get((row.contact_id, row.organisation_id), ""),
            contact=row.contact_id,
            invitation=row.pk,
        )
        for row in rows
    }


def of_contacts(contacts: Iterable[Contact], on: datetime.date) -> dict[int, Who]:
    """Return who is meant by each of `contacts`, by its key: at the post that began last. One query."""
    rows = list(contacts)
    first: dict[int, tuple[int, str]] = {}
    posts = Affiliation.objects.current(on).filter(contact__in=[row.pk for row in rows]).order_by("-start", "-pk")
    for contact, organisation, designation in posts.values_list("contact", "organisation", "designation"):
        first.setdefault(contact, (organisation, designation))
    return {
        row.pk: Who(
            name=str(row),
            organisation=first.get(row.pk, (None, ""))[0],
            organisation_name="" if row.pk in first else row.stated_organisation,
            designation=first.get(row.pk, (None, row.stated_designation))[1][:150],
            contact=row.pk,
        )
        for row in rows
    }


def at_organisation(name: str, organisations: Organisations | None = None) -> int | None:
    """Return the key of the one organisation of the directory that is called `name`; None for none, or several."""
    return (organisations or Organisations.load()).find(name).pk if name else None


def _designations(contacts: set[int], on: datetime.date) -> dict[tuple[int | None, int | None], str]:
    """Return the designation of each of `contacts` at each organisation where they hold a post."""
    posts = Affiliation.objects.current(on).filter(contact__in=contacts).order_by("start", "pk")
    columns = ("contact", "organisation", "designation")
    return {(contact, at): designation[:150] for contact, at, designation in posts.values_list(*columns)}
