"""Compares the server's journal with the ledger. Knows no database and no processes.

lost        the ledger says sent and the server never took it; or somebody is not accounted for at all
doubled     the server took it twice; or took it although the ledger says that it did not go
uncertain   the ledger says that nobody knows: at most one for each connection that was cut
unbalanced  a sum of the ledger that did not hold
wrong       other content than what was approved, half a text, an uncertain message on which no connection was cut
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.chaos.journal import Journal

# States in which the ledger says that the server did not take it.
_NOT_TAKEN = frozenset({"pending", "deferred", "failed", "skipped"})
_UNSETTLED = frozenset({"pending", "deferred", "sending"})
# With pipelining the envelope of one message is offered while the one before waits for its answer.
_IN_DOUBT = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the ledger has it."""

    message_id: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What an audit found; each entry names the message."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut: int = 0  # connections

    @property
    def good(self) -> bool:
        """Whether every promise was kept."""
        broken = self.lost or self.doubled or self.unbalanced or self.wrong
        return not broken and len(self.uncertain) <= self.cut


def audit(rows: Sequence[Row], journal: Journal, *, readers: int, edition: str) -> Findings:
    """Compare the ledger's rows with what the server took.

    Args:
        readers: how many people there are: each must have a row.
        edition: the mark of the approved content.
    """
    findings = Findings(cut=len(journal.cut))
    if len(rows) != readers:
        findings.lost.append(f"{readers} readers, and {len(rows)} rows")
    times_taken = Counter(taken.message_id for taken in journal.taken)
    for row in rows:
        _judge(row, times_taken[row.message_id], findings)
    _find_strangers(rows, journal, findings)
    _look_into_texts(journal, edition, findings)
    _explain(rows, journal, findings)
    return findings


def _judge(row: Row, times_taken: int, findings: Findings) -> None:
    if row.state == "sent" and not times_taken:
        findings.lost.append(f"{row.message_id} is sent, and was never accepted")
    if row.state in _UNSETTLED:
        findings.lost.append(f"{row.message_id} is still {row.state}")
    if times_taken > 1:
        findings.doubled.append(f"{row.message_id} was accepted {times_taken} times")
    elif times_taken and row.state in _NOT_TAKEN:
        findings.doubled.append(f"{row.message_id} is {row.state}, and was accepted")
    if row.state == "uncertain":
        findings.uncertain.append(row.message_id)


def _find_strangers(rows: Iterable[Row], journal: Journal, findings: Findings) -> None:
    """Look for what was accepted and is in no row, or is somebody else's."""
    whose = {row.message_id: row.address for row in rows}
    for taken in journal.taken:
        if taken.message_id not in whose:
            findings.lost.append(f"{taken.message_id} was accepted, and is in no ledger")
        elif whose[taken.message_id] != taken.recipient:
            findings.wrong.append(f"{taken.message_id} went to another reader")


def _look_into_texts(journal: Journal, edition: str, findings: Findings) -> None:
    for taken in journal.taken:
        if taken.editions != (edition,):
            findings.wrong.append(f"{taken.message_id} is not what was approved, but {' and '.join(taken.editions)}")
        if not taken.whole:
            findings.wrong.append(f"{taken.message_id} is half a text")


def _explain(rows: Iterable[Row], journal: Journal, findings: Findings) -> None:
    """Find for each uncertain message the cut connection on which it was last seen."""
    doubtful: dict[str, set[str]] = defaultdict(set)
    for conversation in journal.cut:
        for recipient in conversation.offers[-_IN_DOUBT:]:
            doubtful[recipient].add(conversation.name)
    for row in rows:
        if row.state == "uncertain" and not doubtful[row.address]:
            findings.wrong.append(f"{row.message_id} is uncertain, and no connection was cut on it")
