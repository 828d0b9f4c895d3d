"""Sends the rows of a round. Each is one transaction: the mail in delivery's queue, the row, what the person now knows.

So a worker may be killed between any two: the next one goes on with the rows that are left, and none is mailed twice.
Before each row is sent, what was true when the round was written is asked again.
"""

import datetime
import logging

from django.db import transaction
from django.utils import translation

from delivery import suppression
from delivery.exceptions import RenderingError, Suppressed
from meetings.enums import NoticeKind, Reply, State
from meetings.invitations import doorbell, letters, refusals
from meetings.invitations.facts import Facts
from meetings.invitations.locking import lock_invitation
from meetings.invitations.refusals import Refusal
from meetings.models import Invitation, Meeting, NoticeMail

log = logging.getLogger(__name__)

UNHEARD = datetime.timedelta(seconds=30)
TELLS_HOW_IT_STANDS = (NoticeKind.INVITATION, NoticeKind.UPDATE, NoticeKind.CANCELLATION)
_OF_A_MOMENT = (*TELLS_HOW_IT_STANDS, NoticeKind.REMINDER)
ABOUT_WHAT_COMES = (NoticeKind.INVITATION, NoticeKind.UPDATE, NoticeKind.REMINDER)


def send_round(pk: int, *, now: datetime.datetime) -> int:
    """Send what waits of the round with the key `pk`; return how many mails were queued. Safe beside another worker."""
    written: dict[tuple[str, int, int], Facts] = {}
    rows = list(doorbell.waiting().filter(notice=pk).order_by("pk").values_list("pk", flat=True))
    sent = sum(_send_row(row, written, now) for row in rows)
    log.info("notice.sent", extra={"notice_id": pk, "rows": len(rows), "sent": sent})
    return sent


def sweep(*, now: datetime.datetime) -> None:
    """Ring for the rounds of which rows are left: their worker died, or never heard of them; every minute by beat."""
    left = doorbell.waiting().filter(notice__at__lte=now - UNHEARD)
    doorbell.ring(left.order_by().values_list("notice", flat=True).distinct())


def is_over(meeting: Meeting, *, now: datetime.datetime) -> bool:
    """Return whether it was held, or its time has passed. What is postponed waits for a new one."""
    return meeting.state == State.HELD or (meeting.takes_place and meeting.end <= now)


def fits(kind: NoticeKind, meeting: Meeting) -> bool:
    """Return whether a mail of `kind` to somebody who stays invited fits where the meeting stands."""
    match kind:
        case NoticeKind.INVITATION | NoticeKind.REMINDER:
            return meeting.takes_place
        case NoticeKind.UPDATE:
            return meeting.state != State.CANCELLED
    return True


@transaction.atomic
def _send_row(pk: int, written: dict[tuple[str, int, int], Facts], now: datetime.datetime) -> bool:
    """Send one row, or write down why not; return whether a mail was queued.

    Another worker's row is passed over.
    """
    row = _claim(pk)
    if row is None:
        return False
    suppression.lock_addresses([row.invitation.address_id] if row.invitation.address_id else [])
    invitation = lock_invitation(row.invitation_id)
    meeting = row.notice.meeting
    address = invitation.address
    refusal = _refusal(row, invitation, now) or refusals.reason(address)
    if refusal is None and address is not None:
        facts = _facts(meeting, invitation.language, written)
        try:
            row.message = letters.post(invitation, row.notice, address=address, facts=facts, now=now)
        except Suppressed:
            refusal = Refusal.SUPPRESSED
        except RenderingError:
            log.exception("notice.unmakeable", extra={"notice_id": row.notice_id, "invitation_id": invitation.pk})
            refusal = Refusal.UNMAKEABLE
    row.refused = refusal.value if refusal else ""
    row.save(update_fields=["message", "refused"])
    if refusal is None:
        _remember(invitation, NoticeKind(row.notice.kind), meeting, now)
    return refusal is None


def _claim(pk: int) -> NoticeMail | None:
    rows = doorbell.waiting().select_for_update(of=("self",), no_key=True, skip_locked=True)
    return rows.select_related("notice__meeting", "notice__by", "invitation").filter(pk=pk).first()


def _facts(meeting: Meeting, language: str, written: dict[tuple[str, int, int], Facts]) -> Facts:
    """Return the facts in `language`, read once for a round as long as the meeting stays as it is."""
    key = (language, meeting.sequence, meeting.revision)
    if key not in written:
        with translation.override(language):
            written[key] = Facts.of(meeting)
    return written[key]


def _refusal(row: NoticeMail, invitation: Invitation, now: datetime.datetime) -> Refusal | None:
    """Return why the row is not to be sent any more: what it was written for has passed, or nobody previewed this."""
    kind, meeting = NoticeKind(row.notice.kind), row.notice.meeting
    if invitation.withdrawn_at is not None:
        if kind != NoticeKind.CANCELLATION:
            return Refusal.TAKEN_BACK
        return None if invitation.told_sequence is not None else Refusal.NEVER_TOLD
    if kind in _OF_A_MOMENT and row.notice.sequence != meeting.sequence:
        return Refusal.SUPERSEDED
    if (
        not letters.holds(row.notice)
        or not fits(kind, meeting)
        or (kind in ABOUT_WHAT_COMES and is_over(meeting, now=now))
    ):
        return Refusal.SUPERSEDED
    match kind:
        case NoticeKind.CANCELLATION if meeting.state != State.CANCELLED:
            return Refusal.SUPERSEDED
        case NoticeKind.CANCELLATION if invitation.told_sequence is None:
            return Refusal.NEVER_TOLD
        case NoticeKind.INVITATION if invitation.told_sequence is not None:
            return Refusal.ALREADY
        case NoticeKind.REMINDER if invitation.reply != Reply.NONE:
            return Refusal.ANSWERED
        case NoticeKind.REMINDER if refusals.was_reminded(invitation, now):
            return Refusal.REMINDED
    return None


def _remember(invitation: Invitation, kind: NoticeKind, meeting: Meeting, now: datetime.datetime) -> None:
    """Write down what the person knows by this mail."""
    if invitation.withdrawn_at is not None:
        invitation.told_sequence = None  # they know that they are not invited: nothing is owed to them
    elif kind in TELLS_HOW_IT_STANDS:
        invitation.told_sequence = meeting.sequence
    if kind == NoticeKind.INVITATION:
        invitation.invited_at = now
    if kind == NoticeKind.REMINDER:
        invitation.reminded_at = now
    invitation.save(update_fields=["told_sequence", "invited_at", "reminded_at"])
