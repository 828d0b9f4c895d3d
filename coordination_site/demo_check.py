"""Compares the caught mail with the ledger, message by message: what `DEMO_EXIT=1 make demo` answers for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

REQUIRED_HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
)


def faults_in_caught_mail(caught: Path, sent_rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong, in words: messages missing, doubled or malformed. An empty list is the good answer.

    Args:
        caught: the catcher's maildir.
        sent_rows: the ledger's rows in state `sent`.
    """
    found: Counter[str] = Counter()
    sample: EmailMessage | None = None
    expected = {row["message_id"]: row["address"] for row in sent_rows}
    for path in (caught / "new").iterdir():
        content = path.read_bytes()
        head = BytesHeaderParser(policy=policy.default).parsebytes(content)
        message_id = str(head["Message-ID"]).strip()
        found[message_id] += 1
        if sample is None and message_id in expected:
            sample = message_from_bytes(content, policy=policy.default)
    missing = [key for key in expected if not found[key]]
    doubled = [key for key in expected if found[key] > 1]
    faults = [f"{len(missing)} messages of the ledger were not caught"] if missing else []
    faults += [f"{len(doubled)} messages were caught more than once"] if doubled else []
    return faults + (_faults_of(sample) if sample is not None else ["no message was caught"])


def _faults_of(message: EmailMessage) -> list[str]:
    faults = [f"a caught message has no {name}" for name in REQUIRED_HEADERS if not message[name]]
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if part is None:
            faults.append(f"a caught message has no {kind} part")
        elif "[[" in part.get_content():
            faults.append(f"a placeholder was left in the {kind} part of a caught message")
    return faults
