"""From "send" to a complete ledger: the audience frozen, every message marked and settled in a durable database.

The usual way, which keeps no ledger at all, sends the same mail in the same round.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from benchmarks.composing import TEXT, newsletter, usual_way
from benchmarks.harness import Report, Way, compare
from benchmarks.sink import HOST, Sink, running_sink
from delivery import addresses, audiences, engine, ledger, mailings, preparing
from delivery.audiences import Candidate
from delivery.enums import MailingState
from delivery.links import PersonalLinks
from delivery.models import Address, Mailing
from delivery.rendering import Content
from delivery.smtp import SmtpConfig
from delivery.transports import SmtpTransport

ROUNDS = 5
COUNT = 2000
FLOOR = 5.0
RESOLVER = "benchmarks.everybody"


def run() -> Report:
    """Measure; the promise is about as many connections as a worker opens unless told otherwise."""
    html = newsletter()
    PersonalLinks.for_language("en")  # a process reads the site's URLs once, and not for each mailing
    with _durable_database(), running_sink() as sink:
        addresses.get_or_create_many([f"reader{number}@example.org" for number in range(COUNT)])
        audiences.register(RESOLVER, _everybody)
        ours = "the engine with its ledger, four connections"
        measures = compare(
            [
                Way("a template and an EmailMultiAlternatives for each message", lambda: usual_way(sink, html)),
                Way("the engine with its ledger, one connection", lambda: _send(sink, html, connections=1)),
                Way(ours, lambda: _send(sink, html, connections=4)),
            ],
            rounds=ROUNDS,
        )
    about = f"{COUNT:,} readers on {connection.vendor}, from “send” to the complete ledger"
    return Report("engine", about, measures, floor=FLOOR, floor_of=ours)


@contextmanager
def _durable_database() -> Iterator[None]:
    """A database of its own, on disk: one in memory would be no ledger."""
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def _everybody(criteria: dict[str, object], purpose: str) -> Iterator[Candidate]:
    for pk in Address.objects.values_list("pk", flat=True).iterator():
        yield Candidate(contact_ref=str(pk), address_id=pk, language="en", values={"name": f"Reader {pk}"})


def _send(sink: Sink, html: str, *, connections: int) -> int:
    mailing, taken = _approved(html), sink.taken()
    engine.settings.SMTP_CONNECTIONS = connections
    config = SmtpConfig.from_url(f"smtp://{HOST}:{sink.port}")
    mailings.start(mailing, by=None, now=timezone.now())
    preparing.prepare(mailing.pk, now=timezone.now())
    while Mailing.objects.filter(pk=mailing.pk, state=MailingState.SENDING).exists():
        engine.deliver(mailing.pk, transport=SmtpTransport(config))
    count = ledger.count(Mailing.objects.get(pk=mailing.pk))
    assert count.balanced
    assert sink.taken() - taken == count.messages["sent"] == COUNT
    return COUNT


def _approved(html: str) -> Mailing:
    somebody, _ = get_user_model().objects.get_or_create(username="bench")
    mailing = mailings.draft(
        purpose="newsletter", title="Newsletter 33", default_language="en", from_name="Unit", by=somebody
    )
    mailings.set_audience(mailing, audience={"resolver": RESOLVER}, words="Everybody", by=somebody)
    content = Content(subject="Newsletter 33", html=html, text=TEXT)
    mailings.approve(mailing, by=somebody, contents={"en": content}, now=timezone.now())
    return mailing
