"""One run while it goes on: processes that die and come back, cues that fall due, and an eye on the mailing."""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from random import Random

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from coordination_site.supervisor import Child, Supervisor
from delivery import ledger, mailings
from delivery.enums import ENDED_STATES, UNSETTLED_STATES, MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing, Message
from tests.chaos import content, processes
from tests.chaos.gauge import Gauge
from tests.chaos.plan import BEAT, BROKER, DATABASE, POOL_CHILD, SMTP, Plan, PlannedKill

_TURN = 0.002  # seconds
_TEND_EVERY, _LOOK_EVERY = 0.05, 0.4
_AGAIN = 0.3  # until something that could not be done now is tried again
_STAFF_NOTICES = 2.0  # seconds that a mailing waits for a person before somebody resumes it


class NeverEndedError(Exception):
    """The mailing did not come to its end."""


@dataclass(frozen=True, slots=True)
class Kill:
    """A SIGKILL that was done; `on_wire`: texts that the SMTP server was reading or had not answered at that moment."""

    victim: str
    on_wire: int


class Scene:
    """Lives from the start of the processes until the mailing has ended."""

    def __init__(self, plan: Plan, children: dict[str, Child], database: Child | None, gauge: Gauge) -> None:
        self.plan = plan
        self.chance = Random(f"{plan.seed}, the scene")
        self.mailing = content.approved_mailing()
        self.kills: list[Kill] = []
        self.unbalanced: list[str] = []
        self.happened: dict[str, datetime] = {}  # what a scenario did, and when
        self.said_no: dict[str, datetime] = {}  # addresses
        self.staff_holds_it = False  # paused by staff: not to be resumed by this class
        self._children = children
        self._database = database
        self._gauge = gauge
        self._supervisor = Supervisor([*children.values(), *([database] if database else [])])
        self._awaited: list[tuple[int, float, Callable[[], None]]] = []
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._paused_since: float | None = None
        self._ended = False
        for planned in plan.kills:
            self.when(planned.after, partial(self.kill, planned), pause=planned.pause)

    # Cues.

    def when(self, taken: int, act: Callable[[], None], *, pause: float = 0.0) -> None:
        """Do something `pause` seconds after the server took so many messages."""
        self._awaited.append((taken, pause, act))

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something after so many seconds, and again until the database lets it be done."""
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), act))

    def note(self, what: str) -> None:
        """Remember that something happened just now."""
        self.happened[what] = timezone.now()

    # Processes.

    @property
    def workers(self) -> list[Child]:
        return [child for name, child in self._children.items() if name.startswith("worker")]

    @property
    def on_wire(self) -> int:
        """How many texts are on the wire at this moment."""
        return self._gauge.on_wire if self._children[SMTP].running else 0

    def child(self, name: str) -> Child:
        """A process by its name."""
        return self._children[name]

    def kill(self, planned: PlannedKill) -> None:
        """SIGKILL; later, when the victim is just dead already, or when it is to be while text is on the wire."""
        pids = self._pids(planned.victim)
        on_wire = self.on_wire
        if pids and (on_wire or not planned.in_text):
            for pid in pids:
                processes.kill(pid)
            self.kills.append(Kill(planned.victim, on_wire))
        elif not self._ended:
            self.later(self.chance.uniform(0, _AGAIN), partial(self.kill, planned))

    def _pids(self, victim: str) -> list[int]:
        child = self._child_of(victim)
        if child.process is None or not child.running:
            return []
        one_child = victim == POOL_CHILD or (victim == DATABASE and self.chance.random() < 0.5)
        if one_child:
            pid = processes.one_of_its_children(child, self.chance)
            return [] if pid is None else [pid]
        if victim == BROKER:  # the embedded one is a wrapper around its server
            return [*processes.descendants(child.process.pid), child.process.pid]
        return [child.process.pid]

    def _child_of(self, victim: str) -> Child:
        if victim == DATABASE:
            assert self._database is not None
            return self._database
        if victim in (BROKER, BEAT, SMTP):
            return self._children[victim]
        return self.chance.choice(self.workers)

    # The run.

    def play(self, *, within: float) -> None:
        """Start the mailing and return when it has ended and every cue that came was done.

        Raises:
            NeverEndedError: it did not end within so many seconds.
        """
        began, tended, looked = time.monotonic(), 0.0, 0.0
        self.later(0, self._start)
        while not self._ended or self._due:
            now = time.monotonic()
            if now - began > within:
                raise NeverEndedError(f"The mailing did not end within {within:.0f} s.")
            if now - tended >= _TEND_EVERY:
                tended = now
                self._supervisor.tend(now)
            self._do_what_is_due(now)
            if now - looked >= _LOOK_EVERY:
                looked = now
                _done(self._look)
            time.sleep(_TURN)

    def _do_what_is_due(self, now: float) -> None:
        taken = self._gauge.taken
        for cue in [cue for cue in self._awaited if taken >= cue[0]]:
            self._awaited.remove(cue)
            self.later(cue[1], cue[2])
        while self._due and self._due[0][0] <= now:
            _moment, _order, act = heapq.heappop(self._due)
            if not _done(act) and not self._ended:
                self.later(_AGAIN, act)

    def _start(self) -> None:
        if Mailing.objects.filter(pk=self.mailing.pk, state=MailingState.APPROVED).exists():
            mailings.start(self.mailing, by=content.staff(), now=timezone.now())

    def _look(self) -> None:
        """Watch the sums, resume what waits for a person, and see whether the mailing has ended."""
        mailing = Mailing.objects.get(pk=self.mailing.pk)
        self._watch_the_sums()
        self._resume_if_nobody_does(mailing)
        unsettled = Message.objects.filter(mailing=mailing, state__in=UNSETTLED_STATES).exists()
        self._ended = mailing.state in ENDED_STATES and not unsettled and not mailing.runs.exists()

    def _watch_the_sums(self) -> None:
        """They hold at every moment; a look between two commits is repeated."""
        for _look in range(2):
            account = ledger.count(Mailing.objects.get(pk=self.mailing.pk))
            if account.balanced or account.mailing.state == MailingState.PREPARING:
                return
        self.unbalanced.append(f"{account.candidates_sum} {account.prepared_sum}")

    def _resume_if_nobody_does(self, mailing: Mailing) -> None:
        now = time.monotonic()
        if mailing.state != MailingState.PAUSED or mailing.resume_at or self.staff_holds_it:
            self._paused_since = None
        elif self._paused_since is None:
            self._paused_since = now
        elif now - self._paused_since >= _STAFF_NOTICES:
            mailings.resume(mailing, by=content.staff())


def _done(act: Callable[[], None]) -> bool:
    """Try; False when it must be tried again, because a database is away or the mailing is in another state."""
    try:
        act()
    except (OperationalError, InterfaceError):
        connection.close()
        return False
    except MoveRefused:
        return False
    return True
