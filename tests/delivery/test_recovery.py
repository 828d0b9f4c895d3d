"""A worker dies at any moment; afterwards nobody is lost, nobody got it twice, and who may have is known by name."""

from collections import Counter
from datetime import timedelta

import pytest

from delivery import conf, engine, ledger, sweeper
from delivery.enums import MailingState, MessageState
from delivery.models import WorkerRun
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport
from tests.delivery.conftest import HereAndNow, keep_connections
from tests.factories.delivery import NOW, approved_mailing, readers, start_and_prepare

LANES = 2


class KilledError(Exception):
    pass


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
    mailing = start_and_prepare(approved_mailing(readers(8)))
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
    assert account.messages[MessageState.SENT] + account.messages[MessageState.UNCERTAIN] == 8
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
