"""Very many keys at once."""

import pytest

from stakeholders import among  # noqa: F401  registers the lookup
from stakeholders.models import Contact
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [0, 50_000])
def test_those_among_the_keys_are_found_however_many_keys_there_are(others):
    first, _second, third = (ContactFactory().pk for _ in range(3))
    keys = [first, third, *range(10_000_000, 10_000_000 + others)]
    assert set(Contact.objects.filter(pk__among=keys).values_list("pk", flat=True)) == {first, third}


def test_among_no_keys_there_is_nobody():
    ContactFactory()
    assert not Contact.objects.filter(pk__among=[]).exists()
