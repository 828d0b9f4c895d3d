"""Every outcome but "sent" leaves an event, in the transaction that writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from delivery import claims, events, retry
from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message, WorkerRun
from tests.delivery.fakes import Do
from tests.factories.delivery import NOW, approved_mailing, readers, sending_mailing, start_and_prepare

pytestmark = pytest.mark.django_db


def _prepared(n):
    return start_and_prepare(approved_mailing(readers(n)))


def _told():
    fields = ("message_id", "kind", "at", "source", "permanent", "code", "detail")
    return list(Event.objects.order_by("pk").values_list(*fields))


def test_what_is_sent_leaves_no_event_and_costs_no_query_more(deliver):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        deliver(_prepared(5))
    assert _told() == []
    assert not [query for query in queries if "delivery_event" in query["sql"]]


def test_a_deferral_a_refusal_and_an_uncertainty_are_told_with_the_servers_words(deliver, smtp_server, settings):
    settings.SMTP_CONNECTIONS = 1
    mailing = _prepared(4)
    rows = list(mailing.messages.order_by("pk").select_related("address"))
    for row, stage, action in zip(
        rows,
        ["rcpt", "rcpt", "text", "text"],
        ["451 4.7.1 greylisted, (address) too", "550 5.1.1 no such user", "554 looks like spam", Do.DROP],
        strict=True,
    ):
        smtp_server.on(stage, action, address=row.address.email)
    deliver(mailing)
    assert _told() == [
        (rows[0].pk, EventKind.DEFERRED, NOW, "smtp", False, "4.7.1", "4.7.1 greylisted, (address) too"),
        (rows[1].pk, EventKind.REFUSED, NOW, "smtp", True, "5.1.1", "5.1.1 no such user"),
        (rows[2].pk, EventKind.REFUSED, NOW, "smtp", False, "554", "looks like spam"),
        (rows[3].pk, EventKind.UNCERTAIN, NOW, "smtp", False, "", "the server closed the connection"),
    ]


def test_each_attempt_that_was_put_off_is_told(deliver, smtp_server):
    mailing = _prepared(1)
    smtp_server.on("rcpt", "451 4.2.1 busy", times=2)
    now = NOW
    for delay in (*retry.DELAYS[:2], timedelta()):
        deliver(mailing, clock=lambda now=now: now)
        now += delay
    assert [(kind, code) for _pk, kind, _at, _source, _permanent, code, _detail in _told()] == [
        (EventKind.DEFERRED, "4.2.1"),
        (EventKind.DEFERRED, "4.2.1"),
    ]
    assert mailing.messages.get().state == MessageState.SENT


def test_a_provider_that_is_down_is_no_event_of_anybody(deliver, smtp_server):
    smtp_server.on("greeting", "554 go away")
    deliver(_prepared(3))
    assert _told() == []


def test_an_outcome_is_not_written_without_its_event(deliver, smtp_server, monkeypatch):
    mailing = _prepared(1)
    smtp_server.on("rcpt", "451 4.7.1 later", times=1)

    def fails(*args, **kwargs):
        raise IntegrityError("no room for events")

    monkeypatch.setattr(Event.objects, "bulk_create", fails)
    with pytest.raises(BaseExceptionGroup):
        deliver(mailing)
    assert mailing.messages.get().state == MessageState.PENDING


def test_what_a_dead_worker_had_on_the_wire_is_told_once():
    mailing = sending_mailing(3)
    run = WorkerRun.objects.create(mailing=mailing, host="w", pid=1, started_at=NOW, beat_at=NOW)
    held = claims.claim(mailing, claimant=run.pk, limit=3, now=NOW)
    marks = [claims.Entry(message.id, MessageState.SENDING) for message in held[:2]]
    claims.write(marks, claimant=run.pk, now=NOW)
    later = NOW + timedelta(minutes=5)
    for _twice in range(2):
        claims.reclaim(alive_since=NOW + timedelta(seconds=1), now=later)
    assert _told() == [
        (message.id, EventKind.UNCERTAIN, later, events.OF_THE_ENGINE, False, "", events.TEXT_LEFT_WITHOUT_ANSWER)
        for message in held[:2]
    ]
    assert set(Message.objects.filter(state=MessageState.UNCERTAIN).values_list("attempts", flat=True)) == {1}
