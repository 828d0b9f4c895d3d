"""What an outcome means for a message: its next state, when it is tried again, whether its address is dead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery import refusals
from delivery.enums import MessageState
from delivery.smtp import ErrorClass, Outcome, Settlement

# After the first attempt that was put off, the second, …; the attempt after the last delay is the last one. Greylisting
# wants minutes, a full mailbox or a provider's trouble hours; after about a day and a half a newsletter is old.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720, 720))


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
    return refusals.judge_reply(settlement.code, settlement.enhanced_status, settlement.reply).dead


def is_soft(settlement: Settlement) -> bool:
    """Whether a failure is of the passing kind: put off until it was given up, or (RFC 3463, x.2.2) a full mailbox."""
    return settlement.code is not None and (settlement.code < 500 or settlement.enhanced_status == "5.2.2")
