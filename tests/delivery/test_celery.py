"""The doorbell rings for real: a Celery worker, Redis between, and no sweeper to help."""

import os
from collections import Counter

import pytest
import redis
from celery import Celery
from django.utils import timezone

from delivery import addresses, doorbell, ledger, mailings, one_off
from delivery.enums import MailingState, MessageState
from delivery.models import Mailing
from tests.delivery import celery_worker
from tests.delivery.processes import database_on_disk, eventually, python
from tests.factories.delivery import MailingFactory, UserFactory, content

READERS = 1500
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


def _approved_mailing(now):
    addresses.get_or_create_many(f"reader-{n}@example.org" for n in range(READERS))
    mailing = MailingFactory()
    mailings.set_audience(mailing, audience={"resolver": celery_worker.AUDIENCE}, words="Everybody", by=None)
    mailings.approve(mailing, by=UserFactory(), contents={"en": content()}, now=now)
    return mailing


@pytest.mark.long
@pytest.mark.servers
@pytest.mark.skipif(not (REDIS or os.environ.get("CI")), reason="TEST_REDIS_URL names no Redis")
def test_a_worker_prepares_and_delivers_and_one_off_mail_overtakes(committed_database, broker, smtp_server, tmp_path):
    command = ["-m", "celery", "-A", "tests.delivery.celery_worker", "worker", "--concurrency", "1", "-l", "WARNING"]
    with database_on_disk(tmp_path) as database:
        mailing = _approved_mailing(timezone.now())
        latecomer = addresses.get_or_create("latecomer@example.net")
        environment = {"CELERY_BROKER_URL": broker, "DATABASE_URL": database, "SMTP_URL": smtp_server.url()}
        with python(*command, **environment) as worker:
            mailings.start(mailing, by=None, now=timezone.now())
            assert eventually(lambda: smtp_server.caught)
            confirmation = one_off.send_content(
                content(),
                address=latecomer,
                purpose="subscription",
                title="Confirm",
                language="en",
                from_name="Unit",
                values={"name": "Bilal", "unsubscribe_url": "#", "preferences_url": "#"},
                now=timezone.now(),
            )
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
