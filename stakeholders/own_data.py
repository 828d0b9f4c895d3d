"""What people see and change of themselves, behind a link that was mailed to their own address.

Nothing about other people: an address that several read, or a role mailbox, shows nobody. Consent to stand in the
public directory is given at the address whose link was opened, and taken back at all that the person has.
"""

import datetime
import hashlib
import json
import logging
from dataclasses import asdict, dataclass, fields
from typing import Self

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from delivery import suppression
from delivery.models import Address
from stakeholders import consent, search, subscriptions
from stakeholders.consent import DIRECTORY, Action
from stakeholders.directory import people
from stakeholders.exceptions import ChangedMeanwhileError, NobodyKnownError, SharedAddressError
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    ConsentWording,
    Contact,
    ContactAddress,
    ContactPhone,
    Correction,
    Language,
    Province,
)

log = logging.getLogger(__name__)
Source = ConsentRecord.Source


@dataclass(frozen=True)
class Phone:
    """A number in E.164."""

    number: str
    whatsapp: bool = False


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a person may correct. `province` and `language` are codes; `listed` is consent to stand in the directory."""

    name: str
    name_ur: str
    designation: str
    organisation: str
    province: str
    language: str
    phones: tuple[Phone, ...]
    listed: bool
    card_post: bool
    card_phone: bool
    card_email: bool

    @property
    def stamp(self) -> str:
        """A digest by which a form knows whether it was filled in over what is still on record."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def changed_from(self, before: Self) -> list[str]:
        """Return the names of the fields that differ from `before`."""
        return [field.name for field in fields(self) if getattr(self, field.name) != getattr(before, field.name)]


def person_at(address: Address) -> Contact:
    """Return the one contact who reads `address`.

    Raises:
        SharedAddressError: several do, or it is a role mailbox: whoever opens a link may be any of them.
        NobodyKnownError: nobody does, or not any more.
    """
    links = ContactAddress.objects.filter(address=address, contact__merged_into=None, retired_on=None)
    match list(links.select_related("contact__language", "contact__province")[:2]):
        case []:
            raise NobodyKnownError
        case [link] if link.kind != ContactAddress.Kind.ROLE:
            return link.contact
    raise SharedAddressError


def addresses_of(contact: Contact) -> list[Address]:
    """Return the addresses of this contact that nobody else reads today."""
    links = ContactAddress.objects.filter(contact=contact).exclude(kind=ContactAddress.Kind.ROLE)
    others = ContactAddress.objects.exclude(contact=contact).filter(contact__merged_into=None, retired_on=None)
    alone = Address.objects.filter(pk__in=links.values("address")).exclude(pk__in=others.values("address"))
    return list(alone.order_by("pk"))


def posts_of(contact: Contact) -> list[Affiliation]:
    """Return the posts that staff linked and that are held today; only staff change them, since moves are kept."""
    current = Affiliation.objects.current(timezone.localdate()).filter(contact=contact)
    return list(current.select_related("organisation"))


def details_of(contact: Contact) -> Details:
    """Return what is on record of `contact`."""
    phones = ContactPhone.objects.filter(contact=contact).values_list("number", "whatsapp")
    return Details(
        name=contact.name,
        name_ur=contact.name_ur,
        designation=contact.stated_designation,
        organisation=contact.stated_organisation,
        province=contact.province.code if contact.province else "",
        language=contact.language.code,
        phones=tuple(Phone(number, whatsapp) for number, whatsapp in phones),
        listed=_listed(contact),
        card_post=contact.card_post,
        card_phone=contact.card_phone,
        card_email=contact.card_email,
    )


@transaction.atomic
def correct(
    *,
    address: Address,
    details: Details,
    seen: str,
    wording: ConsentWording,
    now: datetime.datetime,
    message: str = "",
) -> None:
    """Write `details` down as what the person at `address` says of themselves, and `message` for staff to read.

    `seen` is the stamp of the details that they saw; `wording` was shown beside the consent to stand in the directory.

    Raises:
        ChangedMeanwhileError: another window, or staff, changed the details since; nothing is written.
        SharedAddressError, NobodyKnownError: see `person_at`.
    """
    suppression.lock_addresses([address.pk])
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=person_at(address).pk)
    before = details_of(contact)
    if before.stamp != seen:
        raise ChangedMeanwhileError
    changed = details.changed_from(before)
    _write(contact, details, now=now)
    if "phones" in changed:
        _write_phones(contact, details.phones)
    if "listed" in changed:
        _write_listing(contact, address, listed=details.listed, wording=wording, now=now)
    if changed or message:
        Correction.objects.create(contact=contact, at=now, fields=changed, message=message)
    search.refresh_contacts([contact.pk])
    log.info("own_data.corrected", extra={"contact_id": contact.pk, "fields": changed, "told": bool(message)})


@transaction.atomic
def confirm(*, address: Address, now: datetime.datetime) -> None:
    """Write down that the person at `address` says that what we hold is right; once more does no harm.

    Raises:
        SharedAddressError, NobodyKnownError: see `person_at`.
    """
    contact = person_at(address)
    Contact.objects.filter(pk=contact.pk).update(confirmed_at=now)
    log.info("own_data.confirmed", extra={"contact_id": contact.pk})


def _write(contact: Contact, details: Details, *, now: datetime.datetime) -> None:
    contact.name, contact.name_ur = details.name, details.name_ur
    contact.stated_designation, contact.stated_organisation = details.designation, details.organisation
    contact.province = Province.objects.get(code=details.province) if details.province else None
    contact.language = Language.objects.get(code=details.language)
    contact.card_post, contact.card_phone, contact.card_email = (
        details.card_post,
        details.card_phone,
        details.card_email,
    )
    contact.confirmed_at = now
    contact.save()


def _write_phones(contact: Contact, phones: tuple[Phone, ...]) -> None:
    """Keep the rows of numbers that stay, so that what refers to them stays too."""
    ContactPhone.objects.filter(contact=contact).exclude(number__in=[phone.number for phone in phones]).delete()
    for phone in phones:
        ContactPhone.objects.update_or_create(
            contact=contact, number=phone.number, defaults={"whatsapp": phone.whatsapp}
        )


def _listed(contact: Contact) -> bool:
    """Say whether the last word of `contact` on the directory, at whichever address it was said, is a yes."""
    said = _directory_states(contact).exclude(action=Action.REQUESTED).order_by("-record_id").first()
    return said is not None and said.action == Action.GIVEN


def _directory_states(contact: Contact) -> QuerySet[ConsentState]:
    links = people.speaking_for(contact, on=timezone.localdate())
    states = ConsentState.objects.filter(purpose=DIRECTORY, address__in=links.values("address"))
    return states.select_related("address")


def _write_listing(
    contact: Contact, address: Address, *, listed: bool, wording: ConsentWording, now: datetime.datetime
) -> None:
    if not listed:
        for state in list(_directory_states(contact).filter(action=Action.GIVEN)):
            subscriptions.withdraw(address=state.address, purposes=[DIRECTORY], source=Source.DETAILS, now=now)
        return
    consent.record(
        address=address,
        purposes=[DIRECTORY],
        action=Action.GIVEN,
        source=Source.DETAILS,
        wording=wording,
        language=wording.language,
        now=now,
    )
