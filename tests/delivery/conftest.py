from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from delivery import audiences, engine
from delivery.models import (
    Address,
    Event,
    Exclusion,
    GrantedMinute,
    Mailing,
    MailingContent,
    Message,
    SendingLimits,
    Suppression,
    WorkerRun,
)
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport
from tests.delivery.fakes import FakeSmtp
from tests.factories.delivery import NOW


@pytest.fixture(autouse=True)
def _audiences_of_this_test(monkeypatch):
    monkeypatch.setattr(audiences, "_resolvers", dict(audiences._resolvers))


@pytest.fixture
def _mail_templates(settings):
    templates = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], templates]}]


class HereAndNow(Executor):
    """Runs everything at once in the caller's thread, and over the test's connection, so in its transaction."""

    def __init__(self):
        self._connection = connections["default"]

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        connections["default"] = self._connection  # a running loop has connections of its own otherwise
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def keep_connections():
    """Closing the test's connection would end its transaction."""


@pytest.fixture
def smtp_server():
    with FakeSmtp().in_thread() as server:
        yield server


@pytest.fixture
def deliver(monkeypatch, smtp_server):
    """Deliver a mailing to `smtp_server`, in the test's own transaction."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr("delivery.transports.smtp._close_connections", keep_connections)

    def deliver(mailing, *, clock=lambda: NOW, database=HereAndNow):
        transport = SmtpTransport(SmtpConfig.from_url(smtp_server.url()), database=database)
        engine.deliver(mailing.pk, transport=transport, clock=clock)
        mailing.refresh_from_db()

    return deliver


# What a test leaves behind, in the order in which it can be deleted.
_COMMITTED = (
    *(Event, Message, Exclusion, MailingContent, WorkerRun, Mailing, Suppression, Address),
    *(SendingLimits, GrantedMinute),
)


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """Replace pytest-django's own, which empties every table. By this name it knows that a database is to be made."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def committed_database(transactional_db):
    """The database without a transaction around the test, for what has connections of its own; tidied up by hand."""
    yield
    for model in _COMMITTED:
        model.objects.all().delete()
    get_user_model().objects.filter(username__startswith="approver-").delete()
