"""What the database holds on the people of one chunk of a file: a few queries, whatever the number of rows.

Matching and planning look at this and at nothing else, so that they can be tested, and repeated when it changed.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from delivery import addresses, bulk
from delivery.models import Address, Suppression
from stakeholders.importing.names import fold
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.models import Affiliation, ConsentState, Contact, ContactAddress, ContactPhone

FIELDS = ("name", "name_ur", "language_id", "province_id", "stated_organisation", "note")


@dataclass(slots=True)
class Post:
    """A post that is held now."""

    pk: int
    organisation: int
    designation: str
    start: datetime.date | None


@dataclass(slots=True)
class Known:
    """A contact as it stands."""

    pk: int
    fields: dict[str, Any]
    addresses: dict[str, int] = field(default_factory=dict)  # key -> address, those given up too
    phones: dict[str, bool] = field(default_factory=dict)
    tags: set[int] = field(default_factory=set)
    posts: list[Post] = field(default_factory=list)
    has_main: bool = False

    @property
    def keys(self) -> set[str]:
        """Return the keys of its mailboxes."""
        return set(self.addresses)

    @property
    def names(self) -> set[str]:
        """Return its names in the form in which names are compared."""
        return {folded for name in ("name", "name_ur") if (folded := fold(self.fields[name]))}


@dataclass(frozen=True, slots=True)
class Stand:
    """What holds on one topic at one mailbox."""

    action: str
    source: str


@dataclass(slots=True)
class World:
    """What there is, by what rows name."""

    contacts: dict[int, Known] = field(default_factory=dict)
    by_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    retired: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # addresses given up
    by_phone: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))  # and organisation
    mailboxes: dict[str, int] = field(default_factory=dict)  # key -> address: of the rows, and of whom they mean
    suppressed: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # key -> purpose -> why
    consent: dict[str, dict[str, Stand]] = field(default_factory=lambda: defaultdict(dict))  # key -> purpose

    def forget_merged(self) -> None:
        """Leave out whom `contacts` lacks: a contact that was merged into another leads nowhere."""
        for index in (self.by_key, self.retired, self.by_phone):
            for owners in index.values():
                owners.intersection_update(self.contacts)

    def read_consent(self) -> None:
        """Read what was said at any of the mailboxes: a person's no at one of theirs counts at the others."""
        key_of = {pk: key for key, pk in self.mailboxes.items()}
        stands = ConsentState.objects.filter(bulk.Among(F("address"), list(key_of)))
        for address, purpose, action, source in stands.values_list("address", "purpose", "action", "record__source"):
            self.consent[key_of[address]][purpose] = Stand(action, source)


def look(people: Collection[Person], organisations: Organisations, *, on: datetime.date) -> World:
    """Return what concerns these people on the day `on`."""
    world = World()
    keys = {key for person in people for key in person.emails}
    _mailboxes(world, keys)
    numbers = {number for person in people for number in person.phones}
    # Neither in their usual order nor joined to contacts: for either SQLite would read whole tables.
    phones = ContactPhone.objects.filter(number__in=numbers).order_by()
    for contact, number in phones.values_list("contact", "number"):
        world.by_phone[number].add(contact)
    _names(world, people, organisations, on)
    found = set().union(*world.by_key.values(), *world.retired.values(), *world.by_phone.values())
    world.contacts = known(found, on=on)
    world.forget_merged()
    for contact in world.contacts.values():
        world.mailboxes.update(contact.addresses)
    _suppressions(world, keys.union(world.mailboxes))
    world.read_consent()
    return world


def known(contacts: Iterable[int], *, on: datetime.date) -> dict[int, Known]:
    """Return these contacts as they stand on the day `on`; whoever was merged or deleted is missing. Five queries."""
    wanted = list(contacts)
    if not wanted:
        return {}
    rows = Contact.objects.filter(bulk.Among(F("pk"), wanted)).values("pk", *FIELDS)
    found = {row["pk"]: Known(row.pop("pk"), row) for row in rows}
    of = bulk.Among(F("contact"), list(found))
    links = (
        ContactAddress.objects.filter(of)
        .order_by("-primary", "pk")
        .values_list("contact", "address__key", "address", "primary")
    )
    for contact, key, address, primary in links:
        found[contact].addresses[key] = address
        found[contact].has_main |= primary
    for contact, number, whatsapp in ContactPhone.objects.filter(of).values_list("contact", "number", "whatsapp"):
        found[contact].phones[number] = whatsapp
    for contact, tag in Contact.tags.through.objects.filter(of).values_list("contact", "tag"):
        found[contact].tags.add(tag)
    posts = Affiliation.objects.current(on).filter(of).order_by("-start", "-pk")
    columns = ("contact", "pk", "organisation", "designation", "start")
    for contact, pk, organisation, designation, start in posts.values_list(*columns):
        found[contact].posts.append(Post(pk, organisation, designation, start))
    return found


def _mailboxes(world: World, keys: set[str]) -> None:
    world.mailboxes = dict(Address.objects.filter(key__in=keys).values_list("key", "pk"))
    owner_of = {pk: key for key, pk in world.mailboxes.items()}
    links = ContactAddress.objects.filter(bulk.Among(F("address"), list(owner_of))).order_by()
    for contact, address, retired in links.values_list("contact", "address", "retired_on"):
        (world.retired if retired else world.by_key)[owner_of[address]].add(contact)


def _suppressions(world: World, keys: set[str]) -> None:
    """Look by keyed hash: an address that was erased is known by nothing else."""
    hashes = {addresses.address_hash(key): key for key in keys}
    for digest, purpose, reason in Suppression.objects.filter(address_hash__in=hashes).values_list(
        "address_hash", "purpose", "reason"
    ):
        world.suppressed[hashes[digest]][purpose] = reason


def _names(world: World, people: Collection[Person], organisations: Organisations, on: datetime.date) -> None:
    """Find who bears, letter by letter, the name of a row at its organisation. Near names are for the duplicates."""
    names = {person.name for person in people if person.name and person.organisation}
    ids = {found for person in people if (found := organisations.find(person.organisation).pk)}
    # From the names to the posts: a planner that begins with the organisations reads everybody who works there.
    bearers = dict(Contact.objects.filter(name__in=names).order_by().values_list("pk", "name"))
    posts = Affiliation.objects.current(on).filter(bulk.Among(F("contact"), list(bearers)))
    for contact, organisation in posts.order_by().values_list("contact", "organisation"):
        if organisation in ids:
            world.by_name[fold(bearers[contact]), organisation].add(contact)
