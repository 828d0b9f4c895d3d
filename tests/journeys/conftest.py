from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.cache import caches
from django.utils import timezone

from delivery import engine, preparing
from delivery.enums import MailingState
from delivery.models import Mailing
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport
from tests.delivery.conftest import HereAndNow
from tests.delivery.fakes import FakeSmtp


class PostOffice:
    """The workers and the mail server at the end of the line."""

    def __init__(self, server: FakeSmtp) -> None:
        self._server = server

    def work(self) -> list[EmailMessage]:
        """Do what the workers would, until nothing is left to do; return the mails that this brought out, in order."""
        before = len(self._server.caught)
        while mailing := Mailing.objects.filter(state__in=[MailingState.PREPARING, MailingState.SENDING]).first():
            if mailing.state == MailingState.PREPARING:
                preparing.prepare(mailing.pk, now=timezone.now())
            else:
                transport = SmtpTransport(SmtpConfig.from_url(self._server.url()), database=HereAndNow)
                engine.deliver(mailing.pk, transport=transport)
        return [message_from_bytes(mail.octets, policy=policy.default) for mail in self._server.caught[before:]]


@pytest.fixture
def post_office(db, monkeypatch) -> Iterator[PostOffice]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr("delivery.transports.smtp._close_connections", lambda: None)
    with FakeSmtp().in_thread() as server:
        yield PostOffice(server)


@pytest.fixture(autouse=True)
def fresh_throttle():
    """Forms are counted per hour in the cache: every story begins an hour of its own."""
    caches["shared"].clear()
