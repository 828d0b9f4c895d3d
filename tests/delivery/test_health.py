import socket
from datetime import timedelta

import pytest
import time_machine
from celery import Celery

from delivery import doorbell, health
from delivery.models import Message
from tests.factories.delivery import NOW, sending_mailing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def test_all_is_well(client):
    health.beat(now=NOW - timedelta(seconds=59))
    sending_mailing(1)
    response = client.get("/health/")
    assert response.status_code == 200
    body = response.json()
    assert body["healthy"]
    assert set(body["checks"]) == {"database", "broker", "worker", "oldest_due_message"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("silence", [None, 61])
def test_a_silent_worker_is_unhealthy(client, silence):
    if silence:
        health.beat(now=NOW - timedelta(seconds=silence))
    response = client.get("/health/")
    assert response.status_code == 503
    assert not response.json()["checks"]["worker"]["healthy"]


def test_a_message_that_waits_too_long_is_unhealthy(client):
    health.beat(now=NOW)
    sending_mailing(2)
    Message.objects.update(due_at=NOW - timedelta(hours=1))
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["oldest_due_message"] == {"healthy": False, "detail": "due for 3600 s"}


def test_a_large_mailing_that_takes_its_time_is_healthy(client):
    health.beat(now=NOW)
    sent, _waiting = sending_mailing(2).messages.all()
    Message.objects.update(due_at=NOW - timedelta(hours=1))
    Message.objects.filter(pk=sent.pk).update(state="sent", settled_at=NOW - timedelta(minutes=1))
    assert client.get("/health/").status_code == 200
    Message.objects.filter(pk=sent.pk).update(settled_at=NOW - timedelta(minutes=20))
    assert client.get("/health/").status_code == 503


def test_a_broker_that_is_away_is_unhealthy_and_its_password_stays_secret(client, monkeypatch):
    health.beat(now=NOW)
    monkeypatch.setattr("celery.current_app.conf.broker_url", "redis://:secret@127.0.0.1:1/0")
    monkeypatch.setattr("celery.current_app.conf.broker_read_url", None)
    monkeypatch.setattr("celery.current_app.conf.broker_write_url", "redis://:secret@127.0.0.1:1/0")
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == {"healthy": False, "detail": "no answer"}
    assert b"secret" not in response.content


def test_a_broker_that_never_answers_is_given_up(monkeypatch, settings, django_capture_on_commit_callbacks):
    patience = dict.fromkeys(settings.CELERY_BROKER_TRANSPORT_OPTIONS, 0.2)
    assert {"socket_timeout", "socket_connect_timeout"} <= set(patience)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        app = Celery(broker=url, broker_transport_options=patience, set_as_current=False)
        monkeypatch.setattr(health, "current_app", app)
        monkeypatch.setattr(doorbell, "current_app", app)
        assert not health.check(now=NOW)["broker"].healthy
        with django_capture_on_commit_callbacks(execute=True) as bells:
            doorbell.ring("deliver", 1)  # no error comes of it: the sweeper rings again
    assert len(bells) == 1


def test_asking_changes_nothing(client):
    assert client.post("/health/").status_code == 405
