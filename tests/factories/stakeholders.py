"""Made-up people at example.org, with consent written the way the product writes it."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

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
)

Action = ConsentRecord.Action


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    kind = factory.LazyFunction(lambda: OrganisationKind.objects.get(code="ngo"))

    @factory.post_generation
    def provinces(self, create, codes, **kwargs):
        if codes:
            self.provinces.set(Province.objects.filter(code__in=codes))

    @factory.post_generation
    def searched(self, create, refreshed, **kwargs):
        """Tests commit nothing, so that nothing is refreshed by itself."""
        search.refresh_organisations([self.pk])


class ContactFactory(DjangoModelFactory):
    """`emails` are linked in order, the first as main; `given`, `asked` and `withdrawn` name topics at the first."""

    class Meta:
        model = Contact
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Contact {n}")
    language = factory.LazyFunction(lambda: Language.objects.get(code="en"))

    @factory.post_generation
    def emails(self, create, emails, **kwargs):
        for position, email in enumerate(emails or []):
            ContactAddress.objects.create(contact=self, address=addresses.get_or_create(email), primary=position == 0)

    @factory.post_generation
    def at(self, create, organisation, **kwargs):
        if organisation:
            Affiliation.objects.create(contact=self, organisation=organisation)

    @factory.post_generation
    def given(self, create, topics, **kwargs):
        _at_main(self, topics, Action.GIVEN)

    @factory.post_generation
    def asked(self, create, topics, **kwargs):
        _at_main(self, topics, Action.REQUESTED)

    @factory.post_generation
    def withdrawn(self, create, topics, **kwargs):
        _at_main(self, topics, Action.WITHDRAWN)

    @factory.post_generation
    def searched(self, create, refreshed, **kwargs):
        """Tests commit nothing, so that nothing is refreshed by itself."""
        search.refresh_contacts([self.pk])


def _at_main(contact: Contact, topics: list[str] | None, action: Action) -> None:
    if topics:
        record(contact.addresses.get(primary=True).address, *topics, action=action)


def record(
    address: Address | str, *topics: str, action: Action = Action.GIVEN, now: datetime.datetime | None = None
) -> Address:
    """Write `action` on each of `topics` for an address, as the pages would; return the address."""
    if isinstance(address, str):
        address = addresses.get_or_create(address)
    source = {Action.REQUESTED: "form", Action.GIVEN: "confirmation", Action.WITHDRAWN: "page"}[action]
    consent.record(
        address=address,
        purposes=topics,
        action=action,
        source=ConsentRecord.Source(source),
        now=now or timezone.now(),
    )
    return address
