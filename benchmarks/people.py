"""A directory of made-up people, as large as one asks: what lists, segments and imports are measured on.

Five contacts in seven have a post today, two in five a province of their own, one in ten a tag; the rest is the demo's.
"""

import datetime

from django.utils import timezone

from coordination_site.demo_content.contacts import MadeUpContact, made_up_contact
from delivery import addresses
from delivery.models import Address
from stakeholders import consent, search
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Sector,
    Tag,
)

ORGANISATIONS = 2_000
TAGS = 10
_STEP = 10_000  # contacts whose rows are in memory at a time
_BATCH = 1_000
_TOPICS = ("newsletter", "meetings", "publications")
_KINDS_OF_ADDRESS = (ContactAddress.Kind.WORK, ContactAddress.Kind.PERSONAL, ContactAddress.Kind.ROLE)


def load(count: int) -> None:
    """Fill an empty directory with `count` contacts, their organisations, addresses, posts, tags and consent."""
    terms = _Terms()
    organisations = _load_organisations(terms)
    for begin in range(1, count + 1, _STEP):
        people = [made_up_contact(number) for number in range(begin, min(begin + _STEP, count + 1))]
        contacts = _load_contacts(people, terms)
        _load_posts(people, contacts, organisations)
        _load_tags(people, contacts, terms)
        mailboxes = _load_addresses(people, contacts)
        consent.record_many(_consents(people, mailboxes))
        search.refresh_contacts(contact.pk for contact in contacts)


class _Terms:
    """The controlled lists, each read once."""

    def __init__(self) -> None:
        self.kinds = list(OrganisationKind.objects.order_by("code"))
        self.provinces = list(Province.objects.order_by("code"))
        self.languages = {language.code: language for language in Language.objects.all()}
        self.sectors = list(Sector.objects.order_by("code"))
        self.tags = Tag.objects.bulk_create(Tag(code=f"tag-{n}", label=f"Tag {n}") for n in range(TAGS))


def _load_organisations(terms: _Terms) -> list[Organisation]:
    kinds, provinces = terms.kinds, terms.provinces
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(
                name=f"{provinces[n % len(provinces)].label} {kinds[n % len(kinds)].label} {n}",
                name_ur=f"{provinces[n % len(provinces)].label_ur} {kinds[n % len(kinds)].label_ur} {n}",
                slug=f"organisation-{n}",
                kind=kinds[n % len(kinds)],
            )
            for n in range(ORGANISATIONS)
        ],
        batch_size=_BATCH,
    )
    for n, organisation in enumerate(organisations):  # the first hundred are the others' parents
        organisation.parent = organisations[n % 100] if n >= 100 else None
    Organisation.objects.bulk_update(organisations, ["parent"], batch_size=_BATCH)
    in_province, in_sector = Organisation.provinces.through, Organisation.sectors.through
    in_province.objects.bulk_create(
        in_province(organisation_id=organisation.pk, province_id=provinces[n % len(provinces)].pk)
        for n, organisation in enumerate(organisations)
    )
    in_sector.objects.bulk_create(
        in_sector(organisation_id=organisation.pk, sector_id=terms.sectors[n % len(terms.sectors)].pk)
        for n, organisation in enumerate(organisations)
    )
    search.refresh_organisations(organisation.pk for organisation in organisations)
    return organisations


def _load_contacts(people: list[MadeUpContact], terms: _Terms) -> list[Contact]:
    return Contact.objects.bulk_create(
        [
            Contact(
                name=made_up.name,
                name_ur=made_up.name_ur,
                language=terms.languages[made_up.language],
                province=terms.provinces[made_up.number % 7] if made_up.number % 5 < 2 else None,
            )
            for made_up in people
        ],
        batch_size=_BATCH,
    )


def _load_posts(people: list[MadeUpContact], contacts: list[Contact], organisations: list[Organisation]) -> None:
    today = timezone.localdate()
    Affiliation.objects.bulk_create(
        (
            Affiliation(
                contact=contact,
                organisation=organisations[made_up.number * 7 % ORGANISATIONS],
                designation=made_up.designation,
                start=datetime.date(2015 + made_up.number % 7, 1 + made_up.number % 12, 1),
                end=None if made_up.number % 7 < 5 else today - datetime.timedelta(days=made_up.number % 1000 + 1),
            )
            for made_up, contact in zip(people, contacts, strict=True)
        ),
        batch_size=_BATCH,
    )


def _load_tags(people: list[MadeUpContact], contacts: list[Contact], terms: _Terms) -> None:
    tagged = Contact.tags.through
    tagged.objects.bulk_create(
        (
            tagged(contact_id=contact.pk, tag_id=terms.tags[made_up.number // 10 % TAGS].pk)
            for made_up, contact in zip(people, contacts, strict=True)
            if made_up.number % 10 == 0
        ),
        batch_size=_BATCH,
    )


def _load_addresses(people: list[MadeUpContact], contacts: list[Contact]) -> dict[str, Address]:
    found = addresses.get_or_create_many(spelling for made_up in people for spelling in made_up.addresses)
    mailboxes = {spelling: mailbox for spelling, mailbox in found.items() if isinstance(mailbox, Address)}
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(
                contact=contact,
                address=mailboxes[spelling],
                kind=_KINDS_OF_ADDRESS[made_up.number % 3],
                primary=place == 0,
            )
            for made_up, contact in zip(people, contacts, strict=True)
            for place, spelling in enumerate(made_up.addresses)
        ),
        batch_size=_BATCH,
    )
    return mailboxes


def _consents(people: list[MadeUpContact], mailboxes: dict[str, Address]) -> list[ConsentRecord]:
    """Return the acts of these people: nine in ten have each topic, the others stopped it."""
    now = timezone.now()
    return [
        ConsentRecord(
            address=mailboxes[spelling],
            purpose=topic,
            action=ConsentRecord.Action.GIVEN if (made_up.number + place) % 10 else ConsentRecord.Action.WITHDRAWN,
            source=ConsentRecord.Source.PAGE,
            at=now,
        )
        for made_up in people
        for spelling in made_up.addresses[:1]
        for place, topic in enumerate(_TOPICS)
        if made_up.number % (place + 1) == 0
    ]
