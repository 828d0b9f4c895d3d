"""What was heard of a mailing after it left: counts, shares, and how complaints stand with the large providers."""

from dataclasses import dataclass
from math import ceil

from delivery import conf, ledger
from delivery.enums import EventKind, MessageState
from delivery.ledger import Ledger

# Gmail's and Yahoo's rules for bulk senders, February 2024: stay below the first, never reach the second.
COMPLAINTS_WARN, COMPLAINTS_WORST = 0.1, 0.3  # per cent

# Best known first. Opens and clicks are told only when tracking is on, and are inflated by proxies and scanners.
ALWAYS = (EventKind.DELIVERED, EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.UNSUBSCRIBED, EventKind.AUTO_REPLIED)
WHEN_TRACKED = (EventKind.CLICKED, EventKind.OPENED)


@dataclass(frozen=True)
class Heard:
    """One kind of news: how many messages it was told of, and the share of those sent."""

    kind: EventKind
    number: int
    percent: float


@dataclass(frozen=True)
class Afterwards:
    """Everything heard of a mailing."""

    heard: list[Heard]
    sent: int
    complaints: float  # per cent

    @property
    def complaints_level(self) -> str:
        """Return "good", "warn" or "bad"."""
        if self.complaints >= COMPLAINTS_WORST:
            return "bad"
        return "warn" if self.complaints >= COMPLAINTS_WARN else "good"

    @property
    def worst_number(self) -> int:
        """Return how many complaints would be the share at which providers stop trusting the sender."""
        return ceil(self.sent * COMPLAINTS_WORST / 100)


def afterwards(account: Ledger) -> Afterwards:
    """Count what was heard, by one query."""
    sent = account.messages[MessageState.SENT]
    told = ledger.news(account.mailing)
    kinds = [*ALWAYS, *(kind for kind in WHEN_TRACKED if conf.tracking() or kind in told)]
    heard = [Heard(kind, told.get(kind, 0), _percent(told.get(kind, 0), sent)) for kind in kinds]
    return Afterwards(heard, sent, _percent(told.get(EventKind.COMPLAINED, 0), sent))


def _percent(number: int, of: int) -> float:
    return 100 * number / of if of else 0.0
