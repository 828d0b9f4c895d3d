"""What many outcomes together say: that not one reader is at fault but the provider, or what the mail says.

Seen in rows: the same refusal, of message after message and with nothing accepted in between. One outcome is judged in
`delivery.smtp.judging` and by `delivery.retry`.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from delivery.circuit import Trouble
from delivery.smtp import ErrorClass, Outcome, Settlement

# So many in a row, and the fault is nobody's alone. One refusal of the content says much, since all get the same;
# refused recipients may be of one house that does not want our mail, so several houses must have said it.
CONTENT_REFUSALS = 5
SENDER_REFUSALS, FROM_HOUSES, FROM_ONE_HOUSE = 5, 3, 20
DEFERRALS = 20

# RFC 3463: the mail system's, the network's, the protocol's and the security's status. x.1 and x.2 are of a mailbox.
_OF_THE_PROVIDER = re.compile(r"4\.[3457]\.")
_OF_A_MAILBOX = re.compile(r"[45]\.[12]\.")
_THROTTLED = re.compile(
    r"too (many|much|fast)|rate|throttl|limit|quota|exceeded|slow down|try again later|temporarily deferred|busy"
    r"|resources",
    re.IGNORECASE,
)
# Greylisting puts off every first attempt, in the same words, and means nothing: the next attempt passes.
_GREYLISTED = re.compile(r"gr[ea]y-?list", re.IGNORECASE)
_UNWANTED = re.compile(
    r"polic|block|black-?list|deny|denied|spam|reputation|relay|not (allowed|authori[sz]ed|permitted)|banned|listed",
    re.IGNORECASE,
)
_CHANGING = re.compile(r"\S*\d\S*|\(address\)")  # identifiers, times, counts


@dataclass(slots=True)
class _Row:
    """Outcomes in a row that say the same."""

    words: object = None
    ids: list[int] = field(default_factory=list)
    houses: set[str] = field(default_factory=set)

    def add(self, words: object, message_id: int, email: str) -> None:
        if words != self.words:
            self.words = words
            self.ids.clear()
            self.houses.clear()
        self.ids.append(message_id)
        self.houses.add(email.rpartition("@")[2].lower())


@dataclass(slots=True)
class Symptoms:
    """Watches over the outcomes of one run."""

    answered: int = 0  # messages on which the provider pronounced
    accepted: int = 0
    trouble: Trouble | None = None
    put_off_in_vain: list[int] = field(default_factory=list)  # what the trouble put off, for no fault of its own
    _row: _Row = field(default_factory=_Row)

    def note(self, settlement: Settlement, *, email: str) -> None:
        """Take one outcome into account; `trouble` says what it is when the row is long enough."""
        if settlement.code is not None and settlement.outcome is not Outcome.RELEASED:
            self.answered += 1
        match settlement.outcome:
            case Outcome.SENT:
                self.accepted += 1
                self._row = _Row()
            case Outcome.FAILED if settlement.error_class is ErrorClass.CONTENT:
                self._refused_content(settlement, email)
            case Outcome.FAILED if _refuses_us(settlement):
                self._refused_sender(settlement, email)
            case Outcome.DEFERRED if _puts_everybody_off(settlement):
                self._put_off(settlement, email)

    def found_in_content(self, reply: str) -> None:
        """Say that what the mail says is refused, whoever its reader is."""
        self._found(Trouble(_("The provider refuses what the mail says: %(reply)s") % {"reply": reply}, heals=False))

    def _refused_content(self, settlement: Settlement, email: str) -> None:
        self._row.add(ErrorClass.CONTENT, settlement.id, email)
        if len(self._row.ids) >= CONTENT_REFUSALS:
            self.found_in_content(settlement.reply or str(settlement.code))

    def _refused_sender(self, settlement: Settlement, email: str) -> None:
        self._row.add(_kind(settlement), settlement.id, email)
        refusals, houses = len(self._row.ids), len(self._row.houses)
        if (refusals >= SENDER_REFUSALS and houses >= FROM_HOUSES) or refusals >= FROM_ONE_HOUSE:
            self._found(
                Trouble(_("The provider refuses mail from us: %(reply)s") % {"reply": settlement.reply}, heals=False)
            )

    def _put_off(self, settlement: Settlement, email: str) -> None:
        self._row.add(_kind(settlement), settlement.id, email)
        if len(self._row.ids) >= DEFERRALS:
            self._found(
                Trouble(_("The provider puts off all mail: %(reply)s") % {"reply": settlement.reply}, heals=True)
            )
            self.put_off_in_vain = self._row.ids  # and what connections bring after it

    def _found(self, trouble: Trouble) -> None:
        self.trouble = self.trouble or trouble


def _refuses_us(settlement: Settlement) -> bool:
    """Whether a recipient was refused for who we are: a blocklist, a policy, relaying denied."""
    status = settlement.enhanced_status
    if settlement.error_class is not ErrorClass.RECIPIENT or settlement.code is None:
        return False
    if status is not None and not status.startswith("5.0."):
        return status.startswith("5.7.") or (
            not _OF_A_MAILBOX.match(status) and bool(_UNWANTED.search(settlement.reply))
        )
    return bool(_UNWANTED.search(settlement.reply))


def _puts_everybody_off(settlement: Settlement) -> bool:
    """Whether a deferral is of the kind that a provider gives to all: too many, too fast, no room, out of order."""
    if settlement.code is None or _GREYLISTED.search(settlement.reply):
        return False
    status = settlement.enhanced_status
    if status is not None:
        return bool(_OF_THE_PROVIDER.match(status))
    return bool(_THROTTLED.search(settlement.reply))


def _kind(settlement: Settlement) -> tuple[int | None, str | None, str]:
    """Return what two replies have in common that say the same of two messages."""
    return settlement.code, settlement.enhanced_status, " ".join(_CHANGING.sub(" ", settlement.reply.lower()).split())
