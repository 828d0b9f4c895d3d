"""What stops a mailing by itself, what starts it again, and what waits for a person."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from delivery import circuit, ledger, mailings, sweeper
from delivery.circuit import DELAYS, PATIENCE, Trouble
from delivery.enums import MailingState, MessageState
from delivery.exceptions import MoveRefused
from delivery.models import Event, Mailing, MailingContent
from delivery.signals import mailing_in_trouble
from delivery.smtp import ProviderDown
from tests.factories.delivery import NOW, MailingFactory, UserFactory, approved_mailing, readers, start_and_prepare

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
OUTAGE = Trouble("Nobody answers", heals=True)
FOR_A_PERSON = Trouble("The password is wrong", heals=False)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("delivery.doorbell._ring", lambda *_args, **_options: None)


@pytest.fixture
def told():
    """The mailings of which staff were told, each with the moment."""
    heard = []

    def hear(sender, *, mailing, now, **kwargs):
        heard.append((mailing.pk, now))

    mailing_in_trouble.connect(hear)
    yield heard
    mailing_in_trouble.disconnect(hear)


def _prepared(n=3, **fields):
    return start_and_prepare(approved_mailing(readers(n), **fields))


def _sending(**fields):
    return MailingFactory(state=MailingState.SENDING, **fields)


def _stands(mailing):
    mailing.refresh_from_db()
    return mailing.state, mailing.outages, mailing.resume_at


def test_an_outage_is_tried_again_by_itself_and_each_time_later(deliver, smtp_server):
    mailing = _prepared()
    smtp_server.on("greeting", "554 5.7.1 no service")
    now = NOW
    for outages, delay in enumerate([*DELAYS, DELAYS[-1]], start=1):
        deliver(mailing, clock=lambda now=now: now)
        assert _stands(mailing) == (MailingState.PAUSED, outages, now + delay)
        assert "no service" in mailing.pause_reason
        sweeper.sweep(now=now + delay - timedelta(seconds=1))
        assert _stands(mailing)[0] == MailingState.PAUSED
        now += delay
        sweeper.sweep(now=now)
        assert _stands(mailing) == (MailingState.SENDING, outages, None)
        assert mailing.pause_reason == ""
    assert mailing.messages.aggregate(spent=Sum("attempts"))["spent"] == 0
    assert not Event.objects.exists()


def test_a_message_that_is_accepted_ends_the_trouble(deliver, smtp_server):
    mailing = _prepared()
    smtp_server.on("greeting", "554 5.7.1 no service", times=6)
    deliver(mailing)
    sweeper.sweep(now=NOW + DELAYS[0])
    deliver(mailing, clock=lambda: NOW + DELAYS[0])
    assert mailing.outages == 2
    assert mailing.trouble_since == NOW
    sweeper.sweep(now=NOW + DELAYS[0] + DELAYS[1])
    deliver(mailing, clock=lambda: NOW + DELAYS[0] + DELAYS[1])
    assert _stands(mailing) == (MailingState.SENT, 0, None)
    assert mailing.trouble_since is None


@pytest.mark.parametrize(
    ("code", "heals"),
    [
        *((None, True), (421, True), (429, True), (454, True), (503, True), (554, True)),
        *((535, False), (530, False), (534, False), (550, False), (553, False), (401, False), (402, False)),
    ],
)
def test_what_time_does_not_heal_waits_for_a_person(code, heals):
    mailing = _sending()
    circuit.open_for(mailing, Trouble.of(ProviderDown("it says no", code)), now=NOW)
    assert _stands(mailing) == (MailingState.PAUSED, int(heals), NOW + DELAYS[0] if heals else None)
    sweeper.sweep(now=NOW + timedelta(days=7))
    assert _stands(mailing)[0] == (MailingState.SENDING if heals else MailingState.PAUSED)


def test_a_refused_password_waits_for_a_person(deliver, smtp_server):
    mailing = _prepared()
    smtp_server.on("mail", "530 5.7.0 authentication required")
    deliver(mailing)
    assert _stands(mailing) == (MailingState.PAUSED, 0, None)
    assert mailing.trouble_since == NOW


def test_refused_content_and_a_broken_approval_wait_for_a_person(deliver, smtp_server):
    spam, tampered = _prepared(20), _prepared(2)
    smtp_server.on("text", "554 5.7.1 looks like spam")
    MailingContent.objects.filter(mailing=tampered).update(html="<p>Something else</p>")
    for mailing in (spam, tampered):
        deliver(mailing)
        assert _stands(mailing) == (MailingState.PAUSED, 0, None)
        sweeper.sweep(now=NOW + timedelta(days=1))
        assert _stands(mailing)[0] == MailingState.PAUSED


def test_a_provider_may_ask_for_a_longer_time():
    mailing = _sending()
    down = ProviderDown("too many calls", 429, retry_after=20 * MINUTE)
    circuit.open_for(mailing, Trouble.of(down), now=NOW)
    assert mailing.resume_at == NOW + 20 * MINUTE


def test_a_provider_that_puts_off_everybody_opens_the_circuit_and_spends_nobodys_attempts(deliver, smtp_server):
    mailing = _prepared(60)
    smtp_server.on("rcpt", "451 4.7.28 unusual rate of mail from you")
    deliver(mailing)
    assert _stands(mailing) == (MailingState.PAUSED, 1, NOW + DELAYS[0])
    assert "unusual rate" in mailing.pause_reason
    account = ledger.count(mailing)
    assert account.balanced
    assert account.messages[MessageState.DEFERRED] < 40
    assert mailing.messages.aggregate(spent=Sum("attempts"))["spent"] == 0


def test_a_server_that_greylists_everybody_is_served_in_two_rounds(deliver, smtp_server):
    mailing = _prepared(60)
    smtp_server.on("rcpt", "450 4.7.1 Greylisted for 60 seconds", times=60)
    deliver(mailing)
    assert _stands(mailing) == (MailingState.SENDING, 0, None)
    deliver(mailing, clock=lambda: NOW + timedelta(hours=1))
    assert _stands(mailing) == (MailingState.SENT, 0, None)
    assert len(smtp_server.caught) == 60


def test_a_server_that_closes_after_some_messages_is_no_outage(
    deliver, smtp_server, settings, django_capture_on_commit_callbacks
):
    settings.SMTP_CONNECTIONS = 1
    mailing = _prepared(6)
    smtp_server.on("mail", "421 4.7.0 too many messages in this session", skip=2, times=1)
    with django_capture_on_commit_callbacks() as callbacks:
        deliver(mailing)
    assert _stands(mailing) == (MailingState.SENDING, 0, None)
    assert [(bell.args, bell.keywords) for bell in callbacks] == [
        (("delivery.tasks.deliver", mailing.pk), {"after": timedelta(seconds=5)})
    ]
    deliver(mailing)
    assert mailing.state == MailingState.SENT
    assert len(smtp_server.caught) == 6


def test_a_persons_pause_never_ends_by_itself():
    mailing = _sending()
    mailings.pause(mailing, reason="Wrong picture", by=UserFactory())
    sweeper.sweep(now=NOW + timedelta(days=7))
    assert _stands(mailing) == (MailingState.PAUSED, 0, None)


def test_a_person_may_keep_what_would_be_tried_again():
    mailing = _sending()
    circuit.open_for(mailing, OUTAGE, now=NOW)
    mailings.pause(mailing, reason="Let us wait for the ministry", by=UserFactory())
    assert mailing.pause_reason == "Let us wait for the ministry"
    sweeper.sweep(now=NOW + timedelta(days=7))
    assert _stands(mailing) == (MailingState.PAUSED, 1, None)
    with pytest.raises(MoveRefused):
        mailings.pause(mailing, reason="Again", by=UserFactory())


def test_a_person_may_resume_early():
    mailing = _prepared()
    circuit.open_for(mailing, OUTAGE, now=NOW)
    mailings.resume(mailing, by=UserFactory())
    assert _stands(mailing) == (MailingState.SENDING, 1, None)
    circuit.open_for(mailing, OUTAGE, now=NOW)
    assert _stands(mailing) == (MailingState.PAUSED, 2, NOW + DELAYS[1])


def test_what_is_cancelled_meanwhile_stays_cancelled():
    mailing = _prepared()
    circuit.open_for(mailing, OUTAGE, now=NOW)
    mailings.cancel(mailing, by=UserFactory(), now=NOW)
    sweeper.sweep(now=NOW + timedelta(days=7))
    assert _stands(mailing) == (MailingState.CANCELLED, 1, None)
    assert ledger.count(mailing).messages[MessageState.SKIPPED] == 3


def test_of_two_runs_that_find_the_provider_down_one_counts():
    mailing = _sending()
    same = Mailing.objects.get(pk=mailing.pk)
    circuit.open_for(mailing, OUTAGE, now=NOW)
    circuit.open_for(same, OUTAGE, now=NOW + MINUTE)
    assert _stands(mailing) == (MailingState.PAUSED, 1, NOW + DELAYS[0])


def test_a_run_that_had_mail_accepted_does_not_undo_what_another_found():
    mailing = _sending(outages=1, trouble_since=NOW)
    same = Mailing.objects.get(pk=mailing.pk)
    circuit.open_for(mailing, OUTAGE, now=NOW)
    circuit.close_for(same)
    assert _stands(mailing) == (MailingState.PAUSED, 2, NOW + DELAYS[1])


def test_staff_are_told_once_when_an_outage_lasts(told):
    mailing = _prepared()
    now = NOW
    while now < NOW + timedelta(hours=3):
        sweeper.sweep(now=now)
        if _stands(mailing)[0] == MailingState.SENDING:
            circuit.open_for(mailing, OUTAGE, now=now)
        now += MINUTE
    assert told == [(mailing.pk, NOW + PATIENCE)]


def test_staff_are_not_told_of_a_short_outage(told):
    mailing = _prepared()
    circuit.open_for(mailing, OUTAGE, now=NOW)
    sweeper.sweep(now=NOW + DELAYS[0])
    mailing.refresh_from_db()
    circuit.close_for(mailing)
    mailings.pause(mailing, reason="Lunch", by=UserFactory())
    sweeper.sweep(now=NOW + timedelta(hours=3))
    assert told == []


def test_staff_are_told_at_once_of_what_waits_for_them_and_again_after_somebody_acted(told):
    mailing = _prepared()
    for at in (NOW, NOW + MINUTE):
        circuit.open_for(mailing, FOR_A_PERSON, now=at)
        sweeper.sweep(now=at)
        sweeper.sweep(now=at)
        mailings.resume(mailing, by=UserFactory())
    assert told == [(mailing.pk, NOW), (mailing.pk, NOW + MINUTE)]


def test_a_telling_that_failed_is_tried_again_and_keeps_nobody_from_work(told, caplog):
    broken, other = _prepared(), _prepared()
    for mailing in (broken, other):
        circuit.open_for(mailing, FOR_A_PERSON, now=NOW)

    def fails(sender, *, mailing, **kwargs):
        if mailing.pk == broken.pk:
            raise ConnectionError

    mailing_in_trouble.connect(fails)
    try:
        sweeper.sweep(now=NOW)
    finally:
        mailing_in_trouble.disconnect(fails)
    assert (other.pk, NOW) in told
    assert "circuit.staff_not_told" in [record.message for record in caplog.records]
    sweeper.sweep(now=NOW + MINUTE)
    assert (broken.pk, NOW + MINUTE) in told
    assert len(told) == 3  # the listener that did not fail heard the first attempt too
