"""What a refusal says of the mailbox: one table for replies on the way out and for reports that come back.

The enhanced status (RFC 3463) speaks first; where it is missing or says only "other", the words do. When in doubt a
mailbox is alive: mail to a dead one bounces again, while a reader who is wrongly suppressed hears nothing any more.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why mail did not arrive, as far as it concerns the mailbox."""

    NO_MAILBOX = "no such mailbox"
    FULL = "mailbox full"
    POLICY = "policy"  # spam, reputation, size, content: ours or the receiver's, never the reader's
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal, judged. `status` is RFC 3463's; where only words told, the status that says the same, or empty."""

    fault: Fault
    status: str = ""

    @property
    def dead(self) -> bool:
        """Whether nothing should ever go there again."""
        return self.fault is Fault.NO_MAILBOX


# RFC 3463: bad mailbox, bad system, bad syntax, moved without a trace; RFC 7505: null MX.
_DEAD_STATUS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# "Other", and what servers answer for several things at once.
_VAGUE_STATUS = re.compile(r"5\.(?:\d{1,3}\.0|0\.\d{1,3}|1\.351|2\.1|4\.[14]|5\.\d{1,3})")
# RFC 5321: mailbox unavailable, not local, name not allowed.
_DEAD_CODES = frozenset({550, 551, 553})


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_WHO = "(?:user|mailbox|recipient|account|addressee|address|e-?mail address|person|alias)"
_DEAD_WORDS = _any(
    rf"no such (?:\w{{1,20}} )?{_WHO}",
    r"(?:unknown|invalid) (?:local |final delivery )?(?:user|recipient|mailbox|addressee)",
    r"(?:user|recipient|mailbox|addressee|account)(?: is|:)? unknown",
    rf"{_WHO}[\w \"'().:<>@+=-]{{0,80}}(?:does not|doesn't|doesnt|not) exist",
    rf"{_WHO}(?: was| is)? not found",
    rf"{_WHO} \S{{1,100}} (?:is )?(?:not known|isn't known|not listed in)",
    r"(?:does not|doesn't|do not) have an? (?:\S{1,40} )?account",
    r"no mailbox here|there is no one at this address|unrouteable (?:mail )?address",
    r"not a valid (?:user|mailbox)|not our customer|unknown or illegal (?:user|alias)",
    r"recipient name is not recognized|not listed in (?:public )?(?:name & )?address book",
    r"RecipientNotFound|RecipNotFound",
    r"(?:account|mailbox) (?:has been|is) (?:deleted|closed|terminated)",
    r"(?:user|recipient) no longer (?:exists|on server)|no longer (?:employed|in use|valid|available)",
    r"(?:host or )?domain (?:name )?(?:not found|does not exist)|no such domain|invalid domain(?! name)|host unknown",
    r"recipient address rejected: access denied",  # how Exchange Online says that it knows nobody of that name
    r"(?:benutzer|empfänger|postfach)[\w .:-]{0,40}(?:unbekannt|existiert nicht|nicht gefunden)",
    r"(?:utilisateur|destinataire|adresse|boîte)[\w '.:-]{0,40}(?:inconnue?|n'existe pas|introuvable)",
    r"(?:usuario|destinatario|buzón|cuenta)[\w .:-]{0,40}(?:desconocid[oa]|no existe|inexistente)",
    r"нет такого пользователя|пользователь не найден|несуществующ|用户不存在|宛先不明",
)
_FULL_WORDS = _any(
    r"(?:over|exceed\w{0,4}|out of) (?:\w{1,20} ){0,4}(?:quota|storage|allocation)|over ?quota",
    r"quota (?:is |has been )?(?:exceed|full)|insufficient (?:disk|system|storage|space)",
    r"(?:mailbox|inbox|mail ?folder|account)(?: \S{1,40}){0,4} (?:is )?(?:full|over)\b",
    r"not enough (?:\w{1,20} )?space|disk full|exceeded (?:the )?(?:maximum )?(?:storage|mailbox)",
    r"postfach[\w ]{0,20} voll|boîte[\w ]{0,40} pleine|buzón[\w ]{0,20} lleno|ящик[\w ]{0,20}переполнен",
)
_POLICY_WORDS = _any(
    r"\bspam\b|\bspammer|unsolicited|bulk mail|\bjunk\b|black ?list|block ?list|\bblocked\b|spamhaus|barracuda",
    r"\brbl\b|dnsbl|reputation|\bpolic(?:y|ies)\b|\bDMARC\b|\bSPF\b|\bDKIM\b|PTR record|reverse (?:dns|lookup)",
    r"(?:not|un)[ -]?(?:authenticated|authoriz|authoris|permitted)|prohibited|recipient preferences",
    r"relay(?:ing)?[ /](?:denied|not|access)|unable to relay|virus|malware",
    r"message (?:was )?rejected as|content (?:rejected|filter)|rejected by (?:\w{1,20} )?(?:content|filter|rule)",
    r"too (?:large|big|many)|size limit|rate limit",
)


def judge(status: str, words: str) -> Refusal:
    """Judge a refusal by its enhanced status ("" where there is none) and the words that came with it."""
    status = _clearer(status, words)
    if ".7." in status:
        return Refusal(Fault.POLICY, status)
    if status.endswith(".2.2"):
        return Refusal(Fault.FULL, status)
    if status and status not in _DEAD_STATUS and not _VAGUE_STATUS.fullmatch(status):
        return Refusal(Fault.OTHER, status)
    return _by_words(status, words)


def judge_reply(code: int | None, status: str | None, words: str) -> Refusal:
    """Judge a server's reply to RCPT, where the code is known for certain."""
    refusal = judge(status or "", words)
    if refusal.dead and not status and code not in _DEAD_CODES:
        return Refusal(Fault.OTHER)
    return refusal


_STATUS = re.compile(r"(?<![\d.])[45]\.[0-9]{1,3}\.[0-9]{1,3}(?![\d.])")


def _clearer(status: str, words: str) -> str:
    """Return the status that the receiving server gave in its words, where the report's own says only "other"."""
    if status and not _VAGUE_STATUS.fullmatch(status):
        return status
    found = _STATUS.search(words)
    return found[0] if found else status


def _by_words(status: str, words: str) -> Refusal:
    """Where the words contradict a status that says dead, they win: "5.1.1 … listed by Spamhaus" is no dead mailbox."""
    if _FULL_WORDS.search(words):
        return Refusal(Fault.FULL, "5.2.2")
    if _POLICY_WORDS.search(words):
        return Refusal(Fault.POLICY, "5.7.0")
    if status in _DEAD_STATUS or _DEAD_WORDS.search(words.rpartition("->")[2]):
        return Refusal(Fault.NO_MAILBOX, status)
    return Refusal(Fault.OTHER, status)
