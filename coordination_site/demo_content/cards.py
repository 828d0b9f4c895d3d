"""Telephone numbers, tags, and who of the made-up contacts stands in the public directory."""

import datetime
from collections.abc import Iterable, Iterator

from coordination_site.demo_content.contacts import Circumstance, circumstance_of
from coordination_site.demo_content.people import made_before
from stakeholders import consent, search
from stakeholders.models import ConsentRecord, ConsentWording, Contact, ContactAddress, ContactPhone, Tag

REACHED_BY_PHONE = 3  # one contact in so many has a number
LISTED = 14  # one in so many stands in the directory
AGREED_BEFORE = datetime.timedelta(days=60)
# Code, label, label in Urdu, one contact in so many.
TAGS = (
    ("conference-2026", "Speakers of the 2026 conference", "۲۰۲۶ کی کانفرنس کے مقررین", 37),
    ("mhgap-trained", "Trained in mhGAP", "ایم ایچ گیپ کے تربیت یافتہ", 11),
)
WORDING = "Yes, show my card in the public directory. I can take it out at any time."


def load_cards(*, now: datetime.datetime) -> int:
    """Give the made-up contacts that have none yet their numbers, tags and cards; return how many cards were added."""
    people = made_before()
    _store_phones(people)
    _store_tags(people)
    listed = {number: pk for number, pk in people.items() if _is_listed(number)}
    known = set(ConsentRecord.objects.filter(purpose=consent.DIRECTORY).values_list("address", flat=True))
    main = ContactAddress.objects.filter(primary=True, contact__in=listed.values()).exclude(address__in=known)
    addresses = dict(main.values_list("contact", "address"))
    for number, pk in listed.items():
        if pk in addresses:
            Contact.objects.filter(pk=pk).update(card_phone=number % 4 != 0, card_email=number % 3 != 0)
    consent.record_many(_agreements(addresses.values(), now - AGREED_BEFORE))
    search.refresh_contacts(people.values())
    return len(addresses)


def phone_number(number: int) -> str:
    """Return a number that nobody has: 555 is not given out in Islamabad, whose code is 51."""
    return f"+9251555{number % 10_000:04d}"


def _is_listed(number: int) -> bool:
    return number % LISTED == 2 and circumstance_of(number) is Circumstance.SUBSCRIBED


def _store_phones(people: dict[int, int]) -> None:
    ContactPhone.objects.bulk_create(
        (
            ContactPhone(contact_id=pk, number=phone_number(number), whatsapp=number % 2 == 0)
            for number, pk in people.items()
            if number % REACHED_BY_PHONE == 0 or _is_listed(number)
        ),
        ignore_conflicts=True,
    )


def _store_tags(people: dict[int, int]) -> None:
    for code, label, label_ur, every in TAGS:
        tag, _new = Tag.objects.get_or_create(code=code, defaults={"label": label, "label_ur": label_ur})
        tagged = Contact.tags.through
        tagged.objects.bulk_create(
            (tagged(tag=tag, contact_id=pk) for number, pk in people.items() if number % every == 0),
            ignore_conflicts=True,
        )


def _agreements(addresses: Iterable[int], at: datetime.datetime) -> Iterator[ConsentRecord]:
    wording, _new = ConsentWording.objects.get_or_create(
        version="demo-directory-2025", language="en", defaults={"text": WORDING}
    )
    for address in addresses:
        yield ConsentRecord(
            address_id=address,
            purpose=consent.DIRECTORY,
            action=ConsentRecord.Action.GIVEN,
            source=ConsentRecord.Source.DETAILS,
            language="en",
            wording=wording,
            at=at,
        )
