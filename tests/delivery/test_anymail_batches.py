from datetime import timedelta
from email.utils import format_datetime

import pytest
import requests
from anymail.exceptions import AnymailAPIError
from django.core.mail import get_connection
from django.utils import timezone
from urllib3.exceptions import MaxRetryError, NameResolutionError, ProtocolError

from delivery import claims, runs, suppression, sweeper
from delivery.composing import Composer
from delivery.desk import Desk
from delivery.enums import MailingState, MessageState, SkipReason, SuppressionReason
from delivery.models import Suppression, WorkerRun
from delivery.pace import Allowance
from delivery.smtp import ProviderDown
from delivery.transports import AnymailTransport
from delivery.transports.answers import Refused, raise_if_nothing_was_taken
from tests.delivery.wire import Wire, answer, body, deliver
from tests.factories.delivery import NOW, approved_mailing, content, readers, start_and_prepare

pytestmark = pytest.mark.django_db

QUEUED = {"id": "<20260107.1@unit.example.org>", "message": "Queued. Thank you."}


@pytest.fixture
def mailgun(monkeypatch, settings):
    settings.ANYMAIL = {"MAILGUN_API_KEY": "key"}
    return Wire(monkeypatch, lambda request: answer(200, QUEUED))


def _mailing(n=1, **fields):
    return start_and_prepare(approved_mailing(readers(n), **fields))


def _states(mailing):
    return list(mailing.messages.order_by("pk").values_list("state", flat=True))


def test_a_thousand_and_one_readers_are_two_calls(mailgun):
    mailing = _mailing(1001)
    deliver(mailing, "mailgun")
    assert mailing.state == MailingState.SENT
    assert sorted(len(call["to"]) for call in mailgun.bodies) == [1, 1000]
    asked = sorted(
        address.removeprefix("Amina <").removesuffix(">") for call in mailgun.bodies for address in call["to"]
    )
    assert asked == sorted(mailing.messages.values_list("address__email", flat=True))
    assert set(mailing.messages.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


def test_a_call_is_made_when_all_its_readers_are_marked_and_none_is_left_marked(mailgun):
    mailing = _mailing(3)
    mailgun.before = lambda: seen.extend(_states(mailing))
    seen = []
    deliver(mailing, "mailgun")
    assert seen == [MessageState.SENDING] * 3
    assert _states(mailing) == [MessageState.SENT] * 3


def test_a_batch_is_marked_by_one_statement(mailgun, django_assert_max_num_queries):
    mailing = _mailing(300)
    with django_assert_max_num_queries(45):
        deliver(mailing, "mailgun")
    assert len(mailgun.requests) == 1


def test_an_installation_may_choose_smaller_calls(mailgun, settings):
    settings.DELIVERY_API_BATCH = 2
    mailing = _mailing(5)
    deliver(mailing, "mailgun")
    assert [len(call["to"]) for call in mailgun.bodies] == [2, 2, 1]


def test_who_withdrew_after_the_claim_is_not_in_the_call(mailgun, monkeypatch):
    mailing = _mailing(3)
    gone = mailing.messages.order_by("pk")[1].address
    desk_write = Desk.write

    def write(desk, turns):
        suppression.withdraw(gone, mailing.purpose, now=NOW)
        return desk_write(desk, turns)

    monkeypatch.setattr(Desk, "write", write)
    deliver(mailing, "mailgun")
    assert gone.email not in str(mailgun.bodies)
    assert _states(mailing) == [MessageState.SENT, MessageState.SKIPPED, MessageState.SENT]
    assert mailing.messages.get(address=gone).skip_reason == SkipReason.WITHDRAWN


def test_readers_of_two_languages_are_never_in_one_call(mailgun):
    both = [*readers(2), *readers(3, language="ur")]
    mailing = start_and_prepare(
        approved_mailing(both, contents={"en": content(), "ur": content("ur", subject="خبرنامہ")})
    )
    deliver(mailing, "mailgun")
    assert {call["subject"][0]: len(call["to"]) for call in mailgun.bodies} == {"Newsletter 33": 2, "خبرنامہ": 3}


@pytest.mark.parametrize(
    "silence",
    [
        requests.ReadTimeout("timed out"),
        requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())),
        answer(502),
        answer(503, {"message": "try later"}),
        answer(200),
        answer(200, {"what": "is this"}),
    ],
    ids=["time-out", "cut", "502", "503", "nothing", "something else"],
)
def test_a_call_without_a_clear_answer_leaves_its_readers_uncertain_and_stops_before_the_next(
    mailgun, settings, silence
):
    settings.DELIVERY_API_BATCH = 4
    mailgun.answers = [silence]
    mailing = _mailing(6)
    deliver(mailing, "mailgun")
    assert _states(mailing) == [MessageState.UNCERTAIN] * 4 + [MessageState.PENDING] * 2
    assert mailing.state == MailingState.PAUSED
    assert "4 messages in a row" in mailing.pause_reason
    assert len(mailgun.requests) == 1


def test_after_an_outage_one_reader_s_mail_shows_whether_it_is_over(mailgun):
    mailing = _mailing(6)
    type(mailing).objects.update(outages=1)
    mailgun.answers = [answer(502)]
    deliver(mailing, "mailgun")
    assert _states(mailing) == [MessageState.UNCERTAIN] + [MessageState.PENDING] * 5
    type(mailing).objects.update(state=MailingState.SENDING)
    deliver(mailing, "mailgun")
    assert _states(mailing) == [MessageState.UNCERTAIN] + [MessageState.SENT] * 5
    assert [len(call["to"]) for call in mailgun.bodies] == [1, 1, 4]


@pytest.mark.parametrize(
    "refusal",
    [
        requests.ConnectTimeout("no"),
        requests.ConnectionError(MaxRetryError(None, "/", NameResolutionError("api.example.org", None, OSError()))),
    ],
    ids=["connecting timed out", "no such host"],
)
def test_a_provider_that_was_never_reached_took_nothing(mailgun, refusal):
    mailgun.answers = [refusal]
    mailing = _mailing(3)
    deliver(mailing, "mailgun")
    assert set(mailing.messages.values_list("state", "attempts", "claimant")) == {(MessageState.PENDING, 0, None)}
    assert "cannot be reached" in mailing.pause_reason


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_an_account_that_is_refused_costs_nobody_an_attempt(mailgun, status):
    mailgun.answers = [answer(status, {"message": "Forbidden"})]
    mailing = _mailing(3)
    deliver(mailing, "mailgun")
    assert set(mailing.messages.values_list("state", "attempts", "claimant")) == {(MessageState.PENDING, 0, None)}
    assert str(status) in mailing.pause_reason


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30), ("99999999999999999", None), ("7200", 3600), ("", None), ("soon", None), ("-5", None)],
)
def test_too_many_calls_tell_how_long_to_wait(mailgun, value, seconds):
    mailgun.answers = [answer(429, {}, {"Retry-After": value})]
    mailing = _mailing(3)
    run = WorkerRun.objects.create(mailing=mailing, host="here", pid=1, started_at=NOW, beat_at=NOW)
    desk = Desk(
        mailing=mailing,
        run=run,
        clock=lambda: NOW,
        deadline=NOW.max.replace(tzinfo=NOW.tzinfo),
        allowance=Allowance.of(mailing),
    )
    down = AnymailTransport(_backend("mailgun")).deliver(desk, Composer(mailing, now=NOW), connections=1)
    assert down.code == 429
    assert (down.retry_after and down.retry_after.total_seconds()) == seconds
    assert set(mailing.messages.values_list("state", "attempts")) == {(MessageState.PENDING, 0)}


def test_a_date_in_retry_after_is_understood(mailgun):
    mailgun.answers = [answer(429, {}, {"Retry-After": format_datetime(timezone.now(), usegmt=False)})]
    mailing = _mailing(2)
    deliver(mailing, "mailgun")
    assert "429" in mailing.pause_reason


def test_one_bad_address_fails_alone_and_the_others_get_their_mail(mailgun):
    mailing = _mailing(40)
    bad = mailing.messages.order_by("pk")[17].address
    mailgun.otherwise = lambda request: (
        answer(400, {"message": "to parameter is not a valid address"})
        if bad.email in "".join(body(request)["to"])
        else answer(200, QUEUED)
    )
    deliver(mailing, "mailgun")
    assert mailing.state == MailingState.SENT
    assert mailing.messages.filter(state=MessageState.SENT).count() == 39
    failed = mailing.messages.get(state=MessageState.FAILED)
    assert (failed.address, failed.attempts, failed.last_code) == (bad, 1, None)
    assert failed.last_reply == "refused by the provider (HTTP 400)"
    assert len(mailgun.requests) < 15
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("status", [400, 413, 422])
def test_content_that_is_refused_pauses_the_mailing_after_some_calls_and_blames_nobody(mailgun, status):
    mailgun.otherwise = lambda request: answer(status, {"message": "no"})
    mailing = _mailing(200)
    deliver(mailing, "mailgun")
    assert mailing.state == MailingState.PAUSED
    assert f"HTTP {status}" in mailing.pause_reason
    assert set(mailing.messages.values_list("state", "attempts", "claimant")) == {(MessageState.PENDING, 0, None)}
    assert len(mailgun.requests) < 20


def test_a_few_readers_that_are_refused_one_by_one_end_as_failed(mailgun):
    mailgun.otherwise = lambda request: answer(400, {"message": "no"})
    mailing = _mailing(3)
    deliver(mailing, "mailgun")
    assert mailing.state == MailingState.SENT
    assert _states(mailing) == [MessageState.FAILED] * 3


def test_a_worker_that_is_killed_in_the_middle_of_a_call_leaves_the_whole_call_uncertain(mailgun):
    mailing = _mailing(3)

    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    mailgun.before = kill
    run = WorkerRun.objects.create(mailing=mailing, host="here", pid=1, started_at=NOW, beat_at=NOW)
    desk = Desk(
        mailing=mailing,
        run=run,
        clock=lambda: NOW,
        deadline=NOW.max.replace(tzinfo=NOW.tzinfo),
        allowance=Allowance.of(mailing),
    )
    with pytest.raises(Killed):
        AnymailTransport(_backend("mailgun")).deliver(desk, Composer(mailing, now=NOW), connections=1)
    runs.abandon(run)
    sweeper.sweep(now=NOW)
    assert _states(mailing) == [MessageState.UNCERTAIN] * 3


def test_an_answer_that_comes_after_the_run_seemed_dead_still_counts(mailgun):
    mailing = _mailing(2)

    def sweep():
        claims.reclaim(alive_since=NOW + timedelta(seconds=1), now=NOW)
        assert _states(mailing) == [MessageState.UNCERTAIN] * 2

    mailgun.before = sweep
    deliver(mailing, "mailgun")
    assert list(mailing.messages.values_list("state", "attempts")) == [(MessageState.SENT, 1)] * 2


def test_pausing_during_a_call_leaves_the_next_call_unmade(mailgun, settings):
    settings.DELIVERY_API_BATCH = 2
    mailing = _mailing(4)
    mailgun.before = lambda: type(mailing).objects.filter(pk=mailing.pk).update(state=MailingState.PAUSED)
    deliver(mailing, "mailgun")
    assert _states(mailing) == [MessageState.SENT] * 2 + [MessageState.PENDING] * 2
    assert len(mailgun.requests) == 1


def _backend(name):
    return get_connection(f"anymail.backends.{name}.EmailBackend")


# Answers that differ from reader to reader --------------------------------------------------------------------------


def test_each_reader_is_settled_by_their_own_status(monkeypatch, settings):
    """Unisender Go tells the reasons of each; its 'invalid' alone is about the mailbox."""
    settings.ANYMAIL = {"UNISENDER_GO_API_KEY": "key", "UNISENDER_GO_API_URL": "https://go.example.org/api/v1/"}
    mailing = _mailing(6)
    emails = list(mailing.messages.order_by("pk").values_list("address__email", flat=True))
    failed = {
        emails[1]: "invalid",
        emails[2]: "permanent_unavailable",
        emails[3]: "temporary_unavailable",
        emails[4].upper(): "unsubscribed",
    }
    wire = Wire(
        monkeypatch, answer(200, {"status": "success", "job_id": "1", "emails": emails[:1], "failed_emails": failed})
    )
    deliver(mailing, "unisender_go")
    assert len(wire.requests) == 1
    assert _states(mailing) == ["sent", "failed", "failed", "deferred", "failed", "uncertain"]
    suppressed = Suppression.objects.get()
    assert suppressed.address_hash == mailing.messages.order_by("pk")[1].address.hash
    assert suppressed.reason == SuppressionReason.HARD_BOUNCE


def test_when_every_reader_is_refused_each_still_has_their_own_status(monkeypatch, settings):
    settings.ANYMAIL = {"UNISENDER_GO_API_KEY": "key", "UNISENDER_GO_API_URL": "https://go.example.org/api/v1/"}
    mailing = _mailing(2)
    emails = list(mailing.messages.order_by("pk").values_list("address__email", flat=True))
    failed = {emails[0]: "invalid", emails[1]: "unsubscribed"}
    Wire(monkeypatch, answer(200, {"status": "success", "emails": [], "failed_emails": failed}))
    deliver(mailing, "unisender_go")
    assert _states(mailing) == ["failed", "failed"]
    assert Suppression.objects.count() == 1


def test_mailjet_answers_for_each_reader_and_a_fault_of_all_is_not_blamed_on_them(monkeypatch, settings):
    settings.ANYMAIL = {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "secret"}
    fault = {"Status": "error", "Errors": [{"ErrorCode": "send-0008", "StatusCode": 403, "ErrorMessage": "no sender"}]}
    wire = Wire(monkeypatch, lambda request: answer(400, {"Messages": [fault] * len(body(request)["Messages"])}))
    mailing = _mailing(60)
    deliver(mailing, "mailjet")
    assert mailing.state == MailingState.PAUSED
    assert set(_states(mailing)) == {MessageState.PENDING}
    assert len(wire.requests[0].body) > 0


def test_mailjet_takes_some_and_not_the_others(monkeypatch, settings):
    settings.ANYMAIL = {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "secret"}

    def some(request):
        messages = body(request)["Messages"]
        taken = [
            {"Status": "success", "To": [{"Email": message["To"][0]["Email"], "MessageID": 1}]}
            for message in messages[1:]
        ]
        return answer(400, {"Messages": [{"Status": "error", "Errors": []}, *taken]})

    Wire(monkeypatch, some)
    mailing = _mailing(3)
    deliver(mailing, "mailjet")
    assert _states(mailing) == ["failed", "sent", "sent"]
    assert not Suppression.objects.exists()


def test_sparkpost_says_how_many_it_took_but_not_whom(monkeypatch, settings):
    settings.ANYMAIL = {"SPARKPOST_API_KEY": "key"}
    Wire(
        monkeypatch,
        answer(200, {"results": {"total_accepted_recipients": 2, "total_rejected_recipients": 1, "id": "1"}}),
    )
    mailing = _mailing(3)
    deliver(mailing, "sparkpost")
    assert _states(mailing) == [MessageState.UNCERTAIN] * 3
    assert mailing.messages.first().last_reply == "the provider did not say what became of it"


def test_a_status_in_boto_s_answer_is_read_too():
    def error(status):
        return AnymailAPIError("no", response={"Error": {}, "ResponseMetadata": {"HTTPStatusCode": status}})

    with pytest.raises(ProviderDown):
        raise_if_nothing_was_taken(error(429))
    with pytest.raises(Refused):
        raise_if_nothing_was_taken(error(400))
    raise_if_nothing_was_taken(error(500))
