import pytest

from delivery import suppression
from delivery.enums import MessageState, SkipReason, SuppressionReason
from delivery.models import Message, Suppression
from tests.factories.delivery import NOW, AddressFactory, MailingFactory, MessageFactory

pytestmark = pytest.mark.django_db


def _message(address, state=MessageState.PENDING, purpose="newsletter"):
    return MessageFactory(address=address, state=state, mailing=MailingFactory(state="sending", purpose=purpose))


def _states():
    return dict(Message.objects.values_list("pk", "state"))


def test_a_withdrawal_skips_what_waits_of_its_purpose_and_nothing_else():
    address, neighbour = AddressFactory.create_batch(2)
    pending, deferred = _message(address), _message(address, MessageState.DEFERRED)
    on_the_wire, sent = _message(address, MessageState.SENDING), _message(address, MessageState.SENT)
    other_purpose, other_reader = _message(address, purpose="publications"), _message(neighbour)
    assert suppression.withdraw(address, "newsletter", now=NOW) == 2
    assert _states() == {
        pending.pk: MessageState.SKIPPED,
        deferred.pk: MessageState.SKIPPED,
        on_the_wire.pk: MessageState.SENDING,
        sent.pk: MessageState.SENT,
        other_purpose.pk: MessageState.PENDING,
        other_reader.pk: MessageState.PENDING,
    }
    pending.refresh_from_db()
    assert (pending.skip_reason, pending.settled_at) == (SkipReason.WITHDRAWN, NOW)
    assert suppression.withdraw(address, "newsletter", now=NOW) == 0


def test_suppressing_everything_skips_every_purpose():
    address = AddressFactory()
    _message(address), _message(address, purpose="publications")
    assert suppression.suppress(address, reason=SuppressionReason.COMPLAINT, now=NOW) == 2
    assert set(_states().values()) == {MessageState.SKIPPED}
    assert suppression.check(address, "newsletter") == SuppressionReason.COMPLAINT
    assert suppression.check(address, "anything") == SuppressionReason.COMPLAINT


def test_suppressing_one_purpose_leaves_the_others():
    address = AddressFactory()
    suppression.suppress(address, reason=SuppressionReason.MANUAL, purpose="newsletter", now=NOW)
    assert suppression.check(address, "newsletter") == SuppressionReason.MANUAL
    assert suppression.check(address, "publications") is None


def test_it_is_a_keyed_hash_that_outlives_the_address():
    address = AddressFactory(email="Amina@example.org")
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=NOW)
    address.delete()
    stored = Suppression.objects.get()
    assert "amina" not in f"{stored.address_hash} {stored.note}".lower()
    again = AddressFactory(email="amina@EXAMPLE.org")
    assert suppression.check(again, "newsletter") == SuppressionReason.ERASED


def test_suppressing_twice_keeps_one_row_with_the_last_reason():
    address = AddressFactory()
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=NOW)
    assert Suppression.objects.get().reason == SuppressionReason.ERASED


def test_a_suppression_can_be_lifted():
    address = AddressFactory()
    suppression.suppress(address, reason=SuppressionReason.MANUAL, now=NOW)
    assert suppression.lift(address)
    assert not suppression.lift(address)
    assert suppression.check(address, "newsletter") is None


def test_the_reasons_of_many_take_one_query(django_assert_num_queries):
    batch = AddressFactory.create_batch(5)
    suppression.suppress(batch[0], reason=SuppressionReason.MANUAL, now=NOW)
    with django_assert_num_queries(1):
        found = suppression.reasons([address.pk for address in batch], "newsletter")
    assert found == {batch[0].pk: SuppressionReason.MANUAL}
