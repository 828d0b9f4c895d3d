"""Stores the made-up organisations and contacts: a few queries for thousands of rows."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coordination_site.demo_content.contacts import Circumstance, MadeUpContact, made_up_contacts
from coordination_site.demo_content.organisations import ORGANISATIONS
from delivery import addresses, bulk, suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders import consent, search
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    ConsentWording,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Pause,
    Province,
    Sector,
)

# The first words of a made-up contact's note, by which a second run knows whom it made before.
MARK = "Made up for the demo, no. "
BATCH = 500

NEWSLETTER, MEETINGS, PUBLICATIONS = "newsletter", "meetings", "publications"
OFFICIAL_KINDS = {"federal", "provincial", "district"}
PAUSED_FOR = datetime.timedelta(days=45)
FIRST_CONSENT = datetime.datetime(2025, 1, 15, 9, tzinfo=datetime.UTC)
SUPPRESSIONS = {
    Circumstance.BOUNCED: (SuppressionReason.HARD_BOUNCE, "550 5.1.1 Unknown mailbox (demo)"),
    Circumstance.COMPLAINED: (SuppressionReason.COMPLAINT, "Complaint about Newsletter 31 (demo)"),
    Circumstance.SUPPRESSED: (SuppressionReason.MANUAL, "Asked by telephone not to be written to (demo)"),
}


def load_organisations() -> int:
    """Add the organisations that are missing, and return how many were added."""
    standing = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    kinds = {kind.code: kind for kind in OrganisationKind.objects.all()}
    missing = [made_up for made_up in ORGANISATIONS if made_up.slug not in standing]
    for made_up in missing:
        organisation = Organisation.objects.create(
            slug=made_up.slug,
            name=made_up.name,
            name_ur=made_up.name_ur,
            acronym=made_up.acronym,
            kind=kinds[made_up.kind],
            parent=standing.get(made_up.parent),
            website=f"https://{made_up.domain}/",
            description=made_up.words.get("en", ""),
            description_ur=made_up.words.get("ur", ""),
        )
        organisation.provinces.set(Province.objects.filter(code__in=made_up.provinces))
        organisation.sectors.set(Sector.objects.filter(code__in=made_up.sectors.split()))
        _name_otherwise(organisation, made_up.words)
        standing[made_up.slug] = organisation
    search.refresh_organisations(organisation.pk for organisation in standing.values())
    return len(missing)


def _name_otherwise(organisation: Organisation, words: Mapping[str, Any]) -> None:
    """Store the names that the organisation had before, and those by which people look for it."""
    reason = OrganisationName.Reason
    for former in words.get("former", ()):
        OrganisationName.objects.create(organisation=organisation, reason=reason.FORMER, **former)
    for kind, names in ((reason.VARIANT, "variants"), (reason.MISSPELT, "misspelt")):
        for name in words.get(names, ()):
            OrganisationName.objects.create(organisation=organisation, name=name, reason=kind)


def load_contacts(count: int, *, now: datetime.datetime) -> int:
    """Add those of the made-up contacts number 1 to `count` that are missing, and return how many were added."""
    known = made_before()
    missing = [contact for contact in made_up_contacts(count) if contact.number not in known]
    rows = _store_contacts(missing)
    mailboxes = _store_addresses(missing)
    _store_links(missing, rows, mailboxes)
    _store_consent(missing, mailboxes)
    for contact in missing:
        if contact.circumstance in SUPPRESSIONS:
            reason, note = SUPPRESSIONS[contact.circumstance]
            suppression.suppress(mailboxes[contact.addresses[0]], reason=reason, note=note, now=now)
        elif contact.circumstance is Circumstance.PAUSED:
            until = now.date() + PAUSED_FOR
            Pause.objects.get_or_create(
                address=mailboxes[contact.addresses[0]], defaults={"until": until, "set_at": now}
            )
    search.refresh_contacts(row.pk for row in rows.values())
    bulk.analyse(Address, Contact, ContactAddress, Affiliation, ConsentRecord, ConsentState)
    return len(missing)


def made_before() -> dict[int, int]:
    """Return the key of each made-up contact that is stored, by its number."""
    notes = Contact.objects.filter(note__startswith=MARK).values_list("note", "pk")
    return {int(note.removeprefix(MARK).split(".", 1)[0]): pk for note, pk in notes}


def _note(contact: MadeUpContact) -> str:
    note = f"{MARK}{contact.number}."
    return f"{note} The address as it was written, refused: {contact.refused}" if contact.refused else note


def _store_contacts(people: Sequence[MadeUpContact]) -> dict[int, Contact]:
    """Return the new row of each contact, by number."""
    languages = {language.code: language for language in Language.objects.all()}
    provinces = {province.code: province for province in Province.objects.all()}
    rows = Contact.objects.bulk_create(
        (
            Contact(
                name=contact.name,
                name_ur=contact.name_ur,
                language=languages[contact.language],
                province=provinces[contact.organisation.province],
                note=_note(contact),
            )
            for contact in people
        ),
        batch_size=BATCH,
    )
    return {contact.number: row for contact, row in zip(people, rows, strict=True)}


def _store_addresses(people: Sequence[MadeUpContact]) -> dict[str, Address]:
    """Return the mailbox of every spelling. What the engine refuses is no mailbox: none of ours is."""
    found = addresses.get_or_create_many(address for contact in people for address in contact.addresses)
    return {spelling: mailbox for spelling, mailbox in found.items() if isinstance(mailbox, Address)}


def _store_links(people: Sequence[MadeUpContact], rows: dict[int, Contact], mailboxes: dict[str, Address]) -> None:
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    Affiliation.objects.bulk_create(
        (
            Affiliation(
                contact=rows[contact.number],
                organisation=organisations[contact.organisation.slug],
                designation=contact.designation,
                start=datetime.date(2018 + contact.number % 7, 1 + contact.number % 12, 1),
            )
            for contact in people
        ),
        batch_size=BATCH,
    )
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(
                contact=rows[contact.number],
                address=mailboxes[spelling],
                kind=_kind_of_address(contact, place),
                primary=place == 0,
            )
            for contact in people
            for place, spelling in enumerate(contact.addresses)
        ),
        batch_size=BATCH,
    )


def _kind_of_address(contact: MadeUpContact, place: int) -> ContactAddress.Kind:
    if place:
        return ContactAddress.Kind.PERSONAL
    return ContactAddress.Kind.ROLE if contact.role_mailbox else ContactAddress.Kind.WORK


def _store_consent(people: Sequence[MadeUpContact], mailboxes: dict[str, Address]) -> None:
    """Write down who agreed to what. A mailbox has one history, whoever shares it."""
    wordings = {language: _wording(language) for language in ("en", "ur")}
    known = set(ConsentRecord.objects.values_list("address", flat=True))
    records: list[ConsentRecord] = []
    for contact in people:
        for mailbox in (mailboxes[spelling] for spelling in contact.addresses[:1]):
            if mailbox.pk not in known:
                known.add(mailbox.pk)
                records.extend(_history(contact, mailbox, wordings[contact.language]))
    consent.record_many(records)


def _history(contact: MadeUpContact, mailbox: Address, wording: ConsentWording) -> Iterator[ConsentRecord]:
    """Yield the acts of one mailbox in their order."""
    action, source = ConsentRecord.Action, ConsentRecord.Source
    if contact.circumstance is Circumstance.NEVER_SUBSCRIBED:
        return
    began = FIRST_CONSENT + datetime.timedelta(hours=contact.number)
    official = contact.organisation.kind in OFFICIAL_KINDS and contact.circumstance is not Circumstance.UNCONFIRMED
    for purpose in _purposes(contact):
        common = {"address": mailbox, "purpose": purpose, "language": contact.language}
        if official:
            yield ConsentRecord(
                **common,
                action=action.GIVEN,
                basis=ConsentRecord.Basis.OFFICIAL_CAPACITY,
                source=source.IMPORT,
                note="List of focal persons, January 2025 (demo)",
                at=began,
            )
            continue
        yield ConsentRecord(**common, action=action.REQUESTED, source=source.FORM, wording=wording, at=began)
        if contact.circumstance is not Circumstance.UNCONFIRMED:
            confirmed = began + datetime.timedelta(minutes=7)
            yield ConsentRecord(
                **common, action=action.GIVEN, source=source.CONFIRMATION, wording=wording, at=confirmed
            )
    if contact.circumstance is Circumstance.WITHDRAWN:
        yield ConsentRecord(
            address=mailbox,
            purpose=NEWSLETTER,
            action=action.WITHDRAWN,
            source=source.ONE_CLICK,
            language=contact.language,
            at=began + datetime.timedelta(days=60),
        )


def _purposes(contact: MadeUpContact) -> Iterator[str]:
    yield NEWSLETTER
    if contact.number % 3 == 0:
        yield MEETINGS
    if contact.number % 5 == 0:
        yield PUBLICATIONS


def _wording(language: str) -> ConsentWording:
    texts = {
        "en": "Yes, send me the newsletter by e-mail. I can stop it at any time by the link in every issue.",
        "ur": "جی ہاں، مجھے خبرنامہ ای میل کیجیے۔ میں ہر شمارے کے ربط سے اسے کسی بھی وقت بند کر سکتا یا سکتی ہوں۔",
    }
    wording, _created = ConsentWording.objects.get_or_create(
        version="demo-2025", language=language, defaults={"text": texts[language]}
    )
    return wording
