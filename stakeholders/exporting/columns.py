"""What a file can say of a contact, and of an organisation."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Organisation
from stakeholders.phones import readable
from stakeholders.rows import ContactRow

Cell = str | datetime.date | None


@dataclass(frozen=True)
class Column:
    """One column of a file; `value` takes a row of the source."""

    code: str
    label: str | Promise
    value: Callable[[Any], Cell]
    at_first: bool = True  # ticked until somebody chooses otherwise


def _joined(values: Iterable[object]) -> str:
    return "; ".join(str(value) for value in values)


def _emails(row: ContactRow) -> str:
    return _joined(link.address.email for link in row.addresses[1:])


def _phones(row: ContactRow, *, whatsapp: bool) -> str:
    return _joined(readable(phone.number) for phone in row.phones if phone.whatsapp is whatsapp)


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None


def _of_organisation(attribute: str) -> Callable[[ContactRow], str]:
    return lambda row: str(getattr(row.post.organisation, attribute)) if row.post else ""


CONTACT_COLUMNS = (
    Column("name", _("Name"), lambda row: row.contact.name),
    Column("name_ur", _("Name in Urdu"), lambda row: row.contact.name_ur),
    Column("email", _("E-mail"), lambda row: row.main_email),
    Column("more_emails", _("Other e-mail addresses"), _emails),
    Column("phone", _("Telephone"), lambda row: _phones(row, whatsapp=False)),
    Column("whatsapp", _("WhatsApp"), lambda row: _phones(row, whatsapp=True)),
    Column("organisation", _("Organisation"), lambda row: row.organisation),
    Column("acronym", _("Acronym of the organisation"), _of_organisation("acronym"), at_first=False),
    Column("kind", _("Kind of organisation"), _of_organisation("kind"), at_first=False),
    Column("designation", _("Designation"), lambda row: row.post.designation if row.post else ""),
    Column("province", _("Province"), lambda row: str(row.contact.province or "")),
    Column("language", _("Reads"), lambda row: str(row.contact.language)),
    Column("topics", _("Gets"), lambda row: _joined(row.topics), at_first=False),
    Column("tags", _("Tags"), lambda row: row.tagged, at_first=False),
    Column("note", _("Note"), lambda row: row.contact.note, at_first=False),
    Column("added", _("Added"), lambda row: _day(row.contact.created_at), at_first=False),
    Column("confirmed", _("Confirmed by the person"), lambda row: _day(row.contact.confirmed_at), at_first=False),
)


def _other_names(organisation: Organisation) -> str:
    return _joined(other.name for other in organisation.names.all())


ORGANISATION_COLUMNS = (
    Column("name", _("Name"), lambda organisation: organisation.name),
    Column("name_ur", _("Name in Urdu"), lambda organisation: organisation.name_ur),
    Column("acronym", _("Acronym"), lambda organisation: organisation.acronym),
    Column("other_names", _("Other names"), _other_names, at_first=False),
    Column("kind", _("Kind"), lambda organisation: str(organisation.kind)),
    Column("parent", _("Part of"), lambda organisation: str(organisation.parent or "")),
    Column("provinces", _("Provinces"), lambda organisation: _joined(organisation.provinces.all())),
    Column("sectors", _("Sectors"), lambda organisation: _joined(organisation.sectors.all())),
    Column("description", _("What it does"), lambda organisation: organisation.description, at_first=False),
    Column("description_ur", _("What it does, in Urdu"), lambda organisation: organisation.description_ur, False),
    Column("website", _("Website"), lambda organisation: organisation.website),
    Column("people", _("People"), lambda organisation: organisation.people, at_first=False),
    Column("verified_on", _("Verified on"), lambda organisation: organisation.verified_on, at_first=False),
)
