"""Where a run takes its messages and reports on them: the queue of record, as transports see it.

`Desk` is plain and blocking. `LaneDesk` lets the SMTP lanes of one loop share it: what several lanes report in the same
moment becomes one statement, written by one thread with its own database connection, while the loop goes on.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from delivery import claims, conf, events, feedback, retry, suppression
from delivery.claims import Claimed, Entry
from delivery.enums import MailingState, MessageState, SuppressionReason
from delivery.models import Address, Mailing, Message, WorkerRun
from delivery.pace import Allowance
from delivery.smtp import Outcome, Parcel, Settlement
from delivery.symptoms import Symptoms

_Result = TypeVar("_Result")

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 5.0  # seconds between two tries of a failing database
_GATHERING = 0.002  # seconds that a lane's report may wait for those of others


@dataclass(frozen=True, slots=True)
class Turn:
    """What a connection reports at once: the outcome of one message, and the next whose text is about to go."""

    settle: Settlement | None
    mark: int | None


@dataclass(slots=True)
class Desk:
    """The messages of one run of one mailing."""

    mailing: Mailing
    run: WorkerRun
    clock: Callable[[], datetime]
    deadline: datetime
    allowance: Allowance
    source: str = "smtp"  # who tells outcomes, in their events: the transport says so where it is another
    out_of_pace: bool = False  # the run ended because the limits give no more now
    out_of_time: bool = False  # the run ended by its deadline: more may be due
    symptoms: Symptoms = field(default_factory=Symptoms)
    lost_sight: bool = False  # a claim had no answer: the run may hold messages of which it never heard
    _waiting: deque[Claimed] = field(default_factory=deque)
    _held: dict[int, Claimed] = field(default_factory=dict)
    _stopped: bool = False
    _drained: bool = False  # nothing more was due when last asked: the rest is another run's

    @property
    def answered(self) -> int:
        """On how many messages the provider pronounced."""
        return self.symptoms.answered

    @property
    def held(self) -> list[int]:
        """The ids of messages that this run knows it holds."""
        return [*self._held, *(message.id for message in self._waiting)]

    def next(self) -> Claimed | None:
        """Return a message that this run holds, claiming more where needed, or None when the run is over."""
        message = self.take()
        if message is None and self.wants_more(0):
            self.claim()
            message = self.take()
        return message

    def wants_more(self, reserve: int) -> bool:
        """Whether it is time to claim, when no more than `reserve` messages are at hand."""
        return len(self._waiting) <= reserve and not (self._stopped or self._drained)

    def claim(self) -> None:
        """Take what is due from the queue, a chunk at most and as much as the pace allows."""
        now = self.clock()
        allowed = self.allowance.ask(conf.chunk(), now=now)
        if not allowed:
            self._drained = self.out_of_pace = True
            return
        lost_sight, self.lost_sight = self.lost_sight, True
        claimed = claims.claim(self.mailing, claimant=self.run.pk, limit=allowed, now=now)
        self._waiting.extend(claimed)
        self.lost_sight = lost_sight
        self.allowance.use(len(claimed))
        self._drained = not claimed

    def take(self) -> Claimed | None:
        """Return a message that was claimed already, if there is one; never asks the database."""
        if not self._stopped and self.clock() >= self.deadline:
            self._stopped = self.out_of_time = True
        if self._stopped or not self._waiting:
            return None
        message = self._waiting[0]
        self._held[message.id] = message  # before it leaves the other: a run that is stopped here still knows it
        return self._waiting.popleft()

    def write(self, turns: Sequence[Turn]) -> set[int]:
        """Write outcomes and marks, as long as it takes. Return the ids whose mark holds.

        Recorded harder than sent: a database that fails is tried again for minutes.

        Raises:
            OperationalError: it failed all that time. What was on the wire is found uncertain by the sweeper.
        """
        started, pause = time.monotonic(), 0.1
        while True:
            try:
                return self._write(turns)
            except (OperationalError, InterfaceError):
                patience = conf.settle_patience().total_seconds()
                if connection.in_atomic_block or time.monotonic() - started > patience:
                    raise
                logger.warning("run.database_failed", extra={"run": str(self.run.pk)}, exc_info=True)
                connection.close()
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _write(self, turns: Sequence[Turn]) -> set[int]:
        now = self.clock()
        # An outcome comes twice when a lane was stopped while it was written: what is not held any more is written.
        outcomes = {turn.settle.id: turn.settle for turn in turns if turn.settle is not None}
        settlements = [settlement for id, settlement in outcomes.items() if id in self._held]
        marks = {turn.mark for turn in turns if turn.mark is not None}
        entries = [self._outcome(settlement, now) for settlement in settlements]
        entries += [Entry(mark, MessageState.SENDING) for mark in marks]
        if not entries:
            return set()
        told = [settlement for settlement in settlements if events.is_told(settlement)]
        if told:
            written = self._write_and_tell(entries, told, now)
        else:
            written = claims.write(entries, claimant=self.run.pk, now=now)
        for settlement in settlements:
            self._note(settlement)
            if settlement.outcome is not Outcome.RELEASED:
                self._held.pop(settlement.id, None)
        if not marks <= written:
            self._stop_unless_sending()
        return marks & written

    def _write_and_tell(self, entries: list[Entry], told: list[Settlement], now: datetime) -> set[int]:
        """Write outcomes together with their events and the suppression that follows: none without the others."""
        failed = {entry.id for entry in entries if entry.state is MessageState.FAILED}
        with transaction.atomic():
            if failed:  # addresses and mailings are locked before messages
                suppression.lock_addresses(self._held[pk].address_id for pk in failed)
                suppression.await_freezing()
            written = claims.write(entries, claimant=self.run.pk, now=now)
            settled = [settlement for settlement in told if settlement.id in written]
            events.record(settled, source=self.source, now=now)
            for settlement in settled:
                if settlement.id in failed:
                    self._follow_up(settlement, now)
        return written

    def _follow_up(self, settlement: Settlement, now: datetime) -> None:
        """Suppress an address whose mailbox is gone, or that was written to in vain for the fifth time in a row."""
        if retry.is_hard_bounce(settlement):
            address = Address.objects.get(pk=self._held[settlement.id].address_id)
            suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, note=settlement.reply[:255], now=now)
        elif retry.is_soft(settlement):
            message = Message.objects.select_related("address").get(pk=settlement.id)
            feedback.suppress_if_worn_out(message, now=now)

    def _outcome(self, settlement: Settlement, now: datetime) -> Entry:
        fate = retry.fate(settlement, attempts=self._held[settlement.id].attempts, now=now)
        return Entry(settlement.id, fate.state, fate.due_at, fate.attempts, settlement.code, settlement.reply[:300])

    def _note(self, settlement: Settlement) -> None:
        """Stop when outcomes show that it is not the readers' fault."""
        self.symptoms.note(settlement, email=self._held[settlement.id].email)
        if self.symptoms.trouble is not None:
            self._stopped = True

    def _stop_unless_sending(self) -> None:
        """A refused mark is one withdrawn reader, or somebody has paused or cancelled the mailing."""
        if not Mailing.objects.filter(pk=self.mailing.pk, state=MailingState.SENDING).exists():
            self._stopped = True


class LaneDesk:
    """A `Desk` for the lanes of one event loop (`delivery.smtp.Ledger`).

    It claims the next chunk while the lanes still work on the last, and writes one group of reports while the next one
    gathers. A group is half of the lanes, where that many come soon: a durable write costs the same for one as for
    many, and the other half keeps the server busy meanwhile.
    """

    def __init__(self, desk: Desk, parcel: Callable[[Claimed], Parcel], database: Executor, *, lanes: int) -> None:
        self._desk = desk
        self._parcel = parcel
        self._database = database  # one thread: everything a run writes goes over one connection, in order
        self._reserve = max(conf.chunk() // 4, lanes)  # as long as a claim takes, no lane shall wait for it
        self._claiming: asyncio.Task[None] | None = None
        self._reports: list[tuple[Turn, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._group = max(1, lanes // 2)
        self._group_is_there = asyncio.Event()

    async def next_parcel(self) -> Parcel | None:
        """Return the next message of this run for a lane."""
        claiming = self._claim_ahead()
        while (message := self._desk.take()) is None and claiming is not None:
            await asyncio.shield(claiming)  # one claims for all, and goes on if one of them is stopped
            claiming = self._claim_ahead()
        return None if message is None else self._parcel(message)

    def _claim_ahead(self) -> asyncio.Task[None] | None:
        """Begin to claim where little is left; return the claim that is under way. Raises what went wrong with it."""
        if self._claiming is not None and self._claiming.done():
            self._claiming.result()
            self._claiming = None
        if self._claiming is None and self._desk.wants_more(self._reserve):
            self._claiming = asyncio.create_task(self._in_database(self._desk.claim))
        return self._claiming

    async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
        """Report; return when it is written, with whether the mark holds."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._reports.append((Turn(settle, mark), done))
        if len(self._reports) >= self._group:
            self._group_is_there.set()
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        """Write what has come, and what comes meanwhile, one statement after another."""
        try:
            while self._reports:
                await self._gather()
                reports, self._reports = self._reports, []
                await self._write_together(reports)
        finally:
            self._writer = None

    async def _gather(self) -> None:
        await asyncio.sleep(0)  # every lane that is ready in this tick comes along
        if len(self._reports) < self._group:
            self._group_is_there.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._group_is_there.wait(), _GATHERING)

    async def _write_together(self, reports: list[tuple[Turn, asyncio.Future[bool]]]) -> None:
        try:
            held = await self._in_database(lambda: self._desk.write([turn for turn, _done in reports]))
        except Exception as error:
            for _turn, done in reports:
                if not done.done():
                    done.set_exception(error)
            return
        for turn, done in reports:
            if not done.done():
                done.set_result(turn.mark in held)

    async def _in_database(self, call: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._database, call)
