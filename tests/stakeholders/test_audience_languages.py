"""Which language the reached read: the send screen says who gets which edition."""

import pytest
from django.utils import timezone

from delivery import suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders import audience
from stakeholders.models import Language
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NEWSLETTER = audience.Criteria(topic="newsletter")


def reader(email, language, **consent):
    return ContactFactory(
        emails=[email], language=Language.objects.get(code=language), **(consent or {"given": ["newsletter"]})
    )


def test_only_who_is_reached_is_counted_and_the_first_of_two_at_one_address():
    reader("one@example.org", "en")
    reader("two@example.org", "ur")
    reader("desk@example.org", "ur")
    reader("DESK@example.org", "en")
    reader("stopped@example.org", "ur", withdrawn=["newsletter"])
    reader("bounced@example.org", "ur")
    bounced = Address.objects.get(key="bounced@example.org")
    suppression.suppress(bounced, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())

    assert audience.count_by_language(NEWSLETTER) == {"en": 1, "ur": 2}
    assert audience.count(NEWSLETTER).reachable == 3
