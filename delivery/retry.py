"""What an outcome means for a message: its next state, when it is tried again, whether its address is dead."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery.enums import MessageState
from delivery.smtp import ErrorClass, Outcome, Settlement

# After the first attempt that was put off, the second, …; the attempt after the last delay is the last one. Greylisting
# wants minutes, a full mailbox or a provider's trouble hours; after about a day and a half a newsletter is old.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720, 720))

# RFC 3463: bad mailbox, bad system, bad syntax, moved without a trace, null MX.
_DEAD_STATUS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# Servers without enhanced codes say it in words. A bare 550 may as well be a policy, so the words decide.
_DEAD_CODES = frozenset({550, 551, 553})
_DEAD_WORDS = re.compile(
    r"no such (user|mailbox|recipient|person)|unknown (user|recipient|mailbox)|(user|recipient|mailbox) unknown"
    r"|(user|mailbox|recipient|account)[\w \"'().-]{0,40} (does not|doesn't) exist|(user|mailbox|recipient) not found"
    r"|no mailbox here",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What is written for a settlement. `state` None: back to waiting, as if nothing had been tried."""

    state: MessageState | None
    attempts: int  # spent by this outcome
    due_at: datetime | None = None  # when it is tried again


_STATES = {
    Outcome.SENT: MessageState.SENT,
    Outcome.FAILED: MessageState.FAILED,
    Outcome.UNCERTAIN: MessageState.UNCERTAIN,
}


def fate(settlement: Settlement, *, attempts: int, now: datetime) -> Fate:
    """Return what becomes of a message that had `attempts` spent before this outcome."""
    if settlement.outcome is Outcome.RELEASED:
        return Fate(None, 0)
    if settlement.outcome is Outcome.DEFERRED:
        if attempts >= len(DELAYS):
            return Fate(MessageState.FAILED, 1)
        return Fate(MessageState.DEFERRED, 1, now + DELAYS[attempts])
    return Fate(_STATES[settlement.outcome], 1)


def is_hard_bounce(settlement: Settlement) -> bool:
    """Whether the server said that there is no such mailbox, so that nothing should ever go there again."""
    if settlement.outcome is not Outcome.FAILED or settlement.error_class is not ErrorClass.RECIPIENT:
        return False
    status = settlement.enhanced_status
    if status is not None:
        return status in _DEAD_STATUS
    return settlement.code in _DEAD_CODES and bool(_DEAD_WORDS.search(settlement.reply))


def is_soft(settlement: Settlement) -> bool:
    """Whether a failure is of the passing kind: put off until it was given up, or (RFC 3463, x.2.2) a full mailbox."""
    return settlement.code is not None and (settlement.code < 500 or settlement.enhanced_status == "5.2.2")
