"""What exactly an approval approves: contents, audience, sender and headers, under one hash."""

import hashlib
import json

from delivery.exceptions import ApprovalBroken
from delivery.models import Mailing, MailingContent
from delivery.rendering import Content


def approval_hash(mailing: Mailing) -> str:
    """Return SHA-256 over everything stored that decides what is sent and to whom, as canonical JSON."""
    approved = {
        "kind": mailing.kind,
        "purpose": mailing.purpose,
        "audience": mailing.audience,
        "default_language": mailing.default_language,
        "from": [mailing.from_name, mailing.from_email],
        "reply_to": mailing.reply_to,
        "unsubscribable": mailing.unsubscribable,
        "headers": mailing.headers,
        "contents": {row.language: content_of(row).hash for row in mailing.contents.all()},
    }
    canonical = json.dumps(approved, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify(mailing: Mailing) -> None:
    """Make sure that what is stored is what was approved.

    Raises:
        ApprovalBroken: a row was changed behind the approval's back.
    """
    if not mailing.approved_hash or approval_hash(mailing) != mailing.approved_hash:
        raise ApprovalBroken(f"Mailing {mailing.pk} is not what was approved.")


def content_of(row: MailingContent) -> Content:
    """Return a stored content as the value that was stored."""
    return Content(subject=row.subject, html=row.html, text=row.text, calendar=row.calendar)


def row_of(content: Content, *, mailing: Mailing, language: str) -> MailingContent:
    """Return the row, not saved, that keeps `content` as what `mailing` sends in `language`."""
    return MailingContent(
        mailing=mailing,
        language=language,
        subject=content.subject,
        html=content.html,
        text=content.text,
        calendar=content.calendar,
        hash=content.hash,
    )
