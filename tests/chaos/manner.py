"""How the fake SMTP server behaves in a run: what it offers, how slow it is, what it does wrong and how often."""

import json
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Literal, Self

from tests.delivery.fakes import Stage as OrdinaryStage

# "reading": more of a text came, and not yet its end; "order": a pipelined group is about to be answered.
Stage = OrdinaryStage | Literal["reading", "order"]

# What a fault may do besides sending a reply of its own.
DROP = "drop"  # close the connection
HALF = "half a reply"  # and then close it
GARBAGE = "garbage"  # octets that are no SMTP
WRONG_ORDER = "wrong order"  # the 354 of a pipelined group before the other replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """At `stage` the server does something else than it should."""

    stage: Stage
    do: str  # one of the above, or a reply: "451 4.3.0 later"
    share: float = 1.0  # of the times that the stage is reached
    times: int | None = None  # at most, in one life of the server
    after: int = 0  # not before so many messages were taken
    same_readers: bool = False  # the share is one of recipients, the same at every attempt

    def strikes(self, chance: Random, address: str) -> bool:
        """Throw the dice."""
        if self.same_readers:
            return zlib.crc32(address.encode()) % 10_000 < self.share * 10_000
        return chance.random() < self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """All that the server needs to know; written beside its journal for each of its lives."""

    seed: int = 1
    port: int = 0
    pipelining: bool = True
    eight_bit: bool = True
    chunking: bool = False
    hold: float = 0.02  # seconds that a text is on the wire, on average
    away: float = 5.0  # seconds that nobody listens after SIGUSR1
    faults: tuple[Fault, ...] = field(default=())

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, path: Path) -> Self:
        fields = json.loads(path.read_text())
        return cls(**{**fields, "faults": tuple(Fault(**fault) for fault in fields["faults"])})
