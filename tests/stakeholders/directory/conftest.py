"""A site with its directory, and people who agreed to stand in it."""

from functools import partial

import pytest

from stakeholders import consent
from stakeholders.models import Affiliation, Contact, ContactPhone, DirectoryPage
from tests import pages
from tests.factories.home import list_under, site
from tests.factories.stakeholders import ContactFactory, record


@pytest.fixture
def directory(db) -> DirectoryPage:
    """The English directory of a site that is set up."""
    return list_under(site(), DirectoryPage)


@pytest.fixture
def read(client):
    """Read a page that must be there."""
    return partial(pages.read, client)


@pytest.fixture
def list_person():
    """Make somebody who holds a post and agreed to a card; `card` are its fields, `post` those of the affiliation."""

    def list_person(organisation, *, email="amina@example.org", phone="", agreed=True, post=None, **card) -> Contact:
        contact = ContactFactory(emails=[email], **{"name": "Amina Shah", **card})
        Affiliation.objects.create(
            contact=contact, organisation=organisation, **{"designation": "Psychologist", **(post or {})}
        )
        if phone:
            ContactPhone.objects.create(contact=contact, number=phone)
        if agreed:
            record(email, consent.DIRECTORY)
        return contact

    return list_person
