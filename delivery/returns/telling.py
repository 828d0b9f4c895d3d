"""What a returned mail is: a delivery report, a complaint, a request to unsubscribe, an answer that nobody wrote.

By its structure where it has one (RFC 3464, 5965, 8098, 3834), by flufl.bounce and by its words where it has none. It
says nothing here of whom it is about: that is `delivery.returns.proof`.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes
from enum import StrEnum

from flufl.bounce import all_failures

from delivery import addresses, refusals
from delivery.exceptions import InvalidAddress
from delivery.refusals import Fault, Refusal
from delivery.returns.letter import Fields, Letter
from delivery.returns.words import AUTOMATIC, DAEMON, DELAY, FAILURE

# Its detectors log what they choke on, which may hold an address.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)


class Kind(StrEnum):
    BOUNCE = "bounce"
    DELAY = "delay"  # the server still tries
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    OPT_OUT = "opt-out"  # the reader's provider asks on their behalf
    UNSUBSCRIBE = "unsubscribe"  # to the address of List-Unsubscribe
    AUTO_REPLY = "automatic reply"
    NOTICE = "notice"  # a report that changes nothing: a receipt, a report on authentication
    UNKNOWN = "unknown"  # perhaps a person wrote it


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened to mail for one recipient."""

    kind: Kind  # BOUNCE, DELAY, DELIVERED or NOTICE
    recipients: frozenset[str]  # folded: one that a delivery report names, or all that the words name
    refusal: Refusal
    detail: str = ""
    original: str = ""  # whom we wrote to, where a report says so: the mail was forwarded from there

    def names(self, key: str) -> bool:
        """Whether this is about the mailbox with this key, or one that it forwards to."""
        return key in self.recipients or key == self.original

    def names_only(self, key: str) -> bool:
        """Whether it is about this mailbox, and certainly about no other."""
        return self.recipients == {key}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a letter is. `failures` has one entry for each recipient that a delivery report names, or one for all."""

    kind: Kind
    reason: str = ""
    failures: tuple[Failure, ...] = ()


def tell(letter: Letter, *, to_unsubscribe: bool) -> Reading:
    """Say what a letter is. `to_unsubscribe`: it came to the address to which mail programs write to unsubscribe."""
    subject = letter.field("subject")
    if letter.feedback is not None:
        return _feedback(letter.feedback)
    if failures := _reported(letter):
        return _summed_up(failures)
    if letter.is_receipt and not _REJECTED.search(letter.words):
        return Reading(Kind.NOTICE, "receipt")
    if _AUTHENTICATION.search(subject):
        return Reading(Kind.NOTICE, "authentication")
    if _is_hotmail_complaint(letter, subject):
        return Reading(Kind.COMPLAINT, "abuse")
    if to_unsubscribe:
        return Reading(Kind.UNSUBSCRIBE)
    if not _is_from_daemon(letter, subject) and _is_automatic(letter, subject):
        return Reading(Kind.AUTO_REPLY)
    return _by_words(letter, subject)


def fold(address: str) -> str:
    """Return the key of an address as a report writes it; in lower case where it is none."""
    try:
        return addresses.fold(address)
    except InvalidAddress:
        return address.lower()


# RFC 5965 and the registry that it opened.
_COMPLAINTS = frozenset({"abuse", "fraud", "miscategorized"})
_OPT_OUTS = frozenset({"opt-out", "opt-out-list"})
_NOTICES = frozenset({"not-spam", "auth-failure", "virus", "other", "identity"})


def _feedback(fields: Fields) -> Reading:
    kind = fields.get("feedback-type", "").partition(";")[0].strip().lower()
    if kind in _COMPLAINTS:
        return Reading(Kind.COMPLAINT, kind)
    if kind in _OPT_OUTS:
        return Reading(Kind.OPT_OUT, kind)
    return Reading(Kind.NOTICE, kind if kind in _NOTICES else "feedback of another kind")


def _is_hotmail_complaint(letter: Letter, subject: str) -> bool:
    """Hotmail's older form of a complaint: the mail that was complained about, and a subject that says so."""
    return subject.lower().startswith("complaint about message from") and bool(letter.returned.strip())


# Daily reports of DMARC (RFC 7489, 7.2.1.1) and of TLS (RFC 8460, 5.3).
_AUTHENTICATION = re.compile(r"^(?:\[preview\] *)?report domain:|^dmarc (?:aggregate )?report", re.IGNORECASE)
_REJECTED = re.compile("automatically rejected", re.IGNORECASE)  # a bounce, written as a receipt by old Dovecots

# RFC 3464, 2.3.3. One server says "error", some add a comment.
_ACTIONS = {
    "failed": Kind.BOUNCE,
    "failure": Kind.BOUNCE,
    "error": Kind.BOUNCE,
    "delayed": Kind.DELAY,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.NOTICE,  # from here on nobody will report
    "expanded": Kind.NOTICE,
}
_STATUS = re.compile(r"(?<![\d.])[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![\d.])")


def _reported(letter: Letter) -> list[Failure]:
    """Read a delivery report's groups; the one that describes the reporting server names no recipient."""
    named = [fields for fields in letter.reports if "final-recipient" in fields or "original-recipient" in fields]
    loose = [fields for fields in letter.reports if fields not in named and ("action" in fields or "status" in fields)]
    failures = [_failure(fields, letter) for fields in named or loose]
    return [failure for failure in failures if failure is not None]


def _failure(fields: Fields, letter: Letter) -> Failure | None:
    action = re.split(r"[\s(;]", fields.get("action", "").strip().lower())[0]
    found = _STATUS.search(fields.get("status", ""))
    status = found[0] if found else ""
    words = fields.get("diagnostic-code", "")
    kind = _ACTIONS.get(action)
    if kind is None and status:
        kind = Kind.BOUNCE if status[0] != "2" else Kind.DELIVERED
    if kind is None:
        return None
    original, final = (_recipient(fields.get(name, "")) for name in ("original-recipient", "final-recipient"))
    if not words or not status or status.endswith(".0.0"):
        words = f"{words} {letter.words}" if len(letter.reports) <= 2 else words
    detail = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
    recipients = frozenset({final or original} - {""})
    return Failure(kind, recipients, refusals.judge(status, words), detail, original)


def _recipient(field: str) -> str:
    """Return the folded address of a recipient field: "rfc822; a@example.org", RFC 6533's "utf-8; …", or no type."""
    kind, semicolon, address = field.partition(";")
    address = (address if semicolon else kind).split("(")[0].strip().strip("<>").strip()
    if kind.strip().lower() == "utf-8":
        address = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", _character, address)
    return fold(address) if "@" in address else ""


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _summed_up(failures: list[Failure]) -> Reading:
    for kind in (Kind.BOUNCE, Kind.DELAY, Kind.DELIVERED):
        of_kind = [failure for failure in failures if failure.kind is kind]
        if of_kind:
            return Reading(kind, _reason(of_kind[0]), tuple(failures))
    return Reading(Kind.NOTICE, "relayed or expanded")


def _reason(failure: Failure) -> str:
    return str(failure.refusal.fault) if failure.kind is Kind.BOUNCE else ""


def _is_from_daemon(letter: Letter, subject: str) -> bool:
    sender = f"{letter.field('from')} {letter.field('sender')}"
    return bool(DAEMON.search(sender)) or bool(FAILURE.search(subject))


def _is_automatic(letter: Letter, subject: str) -> bool:
    """RFC 3834, and what programs wrote before it."""
    submitted = letter.field("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(letter.field(name) for name in _AUTOREPLY_FIELDS):
        return True
    precedence = f"{letter.field('precedence')} {letter.field('x-precedence')}".lower()
    return "auto_reply" in precedence or "auto-reply" in precedence or bool(AUTOMATIC.search(subject))


_AUTOREPLY_FIELDS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply")


def _by_words(letter: Letter, subject: str) -> Reading:
    """A report that follows no standard. flufl.bounce knows many; what it does not know is asked for plain words."""
    temporary, permanent = _flufl(letter)
    recipients = frozenset(fold(address.decode(errors="replace")) for address in permanent or temporary)
    from_daemon = _is_from_daemon(letter, subject)
    if not recipients and not from_daemon:
        return Reading(Kind.UNKNOWN)
    said = f"{subject}\n{letter.words}"
    refusal = refusals.judge("", said)
    if not permanent and (temporary or DELAY.search(said)):
        return _summed_up([Failure(Kind.DELAY, recipients, refusal)])
    if not recipients and refusal.fault is Fault.OTHER and not FAILURE.search(said):
        return Reading(Kind.UNKNOWN)
    return _summed_up([Failure(Kind.BOUNCE, recipients or _named(letter), refusal, _first_lines(letter))])


def _flufl(letter: Letter) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Ask flufl.bounce for the recipients that fail for now, and for good. What it chokes on, it does not know."""
    try:
        temporary, permanent = all_failures(message_from_bytes(letter.beginning))
    except (ValueError, LookupError, TypeError, AttributeError):
        return frozenset(), frozenset()
    return temporary, permanent


_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]]{1,64}@[A-Za-z0-9.-]{3,255}")
_SERVICE = re.compile(r"(?:mailer-?daemon|postmaster|abuse|support|help|bounces?)(?:\+[^@]*)?@", re.IGNORECASE)


def _named(letter: Letter) -> frozenset[str]:
    found = _ADDRESS.findall(letter.words)[:50]
    return frozenset(fold(address.rstrip(".")) for address in found if not _SERVICE.match(address))


def _first_lines(letter: Letter) -> str:
    """Return some words for the history of the message; whoever stores them scrubs them."""
    return " ".join(letter.words.split())[:300]
