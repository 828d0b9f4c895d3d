"""Who somebody is in this database: the contacts that are theirs, and the addresses that are theirs alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import phonenumbers

from delivery import addresses
from delivery.models import Address, Message
from stakeholders.models import Contact, ContactAddress, ContactPhone

SHORTEST_NAME = 3  # characters: علی


@dataclass(frozen=True)
class Subject:
    """A person: the contact, those found to be the same, and where they are reached.

    `shared` addresses are also those of other contacts: a role mailbox is not erased with one who reads it.
    """

    contacts: tuple[int, ...]
    own: tuple[int, ...]
    shared: tuple[int, ...]

    @property
    def addresses(self) -> tuple[int, ...]:
        return self.own + self.shared

    @property
    def refs(self) -> tuple[str, ...]:
        """The contacts as delivery's messages name them."""
        return tuple(map(str, self.contacts))

    @cached_property
    def records(self) -> list[Contact]:
        """The contacts themselves, the one that is kept first."""
        found = Contact.with_merged.in_bulk(self.contacts)
        return [found[pk] for pk in self.contacts if pk in found]

    @cached_property
    def rows(self) -> list[Address]:
        """The addresses that are theirs alone."""
        return list(Address.objects.filter(pk__in=self.own).order_by("pk"))

    @cached_property
    def names(self) -> set[str]:
        """Their names, by which traces are found. One or two letters stand in every text, and name nobody."""
        names = {name for contact in self.records for name in (contact.name, contact.name_ur)}
        return {name for name in names if len(name) >= SHORTEST_NAME}

    @cached_property
    def emails(self) -> set[str]:
        """Their own addresses, as they were written and folded."""
        return {spelling for row in self.rows for spelling in (row.email, row.key) if spelling}

    @cached_property
    def digits(self) -> set[str]:
        """Their telephone numbers without the country: what stands in every way of writing one in a row."""
        numbers = ContactPhone.objects.filter(contact__in=self.contacts).values_list("number", flat=True)
        return {str(phonenumbers.parse(number).national_number) for number in numbers}

    @property
    def address_hashes(self) -> list[str]:
        return sorted(row.hash for row in self.rows)

    @property
    def contact_hashes(self) -> list[str]:
        return sorted(map(contact_hash, self.records))


def contact_hash(contact: Contact) -> str:
    """Return the keyed hash by which a contact is known again in a restored backup.

    The key of a row alone would not do: after a restore it may be given to somebody else.
    """
    return addresses.address_hash(f"contact:{contact.pk}:{contact.created_at.isoformat()}")


def subject_of(contact: Contact) -> Subject:
    """Return the person behind a contact, with every contact that was merged into it or into which it was merged.

    An address that mail went to in their name, and which nobody has any more, is theirs too.
    """
    contacts = _family(_root(contact))
    linked = _linked(contacts)
    mailed = Message.objects.filter(contact_ref__in=map(str, contacts)).values_list("address", flat=True)
    candidates = linked | set(mailed)
    others = ContactAddress.objects.filter(address__in=candidates).exclude(contact__in=contacts)
    shared = set(others.values_list("address", flat=True))
    return Subject(
        contacts=tuple(contacts),
        own=tuple(sorted(candidates - shared)),
        shared=tuple(sorted(linked & shared)),
    )


def subject_at(address: Address) -> Subject:
    """Return whoever reads at an address that no contact has: somebody who asked to be erased, for example."""
    return Subject(contacts=(), own=(address.pk,), shared=())


def _root(contact: Contact) -> Contact:
    while contact.merged_into_id is not None:
        contact = Contact.with_merged.get(pk=contact.merged_into_id)
    return contact


def _family(root: Contact) -> list[int]:
    """Return the keys of `root` and of all that were merged into it, directly or by way of another."""
    family, newest = [root.pk], [root.pk]
    while newest:
        absorbed = Contact.with_merged.filter(merged_into__in=newest)
        newest = list(absorbed.order_by("pk").values_list("pk", flat=True))
        family += newest
    return family


def _linked(contacts: Iterable[int]) -> set[int]:
    return set(ContactAddress.objects.filter(contact__in=contacts).values_list("address", flat=True))
