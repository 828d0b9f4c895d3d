"""What may happen to a mailing besides kills. Each scenario comes in turn among the runs, and alone with ONLY=name."""

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from delivery import ledger, mailings, suppression
from delivery.enums import MailingState, MessageState, SuppressionReason
from delivery.models import Mailing, Message
from tests.chaos import content, processes
from tests.chaos.journal import Journal
from tests.chaos.manner import DROP, GARBAGE, HALF, WRONG_ORDER, Fault
from tests.chaos.plan import SMTP, Setting
from tests.chaos.scene import Scene

_WITHIN_SECONDS = timedelta(seconds=1)  # so long a stop may take
_STAFF_PAUSE = 4.0
_DISK_FULL = 4.0
_NOES = 40  # readers who unsubscribe in mid-run


def _nothing(scene: Scene) -> None:
    """No cue."""


def _no_more(scene: Scene, journal: Journal) -> Iterable[str]:
    """Nothing more to check than the audit does."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`act` happens when `share` of the readers have their mail; `check` yields in words what went wrong."""

    name: str
    about: str
    setting: Setting = field(default_factory=Setting)
    share: float = 0.3
    act: Callable[[Scene], None] = _nothing
    check: Callable[[Scene, Journal], Iterable[str]] = _no_more
    ends: MailingState = MailingState.SENT


# What staff and readers do.


def _unsubscribe(scene: Scene) -> None:
    """Withdraw some whose turn is still to come and all whose text is on the wire just now; suppress others."""
    if not scene.on_wire:
        scene.later(0.1, partial(_unsubscribe, scene))
        return
    messages = Message.objects.filter(mailing=scene.mailing)
    waiting = list(messages.filter(state=MessageState.PENDING).order_by("-pk")[:_NOES])
    under_way = list(messages.filter(state=MessageState.SENDING))
    for number, message in enumerate([*under_way, *waiting]):
        with transaction.atomic():
            if number < len(under_way) or number % 2:
                suppression.withdraw(message.address, content.PURPOSE, now=timezone.now())
            else:
                suppression.suppress(message.address, reason=SuppressionReason.MANUAL, now=timezone.now())
        scene.said_no.setdefault(message.address.email, timezone.now())
    scene.note("unsubscribed")


def _noes_were_heard(scene: Scene, journal: Journal) -> Iterable[str]:
    if not scene.said_no:
        yield "nobody unsubscribed"
    skipped = 0
    for row in ledger.rows(Mailing.objects.get(pk=scene.mailing.pk)):
        no = scene.said_no.get(row["address"])
        marked = parse_datetime(row["marked_at"] or "")
        skipped += no is not None and row["state"] == MessageState.SKIPPED
        if no and marked and marked > no:
            yield f"{row['message_id']} was offered after its reader had said no"
    if scene.said_no and not skipped:
        yield "nobody who said no was skipped"


def _pause(scene: Scene) -> None:
    scene.staff_holds_it = True
    mailings.pause(scene.mailing, reason="Staff", by=content.staff())
    scene.note("paused")
    scene.later(_STAFF_PAUSE, partial(_resume, scene))


def _resume(scene: Scene) -> None:
    scene.note("resumed")
    mailings.resume(scene.mailing, by=content.staff())
    scene.staff_holds_it = False


def _pause_held(scene: Scene, journal: Journal) -> Iterable[str]:
    if "resumed" not in scene.happened:
        yield "it was never paused and resumed"
    else:
        yield from _taken_between(journal, scene.happened["paused"] + _WITHIN_SECONDS, scene.happened["resumed"])


def _cancel(scene: Scene) -> None:
    mailings.cancel(scene.mailing, by=content.staff(), now=timezone.now())
    scene.note("cancelled")


def _cancel_held(scene: Scene, journal: Journal) -> Iterable[str]:
    if "cancelled" not in scene.happened:
        yield "it was never cancelled"
    else:
        yield from _taken_between(journal, scene.happened["cancelled"] + _WITHIN_SECONDS, None)


def _taken_between(journal: Journal, since: datetime, until: datetime | None) -> Iterable[str]:
    for taken in journal.taken:
        if since.timestamp() < taken.at and (until is None or taken.at < until.timestamp()):
            yield f"{taken.message_id} was accepted while nothing should have gone"


def _edit(scene: Scene) -> None:
    content.edit_the_issue()
    scene.note("edited")


def _was_edited(scene: Scene, journal: Journal) -> Iterable[str]:
    """That only the approved edition arrived is part of every audit."""
    if "edited" not in scene.happened:
        yield "the issue was never edited"


# What machines do.


def _provider_goes_away(scene: Scene) -> None:
    server = scene.child(SMTP)
    if server.process is None or not server.running:
        scene.later(0.5, partial(_provider_goes_away, scene))
        return
    os.kill(server.process.pid, signal.SIGUSR1)
    scene.note("away")


def _fill_the_disk(scene: Scene) -> None:
    """Let every write of an outcome fail for some seconds, after the provider has accepted."""
    if not scene.on_wire:
        scene.later(0.2, partial(_fill_the_disk, scene))
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_DISK_IS_FULL)
    else:
        processes.let_write(scene.workers, allowed=False)
    scene.note("disk full")
    scene.later(_DISK_FULL, partial(_empty_the_disk, scene))


def _empty_the_disk(scene: Scene) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS chaos_disk ON delivery_message")
    else:
        processes.let_write(scene.workers, allowed=True)


_DISK_IS_FULL = """
CREATE OR REPLACE FUNCTION chaos_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
DROP TRIGGER IF EXISTS chaos_disk ON delivery_message;
CREATE TRIGGER chaos_disk BEFORE UPDATE ON delivery_message
FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION chaos_disk();
"""


def _writes_failed(scene: Scene, journal: Journal) -> Iterable[str]:
    if "disk full" not in scene.happened:
        yield "the disk was never full"
    elif not any("run.database_failed" in worker.log.read_text(errors="replace") for worker in scene.workers):
        yield "no write failed while the disk was full"


SCENARIOS = (
    Scenario(name="kills", about="nothing but kills and the weather"),
    Scenario(
        name="greylisting",
        about="30 % of the offers are answered 451",
        setting=Setting(faults=(Fault(stage="rcpt", do="451 4.7.1 greylisted", share=0.3),)),
    ),
    Scenario(name="provider-away", about="nobody listens for five seconds", act=_provider_goes_away),
    Scenario(
        name="turned-away",
        about="421 to 60 envelopes in a row, in each life of the server",
        setting=Setting(faults=(Fault(stage="mail", do="421 4.7.0 too much mail", times=60, after=200),)),
    ),
    Scenario(
        name="two-workers",
        about="two workers, and four runs on one mailing",
        setting=Setting(workers=2, parallel_runs=4),
    ),
    Scenario(
        name="unsubscribe",
        about="readers say no in mid-run, some while their text is on the wire and about to be put off",
        setting=Setting(hold=0.1, connections=8, faults=(Fault(stage="text", do="451 4.3.2 not now", share=0.35),)),
        act=_unsubscribe,
        check=_noes_were_heard,
    ),
    Scenario(name="pause", about="staff pause and resume in mid-run", act=_pause, check=_pause_held),
    Scenario(
        name="cancel",
        about="staff cancel in mid-run",
        share=0.6,
        act=_cancel,
        check=_cancel_held,
        ends=MailingState.CANCELLED,
    ),
    Scenario(name="edit", about="the issue is edited and published in mid-run", act=_edit, check=_was_edited),
    Scenario(
        name="disk-full",
        about="for four seconds no outcome can be written",
        act=_fill_the_disk,
        check=_writes_failed,
    ),
    Scenario(
        name="no-reply",
        about="the connection is cut after the final dot, the reply never comes",
        setting=Setting(faults=(Fault(stage="text", do=DROP, share=0.02),)),
    ),
    Scenario(
        name="half-replies",
        about="replies that end half-way, and a little garbage",
        setting=Setting(
            faults=(
                Fault(stage="text", do=HALF, share=0.01),
                Fault(stage="rcpt", do=HALF, share=0.005),
                Fault(stage="text", do=GARBAGE, share=0.002, times=2),
            )
        ),
    ),
    Scenario(
        name="wrong-order",
        about="replies of a pipelined group in the wrong order",
        setting=Setting(faults=(Fault(stage="order", do=WRONG_ORDER, share=0.004, times=3),)),
    ),
    Scenario(
        name="slow-server",
        about="every text is held for 80 ms; eight connections",
        setting=Setting(hold=0.08, connections=8),
    ),
    Scenario(
        name="lock-step",
        about="a server without PIPELINING and 8BITMIME",
        setting=Setting(pipelining=False, eight_bit=False),
    ),
    Scenario(
        name="chunking",
        about="a server that takes texts as chunks (BDAT)",
        setting=Setting(chunking=True),
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def of_seed(seed: int) -> Scenario:
    """The scenario whose turn it is."""
    return SCENARIOS[(seed - 1) % len(SCENARIOS)]
