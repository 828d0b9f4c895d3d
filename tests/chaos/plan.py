"""What happens in a run: all of it follows from the seed, but for the moments that the machine chooses."""

from dataclasses import dataclass
from random import Random

from tests.chaos.manner import DROP, HALF, Fault, Manner

WORKER, POOL_CHILD, BEAT, BROKER, SMTP, DATABASE = "worker", "pool child", "beat", "broker", "smtp", "database"
_VICTIMS = (WORKER, POOL_CHILD, BEAT, BROKER, SMTP)
_KILLS = range(4, 7)
_LATEST = 0.9  # of the readers have their mail: nobody is killed any more
_IN_TEXT = 0.6  # of the kills wait for text on the wire; of the others, too, many will meet some
_PAUSE = 0.1  # seconds at most between the moment that the plan names and the kill

# Small misfortunes that any provider has; every run gets some.
_WEATHER = (
    Fault(stage="rcpt", do="451 4.3.0 try again later", share=0.01),
    Fault(stage="rcpt", do="550 5.1.1 no such user here", share=0.005, same_readers=True),
    Fault(stage="text", do="552 5.2.2 mailbox full", share=0.003),
    Fault(stage="text", do="451 4.3.2 not now", share=0.01),
    Fault(stage="text", do=DROP, share=0.002, times=3),
    Fault(stage="text", do=HALF, share=0.002, times=3),
    Fault(stage="reading", do=DROP, share=0.002, times=3),
    Fault(stage="mail", do=DROP, share=0.002, times=3),
    Fault(stage="rcpt", do=DROP, share=0.002, times=3),
    Fault(stage="data", do=DROP, share=0.002, times=3),
    Fault(stage="data", do="421 4.3.2 closing", share=0.001, times=2),
    Fault(stage="ehlo", do=DROP, share=0.05, times=1),
    Fault(stage="greeting", do=DROP, share=0.05, times=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """In what a scenario differs from a usual run."""

    faults: tuple[Fault, ...] = ()
    hold: float = 0.02  # seconds that a text is on the wire, on average
    pipelining: bool = True
    eight_bit: bool = True
    chunking: bool = False
    workers: int | None = None  # None: the dice say one or two
    parallel_runs: int | None = None  # None: as many as the product lets go side by side on this database
    connections: int = 4


@dataclass(frozen=True, slots=True)
class PlannedKill:
    """A SIGKILL, when so many messages were taken and `pause` seconds have passed since."""

    after: int
    pause: float
    victim: str
    in_text: bool  # wait on until text is on the wire


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    readers: int
    workers: int
    parallel_runs: int | None
    connections: int
    kills: tuple[PlannedKill, ...]
    manner: Manner


def make(seed: int, *, readers: int, setting: Setting, database_server: bool, smtp_port: int) -> Plan:
    """Throw the dice for a run."""
    chance = Random(seed)
    victims = (*_VICTIMS, DATABASE) if database_server else _VICTIMS
    moments = sorted(chance.randint(1, int(readers * _LATEST)) for _ in range(chance.choice(_KILLS)))
    return Plan(
        seed=seed,
        readers=readers,
        workers=setting.workers or chance.randint(1, 2),
        parallel_runs=setting.parallel_runs,
        connections=setting.connections,
        kills=tuple(
            PlannedKill(after, chance.uniform(0, _PAUSE), chance.choice(victims), chance.random() < _IN_TEXT)
            for after in moments
        ),
        manner=Manner(
            seed=seed,
            port=smtp_port,
            pipelining=setting.pipelining,
            eight_bit=setting.eight_bit,
            chunking=setting.chunking,
            hold=setting.hold,
            faults=(*setting.faults, *chance.sample(_WEATHER, 3)),
        ),
    )
