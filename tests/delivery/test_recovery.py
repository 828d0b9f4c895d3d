"""A worker dies at any moment; afterwards nobody is lost, nobody got it twice, and who may have is known by name."""

import gc
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from delivery import conf, engine, ledger, sweeper
from delivery.enums import MailingState, MessageState
from delivery.models import Message, WorkerRun
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport
from tests.delivery.conftest import HereAndNow, keep_connections
from tests.delivery.fakes import Do
from tests.delivery.processes import database_on_disk, eventually, python
from tests.factories.delivery import NOW, approved_mailing, readers, start_and_prepare

LANES = 2
MESSAGES = 16


class KilledError(Exception):
    pass


@pytest.fixture(autouse=True)
def _buried():
    """Clear away what is left of killed workers: their tasks complain when they are, wherever that happens to be."""
    yield
    gc.collect()


class Dying(HereAndNow):
    """The database thread of a worker that is killed at its nth call, before or after the database has done it."""

    def __init__(self, calls, *, after):
        super().__init__()
        self.calls = calls
        self.after = after

    def submit(self, fn, /, *args, **kwargs):
        if fn is keep_connections:
            return super().submit(fn)
        self.calls -= 1
        if self.calls > 0:
            return super().submit(fn, *args, **kwargs)
        if self.calls == 0 and self.after:
            super().submit(fn, *args, **kwargs)
        raise KilledError


@pytest.mark.django_db
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("calls", range(1, 11))
def test_a_worker_is_killed_at_any_write(monkeypatch, deliver, smtp_server, settings, calls, after):
    settings.SMTP_CONNECTIONS = LANES
    mailing = start_and_prepare(approved_mailing(readers(MESSAGES)))
    with monkeypatch.context() as death:
        death.setattr(engine, "_end", lambda run: None)  # the dead tidy nothing up
        with pytest.raises(ExceptionGroup) as dead:
            deliver(mailing, database=lambda: Dying(calls, after=after))
    assert dead.value.subgroup(KilledError)
    assert WorkerRun.objects.count() == 1
    assert ledger.count(mailing).balanced

    later = NOW + conf.lease() + timedelta(seconds=1)
    sweeper.sweep(now=later)
    deliver(mailing, clock=lambda: later)
    sweeper.sweep(now=later)

    account = ledger.count(mailing)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT
    assert account.balanced
    assert account.messages[MessageState.SENT] + account.messages[MessageState.UNCERTAIN] == MESSAGES
    assert account.messages[MessageState.UNCERTAIN] <= LANES
    got = Counter(smtp_server.recipients)
    assert set(got.values()) <= {1}
    sent = set(mailing.messages.filter(state=MessageState.SENT).values_list("address__email", flat=True))
    assert sent <= set(got)


def test_with_threads_and_connections_of_its_own(committed_database, smtp_server, settings):
    settings.DELIVERY_BEAT_SECONDS = 0.01
    mailing = start_and_prepare(approved_mailing(readers(60)))
    engine.deliver(mailing.pk, transport=SmtpTransport(SmtpConfig.from_url(smtp_server.url())))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT
    assert len(set(smtp_server.recipients)) == len(smtp_server.recipients) == 60
    assert ledger.count(mailing).messages[MessageState.SENT] == 60
    assert not WorkerRun.objects.exists()


# A real process, and SIGKILL, on a durable database.

CONNECTIONS = 4
READERS = 240
WORKER = """
import sys, django
django.setup()
from delivery import engine
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport
engine.deliver(int(sys.argv[1]), transport=SmtpTransport(SmtpConfig.from_url(sys.argv[2])))
"""


@pytest.fixture
def mailing(committed_database, tmp_path):
    with database_on_disk(tmp_path) as url:
        now = timezone.now()
        mailing = start_and_prepare(approved_mailing(readers(READERS), now=now), now=now)
        mailing.database_url = url
        yield mailing


def _kill_a_worker_when(condition, mailing, server):
    """Returns only when the worker died of the signal, and not of anything else, nor finished before."""
    environment = {"DATABASE_URL": mailing.database_url, "SMTP_CONNECTIONS": str(CONNECTIONS)}
    with python("-c", WORKER, str(mailing.pk), server.url(), **environment) as worker:
        assert eventually(lambda: condition() or worker.poll() is not None)
        worker.kill()
        assert worker.wait() == -signal.SIGKILL


def _recover(mailing, server):
    later = timezone.now() + conf.lease() + timedelta(seconds=1)
    sweeper.sweep(now=later)
    engine.deliver(mailing.pk, transport=SmtpTransport(SmtpConfig.from_url(server.url())), clock=lambda: later)
    mailing.refresh_from_db()


@pytest.mark.long
@pytest.mark.parametrize("stage", ["text", "mail", "in full flight"])
def test_nobody_is_lost_nobody_gets_it_twice_and_who_may_have_it_is_known_by_name(mailing, smtp_server, stage):
    if stage == "in full flight":
        _kill_a_worker_when(lambda: len(smtp_server.caught) >= READERS // 3, mailing, smtp_server)
    else:
        # After some messages the server falls silent on every connection: to the final dot, or to the envelope that
        # came in one group with the text before it, whose "250" the worker then knows and has not written.
        smtp_server.on(stage, Do.NOTHING, times=CONNECTIONS, skip=READERS // 3)
        _kill_a_worker_when(lambda: smtp_server.silences == CONNECTIONS, mailing, smtp_server)
    assert ledger.count(mailing).balanced
    on_the_wire = set(Message.objects.filter(state=MessageState.SENDING).values_list("address__email", flat=True))
    assert len(on_the_wire) <= CONNECTIONS
    if stage == "text":
        assert len(on_the_wire) == CONNECTIONS

    _recover(mailing, smtp_server)

    account = ledger.count(mailing)
    assert mailing.state == MailingState.SENT
    assert account.balanced
    assert account.messages[MessageState.SENT] + account.messages[MessageState.UNCERTAIN] == READERS
    uncertain = set(Message.objects.filter(state=MessageState.UNCERTAIN).values_list("address__email", flat=True))
    assert uncertain == on_the_wire
    got = Counter(smtp_server.recipients)
    assert set(got.values()) == {1}
    sent = set(Message.objects.filter(state=MessageState.SENT).values_list("address__email", flat=True))
    assert sent <= set(got)
    assert set(got) - sent <= uncertain
