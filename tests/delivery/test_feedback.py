"""News of a message after its hand-over: what is written, and whose mail it stops."""

from datetime import timedelta

import pytest

from delivery import feedback, suppression
from delivery.enums import EventKind, MessageState, SuppressionReason
from delivery.feedback import News
from delivery.models import Event, Suppression
from delivery.signals import unsubscribe_asked
from tests.factories.delivery import NOW, AddressFactory, MailingFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def _message(address=None, state=MessageState.SENT, **fields):
    return MessageFactory(address=address or AddressFactory(), state=state, **fields)


def _news(message, kind=EventKind.BOUNCED, **fields):
    given = {"at": NOW - timedelta(minutes=1), "source": "report", "fingerprint": "a" * 64, **fields}
    return News(message_pk=message.pk, kind=kind, **given)


def _hear(message, kind=EventKind.BOUNCED, **fields):
    return feedback.hear(_news(message, kind, **fields), now=NOW)


def _suppressed():
    return dict(Suppression.objects.values_list("address_hash", "reason"))


def _bounces_in_a_row(address, n, **fields):
    for _ in range(n):
        _hear(_message(address), code="4.2.2", **fields)


def test_a_permanent_bounce_is_written_and_suppresses_the_address_at_once():
    message, neighbour = _message(), _message()
    waiting = _message(message.address, MessageState.PENDING)
    assert _hear(message, permanent=True, code="5.1.1", detail="No such user")
    event = Event.objects.get()
    assert (event.message, event.kind, event.permanent) == (message, EventKind.BOUNCED, True)
    assert (event.at, event.source, event.code, event.detail) == (
        NOW - timedelta(minutes=1),
        "report",
        "5.1.1",
        "No such user",
    )
    assert _suppressed() == {message.address.hash: SuppressionReason.HARD_BOUNCE}
    assert Suppression.objects.get().note == "5.1.1 No such user"
    assert suppression.check(neighbour.address, "newsletter") is None
    waiting.refresh_from_db()
    assert waiting.state == MessageState.SKIPPED


def test_the_same_news_told_twice_is_heard_once():
    message = _message()
    assert _hear(message, permanent=True)
    suppression.lift(Suppression.objects.get(), by=UserFactory(), note="Their IT says it works again", now=NOW)
    assert not _hear(message, permanent=True)
    assert Event.objects.filter(kind=EventKind.BOUNCED).count() == 1
    assert _suppressed() == {}


def test_news_of_no_message_of_ours_changes_nothing():
    gone = News(message_pk=4711, kind=EventKind.BOUNCED, at=NOW, source="report", fingerprint="a" * 64, permanent=True)
    assert not feedback.hear(gone, now=NOW)
    assert (Event.objects.count(), Suppression.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", [EventKind.DELIVERED, EventKind.DEFERRED, EventKind.BOUNCED, EventKind.OPENED])
@pytest.mark.parametrize(("state", "attempts"), [(MessageState.UNCERTAIN, 1), (MessageState.SENDING, 0)])
def test_any_news_proves_that_an_uncertain_message_was_sent(kind, state, attempts):
    message = _message(state=state, attempts=attempts)
    _hear(message, kind)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.settled_at) == (MessageState.SENT, 1, NOW)


@pytest.mark.parametrize(("state", "attempts"), [(MessageState.UNCERTAIN, 1), (MessageState.SENDING, 0)])
def test_what_the_provider_says_it_refused_has_failed_also_when_that_comes_before_its_answer(state, attempts):
    message = _message(state=state, attempts=attempts, last_code=451, last_reply="try later")
    _hear(message, EventKind.REFUSED, detail="Spam Content")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert (message.last_code, message.last_reply) == (None, "Spam Content")


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.FAILED, MessageState.SKIPPED])
def test_what_is_settled_otherwise_stays_so(state):
    message = _message(state=state)
    _hear(message, EventKind.DELIVERED)
    message.refresh_from_db()
    assert message.state == state


def test_four_soft_bounces_in_a_row_stop_nothing_and_the_fifth_does():
    address = AddressFactory()
    _bounces_in_a_row(address, 4)
    assert _suppressed() == {}
    _bounces_in_a_row(address, 1)
    assert _suppressed() == {address.hash: SuppressionReason.SOFT_BOUNCES}


def test_a_mail_that_arrived_breaks_the_row():
    address = AddressFactory()
    _bounces_in_a_row(address, 3)
    _message(address)
    _bounces_in_a_row(address, 2)
    assert _suppressed() == {}


def test_soft_bounces_of_several_readers_are_not_added_up():
    for _ in range(5):
        _bounces_in_a_row(AddressFactory(), 1)
    assert _suppressed() == {}


def test_five_reports_on_one_message_are_one_bounce():
    message = _message()
    for n in range(5):
        assert _hear(message, code="4.2.2", fingerprint=f"report {n}")
    assert _suppressed() == {}


def test_messages_given_up_on_the_way_count_and_those_that_wait_do_not():
    address = AddressFactory()
    for _ in range(3):
        _message(address, MessageState.FAILED, last_code=451, last_reply="4.2.1 Try later")
    _message(address, MessageState.FAILED, last_code=552, last_reply="5.2.2 Mailbox full")
    _message(address, MessageState.SKIPPED)
    _bounces_in_a_row(address, 1)
    assert _suppressed() == {address.hash: SuppressionReason.SOFT_BOUNCES}


def test_giving_up_the_fifth_message_suppresses_too():
    address = AddressFactory()
    _bounces_in_a_row(address, 4)
    last = _message(address, MessageState.FAILED, last_code=451)
    assert feedback.suppress_if_worn_out(last, now=NOW)
    assert _suppressed() == {address.hash: SuppressionReason.SOFT_BOUNCES}


def test_refusals_by_policy_are_no_fault_of_the_reader_and_never_add_up():
    address = AddressFactory()
    for _ in range(6):
        _hear(_message(address), code="5.7.1")
        last = _message(address, MessageState.FAILED, last_code=421, last_reply="4.7.0 Too much mail from you today")
    assert not feedback.suppress_if_worn_out(last, now=NOW)
    assert _suppressed() == {}


def test_after_staff_lifted_a_suppression_the_row_begins_anew():
    address = AddressFactory()
    _bounces_in_a_row(address, 5)
    suppression.lift(Suppression.objects.get(), by=UserFactory(), note="The mailbox was emptied", now=NOW)
    _bounces_in_a_row(address, 4)
    assert _suppressed() == {}
    _bounces_in_a_row(address, 1)
    assert _suppressed() == {address.hash: SuppressionReason.SOFT_BOUNCES}


def test_a_complaint_suppresses_for_ever_and_stays_a_complaint():
    message = _message()
    _hear(message, EventKind.COMPLAINED, source="complaint report")
    _hear(_message(message.address), permanent=True)
    assert _suppressed() == {message.address.hash: SuppressionReason.COMPLAINT}


def test_an_unsubscription_goes_up_as_a_signal():
    heard = []

    def listen(sender, **told):
        heard.append({name: told[name] for name in ("address", "purpose", "source", "now")})

    message = _message(mailing=MailingFactory(purpose="publications"))
    unsubscribe_asked.connect(listen)
    try:
        _hear(message, EventKind.UNSUBSCRIBED, source="postmark")
    finally:
        unsubscribe_asked.disconnect(listen)
    assert heard == [{"address": message.address, "purpose": "publications", "source": "postmark", "now": NOW}]


def test_no_address_is_kept_in_words_or_logs(caplog):
    message = _message(AddressFactory(email="amina.khan@example.org"))
    with caplog.at_level("INFO"):
        _hear(message, permanent=True, code="amina@", detail="<Amina.Khan@example.org>: amina.khan is\x00\r\nunknown")
    event = Event.objects.get()
    assert (event.code, event.detail) == ("", "<(address)>: (address) is unknown")
    assert "amina" not in " ".join([Suppression.objects.get().note, caplog.text]).lower()


def test_a_reader_who_opens_a_mail_costs_few_queries(django_assert_num_queries):
    message = _message()
    with django_assert_num_queries(7):  # four of them open and close the transaction and its savepoint
        _hear(message, EventKind.OPENED)


def test_a_fingerprint_tells_its_parts_apart_and_fits_its_column():
    assert feedback.fingerprint("ab", "c") != feedback.fingerprint("a", "bc")
    assert len(feedback.fingerprint("x", 1, "\udcff")) == 64
