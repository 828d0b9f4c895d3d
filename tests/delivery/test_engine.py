import email.policy
from datetime import timedelta
from email import message_from_bytes
from uuid import UUID

import pytest
from django.db import OperationalError

from delivery import claims, ledger, mailings, retry, suppression, sweeper, tokens
from delivery.audiences import Candidate
from delivery.enums import WAITING_STATES, MailingState, MessageState, SkipReason, SuppressionReason
from delivery.models import Mailing, MailingContent, Message, Suppression, WorkerRun
from tests.delivery.fakes import Do
from tests.factories.delivery import (
    NOW,
    AddressFactory,
    UserFactory,
    approved_mailing,
    content,
    readers,
    start_and_prepare,
)

pytestmark = pytest.mark.django_db


def _prepared(candidates, **fields):
    return start_and_prepare(approved_mailing(candidates, **fields))


def _states(mailing):
    return list(mailing.messages.order_by("pk").values_list("state", flat=True))


def _email(candidate):
    return Message.objects.get(contact_ref=candidate.contact_ref).address.email


def _assert_no_run_is_left():
    assert not WorkerRun.objects.exists()
    assert not Message.objects.filter(state__in=WAITING_STATES, claimant__isnull=False).exists()


def test_everybody_gets_it_once_and_the_mailing_is_sent(deliver, smtp_server):
    mailing = _prepared(readers(25))
    deliver(mailing)
    addresses = list(mailing.messages.values_list("address__email", flat=True))
    assert sorted(smtp_server.recipients) == sorted(addresses)
    assert (mailing.state, mailing.finished_at) == (MailingState.SENT, NOW)
    account = ledger.count(mailing)
    assert account.balanced
    assert account.messages[MessageState.SENT] == 25
    first = mailing.messages.first()
    assert (first.attempts, first.marked_at, first.settled_at, first.last_code) == (1, NOW, NOW, 250)
    _assert_no_run_is_left()


def test_both_parts_and_the_headers_arrive_as_approved(deliver, smtp_server):
    address = AddressFactory(email="Amina.Khan@example.org")
    reader = Candidate("7", address.pk, "en", values={"name": "“Amina” Khan, آمنہ\r\nBcc: x@example.org"})
    mailing = _prepared([reader], reply_to="unit@unit.example.org", headers={"Precedence": "list"})
    deliver(mailing)
    (caught,) = smtp_server.caught
    assert caught.rcpt_tos == ("Amina.Khan@example.org",)
    assert caught.mail_from.startswith("bounces+")
    mail = message_from_bytes(caught.octets, policy=email.policy.default)
    row = mailing.messages.get()
    name = "“Amina” Khan, آمنہ Bcc: x@example.org"
    assert mail["From"].addresses[0].addr_spec == "newsletter@unit.example.org"
    assert mail["From"].addresses[0].display_name == "Coordination Unit"
    assert [(to.display_name, to.addr_spec) for to in mail["To"].addresses] == [(name, "Amina.Khan@example.org")]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Newsletter 33"
    assert mail["Message-ID"] == row.message_id
    assert mail["Reply-To"] == "unit@unit.example.org"
    assert mail["List-Id"] == "<newsletter.unit.example.org>"
    assert mail["Feedback-ID"] == "newsletter:bulk:unit.example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Content-Language"] == "en"
    assert mail["Precedence"] == "list"
    unsubscribe, mailto = mail["List-Unsubscribe"].replace("\r\n", "").replace(" ", "").split(",")
    token = unsubscribe.strip("<>/").rpartition("/")[2]
    assert tokens.read_unsubscribe_token(token) == (address.pk, "newsletter")
    assert mailto.startswith("<mailto:unsubscribe@unit.example.org?subject=")
    text, html = (part.get_content() for part in mail.iter_parts())
    assert text.startswith(f"Dear {name},")
    assert f"<p>Dear {name},</p>" in html
    for part in (text, html):
        assert "[[" not in part
        assert unsubscribe.strip("<>") in part
        assert "http://testserver/preferences/" in part


def test_readers_get_their_language(deliver, smtp_server):
    english, urdu = AddressFactory.create_batch(2)
    candidates = [Candidate("1", english.pk, "en"), Candidate("2", urdu.pk, "ur")]
    deliver(_prepared(candidates, contents={"en": content(), "ur": content("ur", "خبرنامہ")}))
    languages = {
        caught.rcpt_tos[0]: message_from_bytes(caught.octets, policy=email.policy.default)["Content-Language"]
        for caught in smtp_server.caught
    }
    assert languages == {english.email: "en", urdu.email: "ur"}


def test_a_reader_without_a_name_is_greeted_as_a_colleague(deliver, smtp_server):
    english, urdu = AddressFactory.create_batch(2)
    candidates = [Candidate("1", english.pk, "en", values={"name": ""}), Candidate("2", urdu.pk, "ur")]
    deliver(_prepared(candidates, contents={"en": content(), "ur": content("ur", "خبرنامہ")}))
    greetings, names = {}, set()
    for caught in smtp_server.caught:
        mail = message_from_bytes(caught.octets, policy=email.policy.default)
        greetings[mail["Content-Language"]] = mail.get_body(("plain",)).get_content().splitlines()[0]
        names.add(mail["To"].addresses[0].display_name)
    assert greetings == {"en": "Dear colleague,", "ur": "Dear رفیقِ کار,"}
    assert names == {""}


def test_a_placeholder_in_a_value_is_never_expanded(deliver, smtp_server):
    reader = Candidate("1", AddressFactory().pk, "en", values={"name": "[[unsubscribe_url]]"})
    deliver(_prepared([reader]))
    assert b"Dear [[unsubscribe_url]]," in smtp_server.caught[0].octets


def test_a_dead_mailbox_fails_and_is_suppressed_for_everything(deliver, smtp_server):
    alive, dead = candidates = readers(2)
    mailing, other = _prepared(candidates), _prepared(candidates, purpose="publications")
    smtp_server.on("rcpt", "550 5.1.1 no such user", address=_dead_email(mailing, dead))
    deliver(mailing)
    assert _states(mailing) == [MessageState.SENT, MessageState.FAILED]
    assert mailing.state == MailingState.SENT
    suppressed = Suppression.objects.get()
    assert (suppressed.purpose, suppressed.reason) == ("", SuppressionReason.HARD_BOUNCE)
    assert "@" not in suppressed.note
    waiting = other.messages.get(contact_ref=dead.contact_ref)
    assert (waiting.state, waiting.skip_reason) == (MessageState.SKIPPED, SkipReason.SUPPRESSED)
    assert other.messages.get(contact_ref=alive.contact_ref).state == MessageState.PENDING


def _dead_email(mailing, candidate):
    return mailing.messages.get(contact_ref=candidate.contact_ref).address.email


def test_another_refusal_of_a_recipient_fails_without_suppression(deliver, smtp_server):
    (reader,) = readers(1)
    mailing = _prepared([reader])
    smtp_server.on("rcpt", "550 5.7.1 we do not like you", address=_email(reader))
    deliver(mailing)
    row = mailing.messages.get()
    assert (row.state, row.last_code, row.last_reply) == (MessageState.FAILED, 550, "5.7.1 we do not like you")
    assert not Suppression.objects.exists()


def test_a_transient_refusal_waits_longer_each_time_and_at_last_fails(deliver, smtp_server):
    mailing = _prepared(readers(1))
    smtp_server.on("rcpt", "451 4.7.1 greylisted")
    now = NOW
    for attempt, delay in enumerate(retry.DELAYS, start=1):
        deliver(mailing, clock=lambda now=now: now)
        row = mailing.messages.get()
        assert (row.state, row.attempts, row.due_at) == (MessageState.DEFERRED, attempt, now + delay)
        deliver(mailing, clock=lambda now=now: now)  # not due: nothing is tried
        assert mailing.messages.get().attempts == attempt
        now = row.due_at
    deliver(mailing, clock=lambda: now)
    row = mailing.messages.get()
    assert (row.state, row.attempts) == (MessageState.FAILED, len(retry.DELAYS) + 1)
    assert mailing.state == MailingState.SENT
    assert smtp_server.caught == []


def test_a_message_sent_again_keeps_its_message_id(deliver, smtp_server):
    mailing = _prepared(readers(1))
    smtp_server.on("text", "451 4.3.0 try again", times=1)
    deliver(mailing)
    deliver(mailing, clock=lambda: NOW + retry.DELAYS[0])
    assert mailing.messages.get().message_id.encode() in smtp_server.caught[0].octets
    assert len(smtp_server.caught) == 1


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("mail", MessageState.DEFERRED),
        ("rcpt", MessageState.DEFERRED),
        ("data", MessageState.DEFERRED),
        ("text", MessageState.UNCERTAIN),
    ],
)
def test_a_cut_before_the_final_dot_defers_and_one_after_it_is_uncertain(deliver, smtp_server, stage, state):
    mailing = _prepared(readers(1))
    smtp_server.on(stage, Do.DROP, times=1)
    deliver(mailing)
    assert _states(mailing) == [state]
    assert ledger.count(mailing).balanced


def test_an_uncertain_message_is_never_sent_again_by_itself(deliver, smtp_server):
    mailing = _prepared(readers(1))
    smtp_server.on("text", Do.DROP, times=1)
    deliver(mailing)
    assert mailing.state == MailingState.SENT
    deliver(mailing, clock=lambda: NOW + timedelta(days=3))
    assert _states(mailing) == [MessageState.UNCERTAIN]
    assert len(smtp_server.caught) == 1  # the server took it, and could not say so


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("greeting", "554 go away"),
        ("greeting", "421 too busy"),
        ("mail", "550 5.7.1 sender refused"),
        ("text", "421 4.3.2 going down"),
    ],
)
def test_a_provider_that_takes_no_mail_pauses_the_mailing_and_spends_nobodys_attempts(
    deliver, smtp_server, stage, reply
):
    mailing = _prepared(readers(3))
    smtp_server.on(stage, reply)
    deliver(mailing)
    assert mailing.state == MailingState.PAUSED
    assert reply.partition(" ")[0] in mailing.pause_reason
    assert _states(mailing) == [MessageState.PENDING] * 3
    assert set(mailing.messages.values_list("attempts", flat=True)) == {0}
    _assert_no_run_is_left()


def test_after_a_pause_it_goes_on_where_it_stopped(deliver, smtp_server):
    mailing = _prepared(readers(3))
    smtp_server.on("greeting", "554 go away", times=3)
    deliver(mailing)
    mailings.resume(mailing, by=UserFactory())
    deliver(mailing)
    assert mailing.state == MailingState.SENT
    assert len(smtp_server.recipients) == 3


def test_content_that_is_refused_again_and_again_pauses_the_mailing(deliver, smtp_server):
    mailing = _prepared(readers(60))
    smtp_server.on("text", "554 5.7.1 looks like spam")
    deliver(mailing)
    assert mailing.state == MailingState.PAUSED
    assert "looks like spam" in mailing.pause_reason
    account = ledger.count(mailing)
    assert account.messages[MessageState.FAILED] < 20
    assert account.messages[MessageState.FAILED] + account.messages[MessageState.PENDING] == 60


def test_a_withdrawal_in_mid_run_is_honoured_in_that_run(deliver, smtp_server, settings, monkeypatch):
    settings.SMTP_CONNECTIONS = 1
    mailing = _prepared(readers(6))
    last = mailing.messages.select_related("address").order_by("pk").last()
    # With one connection the messages leave in order: the last reader withdraws when the first is marked.
    _after_writes(monkeypatch, 1, lambda: suppression.withdraw(last.address, "newsletter", now=NOW))
    deliver(mailing)
    assert last.address.email not in smtp_server.recipients
    assert len(smtp_server.recipients) == 5
    last.refresh_from_db()
    assert (last.state, last.skip_reason) == (MessageState.SKIPPED, SkipReason.WITHDRAWN)
    assert mailing.state == MailingState.SENT


@pytest.mark.parametrize("verb", ["pause", "cancel"])
def test_a_person_stops_it_in_mid_run(deliver, smtp_server, settings, monkeypatch, verb):
    settings.SMTP_CONNECTIONS = 1
    mailing = _prepared(readers(20))
    same, user = Mailing.objects.get(pk=mailing.pk), UserFactory()
    acts = {
        "pause": lambda: mailings.pause(same, reason="Wrong picture", by=user),
        "cancel": lambda: mailings.cancel(same, by=user, now=NOW),
    }
    _after_writes(monkeypatch, 5, acts[verb])
    deliver(mailing)
    account = ledger.count(mailing)
    assert account.balanced
    sent = account.messages[MessageState.SENT]
    assert 0 < sent < 20
    assert len(smtp_server.recipients) == sent
    rest = MessageState.PENDING if verb == "pause" else MessageState.SKIPPED
    assert account.messages[rest] == 20 - sent
    _assert_no_run_is_left()


def _after_writes(monkeypatch, number, act):
    """Let something happen when the ledger has been written so many times."""
    write, writes = claims.write, []

    def writing(entries, **run):
        written = write(entries, **run)
        writes.append(entries)
        if len(writes) == number:
            act()
        return written

    monkeypatch.setattr(claims, "write", writing)


def test_what_was_claimed_without_an_answer_is_found_when_the_run_has_ended(deliver, smtp_server, monkeypatch):
    mailing, claim = _prepared(readers(3)), claims.claim

    def unheard(*args, **kwargs):
        claim(*args, **kwargs)
        raise OperationalError("the connection is gone")

    with monkeypatch.context() as patched:
        patched.setattr(claims, "claim", unheard)
        with pytest.raises(BaseExceptionGroup):
            deliver(mailing)
    assert Message.objects.filter(claimant=WorkerRun.objects.get().pk).count() == 3
    sweeper.sweep(now=NOW)
    deliver(mailing)
    assert _states(mailing) == [MessageState.SENT] * 3


def test_a_suppression_that_slipped_past_is_seen_when_the_message_is_claimed(deliver, smtp_server):
    mailing = _prepared(readers(2))
    address = mailing.messages.first().address
    Suppression.objects.create(address_hash=address.hash, reason=SuppressionReason.MANUAL, created_at=NOW)
    deliver(mailing)
    assert address.email not in smtp_server.recipients
    assert _states(mailing) == [MessageState.SKIPPED, MessageState.SENT]


def test_a_run_makes_room_after_its_time_and_rings_for_another(
    deliver, smtp_server, django_capture_on_commit_callbacks
):
    mailing = _prepared(readers(5))
    ticks = iter(range(10_000))
    with django_capture_on_commit_callbacks() as callbacks:
        deliver(mailing, clock=lambda: NOW + timedelta(seconds=next(ticks)))
    assert mailing.state == MailingState.SENDING
    assert [callback.args for callback in callbacks] == [("delivery.tasks.deliver", mailing.pk)]
    _assert_no_run_is_left()
    deliver(mailing, clock=lambda: NOW + timedelta(hours=1))
    assert mailing.state == MailingState.SENT
    assert len(smtp_server.recipients) == 5


def test_content_that_was_tampered_with_is_paused_and_not_sent(deliver, smtp_server):
    mailing = _prepared(readers(2))
    MailingContent.objects.update(html="<p>Something else</p>")
    deliver(mailing)
    assert mailing.state == MailingState.PAUSED
    assert smtp_server.caught == []


def test_headers_that_cannot_go_on_the_wire_pause_the_mailing_with_the_reason(deliver, smtp_server):
    mailing = _prepared(readers(1), headers={"X-Kind": "a\nBcc: other@example.org"})
    deliver(mailing)
    assert mailing.state == MailingState.PAUSED
    assert "line break" in mailing.pause_reason
    assert smtp_server.connections == 0


@pytest.mark.parametrize("state", [state for state in MailingState if state != MailingState.SENDING])
def test_a_mailing_that_is_not_sending_is_left_alone(deliver, smtp_server, state):
    mailing = _prepared(readers(1))
    Mailing.objects.filter(pk=mailing.pk).update(state=state)
    deliver(mailing)
    assert smtp_server.connections == 0


def test_the_log_says_which_run_ended(deliver, caplog):
    with caplog.at_level("INFO", logger="delivery"):
        deliver(_prepared(readers(1)))
    (ended,) = [record for record in caplog.records if record.message == "run.ended"]
    assert UUID(ended.run)


def test_no_more_runs_than_allowed_deliver_one_mailing(deliver, smtp_server, settings):
    settings.DELIVERY_PARALLEL_RUNS = 1
    mailing = _prepared(readers(1))
    WorkerRun.objects.create(mailing=mailing, host="other", pid=1, started_at=NOW, beat_at=NOW)
    deliver(mailing)
    assert smtp_server.connections == 0


def test_queries_grow_with_chunks_and_turns_only(deliver, smtp_server, settings, django_assert_max_num_queries):
    settings.SMTP_CONNECTIONS = 1
    mailing = _prepared(readers(40))
    with django_assert_max_num_queries(40 + 30):
        deliver(mailing)
    assert len(smtp_server.recipients) == 40
