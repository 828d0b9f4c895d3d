"""Contacts and organisations with all that a list or a file shows of them, by a few queries however many they are."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from stakeholders.consent import Action
from stakeholders.models import (
    Affiliation,
    ConsentState,
    Contact,
    ContactAddress,
    ContactPhone,
    Organisation,
    Tag,
    Topic,
)


@dataclass
class ContactRow:
    """One contact, read whole."""

    contact: Contact
    addresses: list[ContactAddress] = field(default_factory=list)  # in use, the main one first
    phones: list[ContactPhone] = field(default_factory=list)
    posts: list[Affiliation] = field(default_factory=list)  # held on the day, the latest first
    tags: list[Tag] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)  # that go to one of the addresses in use

    @property
    def main_email(self) -> str:
        return self.addresses[0].address.email if self.addresses else ""

    @property
    def post(self) -> Affiliation | None:
        """The latest of the posts."""
        return self.posts[0] if self.posts else None

    @property
    def organisation(self) -> str:
        """Where they work, in the active language; else what they stated."""
        return self.post.organisation.name_in_language if self.post else self.contact.stated_organisation

    @property
    def what_they_get(self) -> str:
        return ", ".join(str(topic) for topic in self.topics)

    @property
    def tagged(self) -> str:
        return ", ".join(str(tag) for tag in self.tags)


def with_people(organisations: QuerySet[Organisation], *, on: datetime.date) -> QuerySet[Any]:
    """Return the organisations with `people`: how many hold a post there on the day `on`."""
    held = Q(affiliations__in=Affiliation.objects.current(on).values("pk"), affiliations__contact__merged_into=None)
    return organisations.annotate(people=Count("affiliations__contact", filter=held, distinct=True))


def read(pks: Iterable[int], *, on: datetime.date) -> list[ContactRow]:
    """Return those of the contacts that are there, in the order of `pks`; `on` is the day for which posts are held.

    All at once in memory: whoever has many asks for a few thousand at a time.
    """
    wanted = list(pks)
    found = Contact.objects.select_related("province", "language").in_bulk(wanted)
    rows = {pk: ContactRow(found[pk]) for pk in wanted if pk in found}
    links = ContactAddress.objects.filter(contact__in=rows, retired_on=None).select_related("address")
    for link in links:
        rows[link.contact_id].addresses.append(link)
    for phone in ContactPhone.objects.filter(contact__in=rows):
        rows[phone.contact_id].phones.append(phone)
    posts = Affiliation.objects.current(on).filter(contact__in=rows)
    for post in posts.select_related("organisation__kind").order_by("-start", "-pk"):
        rows[post.contact_id].posts.append(post)
    for tagged in Contact.tags.through.objects.filter(contact__in=rows).select_related("tag").order_by("tag__order"):
        rows[tagged.contact_id].tags.append(tagged.tag)
    _add_topics(rows)
    return list(rows.values())


def _add_topics(rows: dict[int, ContactRow]) -> None:
    readers: dict[int, list[int]] = defaultdict(list)
    for pk, row in rows.items():
        for link in row.addresses:
            readers[link.address_id].append(pk)
    codes: dict[int, set[str]] = defaultdict(set)
    given = ConsentState.objects.filter(address__in=readers, action=Action.GIVEN)
    for address, purpose in given.values_list("address", "purpose"):
        for pk in readers[address]:
            codes[pk].add(purpose)
    topics = list(Topic.objects.all())
    for pk, row in rows.items():
        row.topics = [topic for topic in topics if topic.code in codes[pk]]
