"""Keeps the search columns true while records are saved one by one: what changed is gathered, and refreshed on commit.

Whoever writes in bulk sends no signals, and calls `stakeholders.search` instead. The sweep of each night mends what a
process that died between commit and refresh left behind.
"""

import threading
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from delivery.models import Address
from stakeholders import search
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName


class _Stale(threading.local):
    """What the transaction of this thread has changed. A rollback leaves keys behind: refreshed later, for nothing."""

    def __init__(self) -> None:
        self.contacts: set[int] = set()
        self.organisations: set[int] = set()


_stale = _Stale()


def _refresh() -> None:
    """Refresh all that is stale: the first call after a commit does, those after it find nothing left."""
    contacts, _stale.contacts = _stale.contacts, set()
    organisations, _stale.organisations = _stale.organisations, set()
    if organisations:
        search.refresh_organisations(organisations)
    if contacts:
        search.refresh_contacts(contacts)


def _refresh_on_commit() -> None:
    # Robust: what was saved stays saved, and whoever saved it hears so, even if this fails; Django logs it.
    transaction.on_commit(_refresh, robust=True)


@receiver(post_save, sender=Contact)
def contact_saved(instance: Contact, **kwargs: Any) -> None:
    _stale.contacts.add(instance.pk)
    _refresh_on_commit()


@receiver([post_save, post_delete], sender=ContactAddress)
@receiver([post_save, post_delete], sender=ContactPhone)
@receiver([post_save, post_delete], sender=Affiliation)
def part_of_contact_changed(instance: ContactAddress | ContactPhone | Affiliation, **kwargs: Any) -> None:
    _stale.contacts.add(instance.contact_id)
    _refresh_on_commit()


@receiver(post_save, sender=Organisation)
def organisation_saved(instance: Organisation, **kwargs: Any) -> None:
    _stale.organisations.add(instance.pk)
    _refresh_on_commit()


@receiver([post_save, post_delete], sender=OrganisationName)
def other_name_changed(instance: OrganisationName, **kwargs: Any) -> None:
    _stale.organisations.add(instance.organisation_id)
    _refresh_on_commit()


@receiver(post_save, sender=Address)
def address_respelt(instance: Address, created: bool, **kwargs: Any) -> None:
    """Refresh whoever is reached there. A new address is nobody's yet."""
    if not created:
        _stale.contacts.update(ContactAddress.objects.filter(address=instance).values_list("contact", flat=True))
        _refresh_on_commit()
