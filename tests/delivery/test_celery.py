"""The doorbell rings for real: a Celery worker, Redis between, and no sweeper to help."""

import os
from collections import Counter
from contextlib import ExitStack

import pytest
import redis
from celery import Celery
from django.db import connection
from django.utils import timezone

from delivery import addresses, doorbell, ledger, mailings, one_off
from delivery.enums import MailingState, MessageState
from delivery.models import Mailing, WorkerRun
from tests.delivery import celery_worker
from tests.delivery.fakes import Do
from tests.delivery.processes import database_on_disk, eventually, python
from tests.factories.delivery import MailingFactory, UserFactory, content

READERS = 800
REDIS = os.environ.get("TEST_REDIS_URL", "")


@pytest.fixture
def broker(monkeypatch):
    """Redis, with this process as one that rings."""
    assert REDIS, "CI sets TEST_REDIS_URL"
    queues = redis.Redis.from_url(REDIS)
    queues.delete("fast", "bulk")
    app = Celery("tests", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.update(broker_url=REDIS, broker_read_url=REDIS, broker_write_url=REDIS)
    monkeypatch.setattr(doorbell, "current_app", app)
    yield REDIS
    app.close()
    queues.delete("fast", "bulk")
    queues.close()


def _approved_mailing(now, readers=READERS):
    addresses.get_or_create_many(f"reader-{n}@example.org" for n in range(readers))
    mailing = MailingFactory()
    mailings.set_audience(mailing, audience={"resolver": celery_worker.AUDIENCE}, words="Everybody", by=None)
    mailings.approve(mailing, by=UserFactory(), contents={"en": content()}, now=now)
    return mailing


def _confirm(address):
    return one_off.send_content(
        content(),
        address=address,
        purpose="subscription",
        title="Confirm",
        language="en",
        from_name="Unit",
        values={"name": "Bilal", "unsubscribe_url": "#", "preferences_url": "#"},
        now=timezone.now(),
    )


def _over_redis(test):
    """Mark a test that takes seconds, with a Redis between."""
    no_redis = not (REDIS or os.environ.get("CI"))
    return pytest.mark.long(
        pytest.mark.servers(pytest.mark.skipif(no_redis, reason="TEST_REDIS_URL names no Redis")(test))
    )


@_over_redis
def test_a_worker_prepares_and_delivers_and_one_off_mail_overtakes(committed_database, broker, smtp_server, tmp_path):
    command = ["-m", "celery", "-A", "tests.delivery.celery_worker", "worker", "--concurrency", "1", "-l", "WARNING"]
    smtp_server.hesitation = 0.02  # bulk mail takes several runs, however fast the machine
    with database_on_disk(tmp_path) as database:
        mailing = _approved_mailing(timezone.now())
        latecomer = addresses.get_or_create("latecomer@example.net")
        environment = {"CELERY_BROKER_URL": broker, "DATABASE_URL": database, "SMTP_URL": smtp_server.url()}
        with python(*command, **environment) as worker:
            mailings.start(mailing, by=None, now=timezone.now())
            assert eventually(lambda: smtp_server.caught)
            confirmation = _confirm(latecomer)
            ours = Mailing.objects.filter(pk__in=[mailing.pk, confirmation.mailing_id])
            assert eventually(lambda: set(ours.values_list("state", flat=True)) == {MailingState.SENT})
            worker.terminate()
            assert worker.wait() == 0
        mailing.refresh_from_db()
        account = ledger.count(mailing)
        assert account.balanced
        assert account.messages[MessageState.SENT] == mailing.prepared == READERS + 1
        # The latecomer is in the audience as well, and once more for the one-off mail, which came while bulk waited.
        assert Counter(Counter(smtp_server.recipients).values()) == {1: READERS, 2: 1}
        assert "latecomer@example.net" in smtp_server.recipients[: READERS - 200]


@_over_redis
def test_one_off_mail_leaves_while_bulk_runs_hang_and_the_broker_is_full_of_doorbells(
    committed_database, broker, smtp_server, tmp_path
):
    worker = ("-m", "celery", "-A", "tests.delivery.celery_worker", "worker", "-l", "WARNING")
    with database_on_disk(tmp_path) as database, ExitStack() as processes:
        # As deployed: a worker of its own for the fast queue. On SQLite there is one worker, as in the demo: two
        # processes, of which one run of bulk mail at a time takes but one.
        several = connection.vendor == "postgresql"
        workers = [("-c", "2", "-Q", "bulk,fast", "-n", "bulk"), ("-c", "1", "-Q", "fast", "-n", "fast")]
        slow = [_approved_mailing(timezone.now(), readers=10) for _ in range(2)]
        for n in range(8):
            smtp_server.on("rcpt", Do.NOTHING, address=f"reader-{n}@example.org")
        latecomer = addresses.get_or_create("latecomer@example.net")
        environment = {"CELERY_BROKER_URL": broker, "DATABASE_URL": database, "SMTP_URL": smtp_server.url()}
        for mailing in slow:
            mailings.start(mailing, by=None, now=timezone.now())
        for options in workers if several else [("-c", "2")]:
            processes.enter_context(python(*worker, *options, **environment))
        assert eventually(lambda: smtp_server.silences >= 4)  # every connection of a run waits for an answer
        for mailing in slow:
            doorbell.ring("deliver", mailing.pk, times=300)
        confirmation = _confirm(latecomer)
        assert eventually(lambda: Mailing.objects.get(pk=confirmation.mailing_id).state == MailingState.SENT)
        assert "latecomer@example.net" in smtp_server.recipients
        alive = WorkerRun.objects.filter(mailing__in=slow)
        assert several or alive.count() == 1
