"""How long a confirmation takes while a newsletter to very many goes out, by the workers of deploy/compose.yaml."""

import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median

from django.utils import timezone

from benchmarks import letters, readers
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS
from benchmarks.report import Figure, Promise, Report
from benchmarks.tools import POSTFIX, why_not
from benchmarks.workers import approved, crew, somebody
from delivery import addresses, mailings, one_off
from delivery.enums import MailingState, MessageState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing, Message
from delivery.rendering import Content

_MAILS = 20
_EVERY, _EVERY_QUICK = 1.7, 0.4  # seconds: no divisors of the length of a run
_PROCESSES = 2  # of the worker for newsletters
_PATIENCE = 120  # seconds, after which a mail counts as lost
_LONGEST = 10  # seconds


def run(bench: Bench) -> list[Report]:
    """Measure from the call that a page makes to the server's acceptance."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    for database, needs in NEEDS.items():
        worst = None
        if reason := why_not((POSTFIX, *needs)):
            skipped.append(f"{database}: {reason}")
        else:
            freezing, sending = _latencies(bench, database)
            worst = max(sending, default=None)
            figures += _figures(f"{database}, while the audience is frozen", freezing)
            figures += _figures(f"{database}, while the newsletter goes out", sending)
        promises.append(Promise(words=f"{database}, seconds, while it goes out", value=worst, at_most=_LONGEST))
    about = f"one-off mails, from request to acceptance, while {bench.scale.huge:,} readers get a newsletter"
    report = Report(
        name="one_off", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped)
    )
    return [report]


def _figures(name: str, latencies: list[float]) -> list[Figure]:
    if not latencies:
        return []
    return [
        Figure(f"{name}: median of {len(latencies)}", median(latencies), "s"),
        Figure(f"{name}: worst", max(latencies), "s"),
    ]


def _latencies(bench: Bench, name: str) -> tuple[list[float], list[float]]:
    """Return the seconds of the mails asked for while the audience was frozen, and while the newsletter went out."""
    database = bench.database(name, readers_up_to=bench.scale.huge)
    with crew(bench, database, bench.sink, workers=1, processes=_PROCESSES, fast_worker=True):
        mailing = approved(readers.audience(bench.scale.huge, bench.scale.sizes))
        mailings.start(mailing, by=None, now=timezone.now())
        every = _EVERY_QUICK if bench.scale.quick else _EVERY
        freezing = _ask(lambda: _state(mailing) == MailingState.PREPARING, every=every)
        sending = _ask(lambda: _state(mailing) == MailingState.SENDING, every=every)
        with suppress(MoveRefused):  # it has ended by itself
            mailings.cancel(mailing, by=somebody(), now=timezone.now())
        return [_accepted(*mail) for mail in freezing], [_accepted(*mail) for mail in sending]


def _ask(going_on: Callable[[], bool], *, every: float) -> list[tuple[Message, float]]:
    """Ask for one mail after another while that goes on; return each with the moment it was asked for."""
    asked: list[tuple[Message, float]] = []
    while len(asked) < _MAILS and going_on():
        began = time.time()
        asked.append((_confirmation(), began))
        time.sleep(max(0.0, began + every - time.time()))
    return asked


def _state(mailing: Mailing) -> str:
    return str(Mailing.objects.values_list("state", flat=True).get(pk=mailing.pk))


def _confirmation() -> Message:
    return one_off.send_content(
        Content(subject="Please confirm", html="<p>Dear [[name]], is it you?</p>", text="Dear [[name]], is it you?"),
        address=addresses.get_or_create("newcomer@example.org"),
        purpose="subscription",
        title="Confirm",
        language="en",
        from_name=letters.SENDER[0],
        values={"name": "Bilal"},
        now=timezone.now(),
    )


def _accepted(message: Message, asked: float) -> float:
    """Return after how many seconds the server had taken a message.

    Raises:
        RuntimeError: it is not sent for minutes.
    """
    deadline = time.monotonic() + _PATIENCE
    while message.state != MessageState.SENT and time.monotonic() < deadline:
        time.sleep(0.1)
        message.refresh_from_db()
    if message.state != MessageState.SENT or message.settled_at is None:
        raise RuntimeError(f"One-off message {message.pk} is {message.state}.")
    return message.settled_at.timestamp() - asked
