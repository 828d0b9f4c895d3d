"""A provider's API without a network: answers at the adapter of `requests`, and keeps what was asked."""

import json
from urllib.parse import parse_qs

import requests
from django.core.mail import get_connection
from requests.adapters import HTTPAdapter

from delivery import engine, ledger
from delivery.transports import AnymailTransport
from tests.factories.delivery import NOW


class Wire:
    """Gives `answers` in turn, and then `otherwise`: an answer is an exception, or what `answer` returns."""

    def __init__(self, monkeypatch, otherwise):
        self.answers = []
        self.otherwise = otherwise
        self.requests = []
        self.before = lambda: None  # called while the call is under way
        monkeypatch.setattr(HTTPAdapter, "send", lambda adapter, request, **options: self._send(request))

    def _send(self, request):
        self.requests.append(request)
        self.before()
        answer = self.answers.pop(0) if self.answers else self.otherwise
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        answer.request, answer.url = request, request.url
        return answer

    @property
    def bodies(self):
        """What was asked: forms as dictionaries of lists, JSON as it is."""
        return [body(request) for request in self.requests]


def body(request):
    if request.headers.get("Content-Type") == "application/x-www-form-urlencoded":
        return parse_qs(request.body, keep_blank_values=True)
    return json.loads(request.body)


def answer(status, body=None, headers=None):
    response = requests.Response()
    response.status_code = status
    response._content = b"" if body is None else json.dumps(body).encode()
    response.headers.update({"Content-Type": "application/json", **(headers or {})})
    return response


def deliver(mailing, backend, clock=lambda: NOW):
    """Deliver with one of anymail's backends; the ledger must balance afterwards."""
    transport = AnymailTransport(get_connection(f"anymail.backends.{backend}.EmailBackend"))
    engine.deliver(mailing.pk, transport=transport, clock=clock)
    mailing.refresh_from_db()
    assert ledger.count(mailing).balanced
