"""What segments ask about opened mail is kept by address, and is what the ledgers say."""

import datetime

import pytest
from django.conf import settings

from delivery.enums import EventKind, MailingKind, MailingState, MessageState
from delivery.models import Event
from stakeholders import engagement
from stakeholders.models import Engagement
from tests.factories.delivery import AddressFactory, MailingFactory, MessageFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)


def ago(days: int) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


def mail(address, days, *, news=(), state=MessageState.SENT, **mailing):
    """Let a mailing of `days` ago reach `address`; `news` are (kind, days ago)."""
    facts = {"state": MailingState.SENT, "finished_at": ago(days)} | mailing
    message = MessageFactory(mailing=MailingFactory(**facts), address=address, state=state, settled_at=ago(days))
    for kind, then in news:
        Event.objects.create(message=message, kind=kind, at=ago(then))
    return message


def kept(now=NOW):
    engagement.refresh(now=now)
    return {
        row.address.email: (
            row.mailed_at and (NOW - row.mailed_at).days,
            row.answered_at and (NOW - row.answered_at).days,
        )
        for row in Engagement.objects.select_related("address")
    }


def test_the_latest_mail_and_the_latest_answer_are_kept_for_each_address():
    amina, bilal = AddressFactory(email="amina@example.org"), AddressFactory(email="bilal@example.org")
    mail(amina, 60, news=[(EventKind.OPENED, 59), (EventKind.CLICKED, 40)])
    mail(amina, 30, news=[(EventKind.BOUNCED, 30), (EventKind.DELIVERED, 30)])
    mail(bilal, 30)
    assert kept() == {"amina@example.org": (30, 40), "bilal@example.org": (30, None)}


def test_what_came_since_is_added_and_what_is_older_changes_nothing():
    amina = AddressFactory(email="amina@example.org")
    mail(amina, 30, news=[(EventKind.OPENED, 29)])
    assert kept() == {"amina@example.org": (30, 29)}
    late = mail(amina, 30)  # a worker's transaction that ended after we looked
    Event.objects.create(message=late, kind=EventKind.OPENED, at=ago(35))
    assert kept() == {"amina@example.org": (30, 29)}
    mail(amina, 2, news=[(EventKind.CLICKED, 1)])
    assert kept() == {"amina@example.org": (2, 1)}


def test_twice_is_as_once():
    mail(AddressFactory(email="amina@example.org"), 30, news=[(EventKind.OPENED, 29)])
    assert kept() == kept() == kept()


def test_one_off_mail_failed_mail_and_a_mailing_that_goes_on_say_nothing():
    address = AddressFactory(email="amina@example.org")
    mail(address, 10, kind=MailingKind.ONE_OFF, news=[(EventKind.OPENED, 9)])
    mail(address, 10, state=MessageState.FAILED)
    running = mail(address, 10, finished_at=None)
    running.mailing.state = MailingState.SENDING
    running.mailing.save()
    assert kept() == {}


def test_nothing_is_kept_longer_than_one_may_ask_about():
    mail(AddressFactory(email="amina@example.org"), 300, news=[(EventKind.OPENED, 280)])
    assert kept() == {"amina@example.org": (300, 280)}
    assert kept(now=NOW + datetime.timedelta(days=70)) == {"amina@example.org": (300, 280)}  # its opening still counts
    assert kept(now=NOW + datetime.timedelta(days=100)) == {}


def test_beat_sees_to_it_where_newsletters_are_sent():
    entry = settings.CELERY_BEAT_SCHEDULE["refresh-engagement"]
    assert entry["task"] == "stakeholders.tasks.refresh_engagement"
    assert settings.CELERY_TASK_ROUTES[entry["task"]] == {"queue": "bulk"}
