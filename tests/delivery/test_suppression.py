import pytest

from delivery import suppression
from delivery.enums import EventKind, MessageState, SkipReason, SuppressionReason
from delivery.exceptions import SuppressionStands
from delivery.models import Event, Message, Suppression
from tests.factories.delivery import NOW, AddressFactory, MailingFactory, MessageFactory, UserFactory

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


def _lift(note="Their IT repaired it", by=None):
    suppression.lift(Suppression.objects.get(), by=by or UserFactory(), note=note, now=NOW)


def test_a_suppression_can_be_lifted_by_a_person_and_the_last_message_tells_of_it():
    address, approver = AddressFactory(email="amina.khan@example.org"), UserFactory()
    _message(address, MessageState.SENT)
    last = _message(address, MessageState.FAILED)
    suppression.suppress(address, reason=SuppressionReason.MANUAL, now=NOW)
    _lift(note="amina.khan rang", by=approver)
    assert suppression.check(address, "newsletter") is None
    event = Event.objects.get()
    assert (event.message, event.kind, event.by) == (last, EventKind.DECIDED, approver)
    assert (event.source, event.detail) == ("suppression lifted", "(address) rang")


def test_lifting_what_another_person_just_lifted_does_nothing():
    suppression.suppress(AddressFactory(), reason=SuppressionReason.MANUAL, now=NOW)
    row = Suppression.objects.get()
    _lift()
    suppression.lift(row, by=UserFactory(), note="Again", now=NOW)


def test_a_suppression_whose_address_is_gone_can_be_lifted():
    address = AddressFactory()
    suppression.suppress(address, reason=SuppressionReason.MANUAL, now=NOW)
    address.delete()
    _lift()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINT, SuppressionReason.ERASED])
def test_nobody_lifts_a_reader_s_own_word(reason):
    suppression.suppress(AddressFactory(), reason=reason, now=NOW)
    with pytest.raises(SuppressionStands, match="take that back"):
        _lift()
    assert Suppression.objects.exists()


def test_lifting_needs_a_note():
    suppression.suppress(AddressFactory(), reason=SuppressionReason.MANUAL, now=NOW)
    with pytest.raises(SuppressionStands, match="note"):
        _lift(note=" ")
    assert Suppression.objects.exists()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (SuppressionReason.COMPLAINT, SuppressionReason.MANUAL),
        (SuppressionReason.COMPLAINT, SuppressionReason.ERASED),
        (SuppressionReason.ERASED, SuppressionReason.HARD_BOUNCE),
        (SuppressionReason.ERASED, SuppressionReason.MANUAL),
        (SuppressionReason.MANUAL, SuppressionReason.HARD_BOUNCE),
        (SuppressionReason.MANUAL, SuppressionReason.SOFT_BOUNCES),
    ],
)
def test_a_reader_s_word_stays_whatever_follows_and_that_of_staff_whatever_bounces(first, then):
    """Otherwise a late bounce would turn it into something that is lifted as soon as the mailbox works again."""
    address = AddressFactory()
    suppression.suppress(address, reason=first, note="their word", now=NOW)
    suppression.suppress(address, reason=then, note="later", now=NOW)
    row = Suppression.objects.get()
    assert (row.reason, row.note) == (first, "their word")


def test_the_reasons_of_many_take_one_query(django_assert_num_queries):
    batch = AddressFactory.create_batch(5)
    suppression.suppress(batch[0], reason=SuppressionReason.MANUAL, now=NOW)
    with django_assert_num_queries(1):
        found = suppression.reasons([address.pk for address in batch], "newsletter")
    assert found == {batch[0].pk: SuppressionReason.MANUAL}


def test_who_brings_addresses_in_learns_which_are_suppressed_even_when_they_were_erased(django_assert_num_queries):
    erased, complained, other, free = AddressFactory.create_batch(4)
    suppression.suppress(erased, reason=SuppressionReason.ERASED, now=NOW)
    suppression.suppress(complained, reason=SuppressionReason.MANUAL, purpose="newsletter", now=NOW)
    suppression.suppress(complained, reason=SuppressionReason.COMPLAINT, now=NOW)
    suppression.suppress(other, reason=SuppressionReason.MANUAL, purpose="publications", now=NOW)
    erased_email = erased.email
    erased.delete()
    emails = [erased_email.upper(), complained.email, other.email, free.email, "no address"]
    with django_assert_num_queries(1):
        found = suppression.reasons_for_emails(emails, "newsletter")
    assert found == {erased_email.upper(): SuppressionReason.ERASED, complained.email: SuppressionReason.COMPLAINT}


def test_the_export_holds_hashes_and_no_address():
    address = AddressFactory(email="amina.khan@example.org")
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, note="5.1.1 No such user", now=NOW)
    assert list(suppression.export_rows()) == [
        {
            "address_hash": address.hash,
            "purpose": "",
            "reason": "hard_bounce",
            "note": "5.1.1 No such user",
            "since": NOW.isoformat(),
        }
    ]
