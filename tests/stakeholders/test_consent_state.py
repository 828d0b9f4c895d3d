"""The state of consent is derived: what is written beside each record is what the records say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery import addresses
from stakeholders import consent
from stakeholders.models import ConsentRecord, ConsentState
from tests.factories.stakeholders import record

pytestmark = pytest.mark.django_db

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["a@example.org", "b@example.org"]),
        st.sampled_from(["newsletter", "meetings"]),
        st.sampled_from(ConsentRecord.Action.values),
    ),
    max_size=12,
)


def stored():
    return set(ConsentState.objects.values_list("address", "purpose", "action", "record"))


def told_by_the_records():
    latest = {}
    for row in ConsentRecord.objects.order_by("pk"):
        latest[row.address_id, row.purpose] = (row.address_id, row.purpose, row.action, row.pk)
    return set(latest.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_the_state_is_the_latest_record_of_each_address_and_purpose(acts):
    ConsentRecord.objects.all()._raw_delete("default")
    ConsentState.objects.all().delete()
    for email, purpose, action in acts:
        record(email, purpose, action=action)
    assert stored() == told_by_the_records()


def test_of_records_written_together_the_last_one_holds():
    address = addresses.get_or_create("a@example.org")
    actions = [ConsentRecord.Action.REQUESTED, ConsentRecord.Action.GIVEN, ConsentRecord.Action.WITHDRAWN]
    consent.record_many(
        ConsentRecord(address=address, purpose="newsletter", action=action, source="form", at="2026-01-01T09:00:00Z")
        for action in actions
    )
    assert consent.state(address)["newsletter"].action == ConsentRecord.Action.WITHDRAWN


def test_rebuilding_finds_what_was_lost_and_drops_what_no_record_says():
    record("a@example.org", "newsletter", "meetings")
    record("a@example.org", "meetings", action=ConsentRecord.Action.WITHDRAWN)
    true = stored()
    ConsentState.objects.filter(purpose="newsletter").delete()
    ConsentState.objects.update(action=ConsentRecord.Action.REQUESTED)
    consent.rebuild()
    assert stored() == true
