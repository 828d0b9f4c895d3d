"""Who stands in the directory, and with what: the people who agreed, and no trace of anybody else.

The last word of a person counts, at whichever of their addresses it was said. A yes is theirs only at an address that
is in use and nobody shares: behind a role mailbox nobody knows who of them agreed. A no counts wherever it comes from,
but for an address that they left and somebody else reads today: what is said there is that one's word.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import quote

import phonenumbers
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from delivery.enums import SuppressionReason
from delivery.models import Address, Suppression
from stakeholders.consent import DIRECTORY
from stakeholders.models.consent import ConsentRecord, ConsentState
from stakeholders.models.contacts import Affiliation, Contact, ContactAddress, ContactPhone
from stakeholders.models.organisations import Organisation
from stakeholders.models.privacy import ErasureRequest

Action = ConsentRecord.Action


@dataclass(frozen=True)
class Card:
    """What the public sees of one person at one organisation. Number and address are not on it: see `details`."""

    contact: int
    name: str
    designation: str
    has_phone: bool
    has_email: bool


@dataclass(frozen=True)
class Details:
    """What is shown on request."""

    name: str
    designation: str
    text: str  # as it is read
    link: str  # what a telephone or a mail program opens


def listed(on: datetime.date) -> QuerySet:
    """Return the contacts who stand in the directory on the day `on`, each with its `agreed_at`: where they said so."""
    said = ConsentState.objects.filter(
        purpose=DIRECTORY,
        action__in=[Action.GIVEN, Action.WITHDRAWN],
        address__in=speaking_for(OuterRef(OuterRef("pk")), on=on).values("address"),
    ).order_by("-record_id")
    contacts = Contact.objects.annotate(
        last_word=Subquery(said.values("action")[:1]), agreed_at=Subquery(said.values("address")[:1])
    )
    return contacts.filter(
        Exists(_own_addresses(on).filter(contact=OuterRef("pk"), address=OuterRef("agreed_at"))),
        ~Exists(_to_be_forgotten().filter(contact=OuterRef("pk"))),
        last_word=Action.GIVEN,
        card_post=True,  # people stand at their organisation: without it there is nowhere to stand
    )


def speaking_for(contact: Contact | OuterRef, *, on: datetime.date) -> QuerySet[ContactAddress]:
    """Return the links of `contact` to addresses at which they said what is said there: all but those passed on."""
    links = ContactAddress.objects.filter(contact=contact)
    return links.exclude(Q(retired_on__lte=on) & Exists(_other_readers(on)))


def _own_addresses(on: datetime.date) -> QuerySet[ContactAddress]:
    links = ContactAddress.objects.filter(_in_use(on)).exclude(kind=ContactAddress.Kind.ROLE)
    return links.exclude(Exists(_other_readers(on)))


def _other_readers(on: datetime.date) -> QuerySet[ContactAddress]:
    """Return who else than the outer query's contact reads at its address on the day `on`."""
    there = ContactAddress.objects.filter(_in_use(on), address=OuterRef("address"), contact__merged_into=None)
    return there.exclude(contact=OuterRef("contact"))


def _in_use(on: datetime.date) -> Q:
    return Q(retired_on=None) | Q(retired_on__gt=on)


def _to_be_forgotten() -> QuerySet[ContactAddress]:
    """Return the links to addresses that were erased, or whose owners wait to be."""
    erased = Suppression.objects.filter(reason=SuppressionReason.ERASED).values("address_hash")
    waiting = ErasureRequest.objects.filter(done_at=None, refused_note="", address__isnull=False).values("address")
    return ContactAddress.objects.filter(Q(address__hash__in=erased) | Q(address__in=waiting))


def cards(organisation: Organisation, *, on: datetime.date) -> list[Card]:
    """Return who of those that agreed holds a post at `organisation` on the day `on`, by name. Three queries."""
    posts = [post for post in _posts(organisation, on) if _name(post.contact)]
    people = [post.contact_id for post in posts]
    reached = set(ContactPhone.objects.filter(contact__in=people).values_list("contact", flat=True))
    found = [
        Card(
            contact=post.contact_id,
            name=_name(post.contact),
            designation=post.designation,
            has_phone=post.contact.card_phone and post.contact_id in reached,
            has_email=post.contact.card_email,
        )
        for post in posts
    ]
    return sorted(found, key=lambda card: card.name.casefold())


def _posts(organisation: Organisation, on: datetime.date, **narrowed: int) -> list[Affiliation]:
    """Return one post for each person, the newest: who was promoted has no two cards.

    Whoever ever said yes is looked for first, so that the rules of `listed` are asked of a few people only.
    """
    yes = ConsentState.objects.filter(purpose=DIRECTORY, action=Action.GIVEN).values("address")
    posts = (
        Affiliation.objects.current(on)
        .filter(organisation=organisation, contact__addresses__address__in=yes, **narrowed)
        .select_related("contact")
        .order_by(F("start").asc(nulls_first=True), "pk")
    )
    newest = {post.contact_id: post for post in posts}
    there = listed(on).filter(pk__in=newest).values_list("pk", flat=True)
    return [newest[contact] for contact in there]


def _name(contact: Contact) -> str:
    preferred = (contact.name_ur, contact.name) if get_language() == "ur" else (contact.name, contact.name_ur)
    return next(filter(None, preferred), "")


def phone(organisation: Organisation, contact: int, *, on: datetime.date) -> Details | None:
    """Return the telephone number of somebody's card at `organisation`, or None where no card shows one."""
    post = _post(organisation, contact, on)
    number = ContactPhone.objects.filter(contact=contact).first()
    if post is None or number is None or not post.contact.card_phone:
        return None
    parsed = phonenumbers.parse(number.number)
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Details(_name(post.contact), post.designation, text, f"tel:{number.number}")


def email(organisation: Organisation, contact: int, *, on: datetime.date) -> Details | None:
    """Return the address at which the person agreed to stand in the directory, or None where no card shows one."""
    post = _post(organisation, contact, on)
    if post is None or not post.contact.card_email:
        return None
    agreed_at = listed(on).filter(pk=contact).values("agreed_at")
    address = Address.objects.get(pk__in=agreed_at).email
    return Details(_name(post.contact), post.designation, address, f"mailto:{quote(address, safe='@+')}")


def _post(organisation: Organisation, contact: int, on: datetime.date) -> Affiliation | None:
    return next(iter(_posts(organisation, on, contact=contact)), None)
