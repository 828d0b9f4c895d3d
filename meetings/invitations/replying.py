"""What invited people answer, by their link or through staff, and whom they send instead.

An answer can be changed until the meeting ends; the last word counts, whichever tab it came from. Whoever is sent
instead gets an invitation of their own and sends nobody else. What becomes of the address that was named is told to
staff only: the page must not say who is invited, or who wants no mail.
"""

import datetime
import logging
import re
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from delivery.models import Address
from meetings.enums import Mode, NoticeKind, Reply, State
from meetings.exceptions import MeetingsError
from meetings.invitations import notices, refusals, withdrawing
from meetings.invitations.locking import lock_invitation, lock_meeting
from meetings.models import Invitation, Meeting
from stakeholders import throttle

log = logging.getLogger(__name__)

DELEGATES_AN_HOUR = 3  # by one invitation: who changes their mind may, who floods mailboxes through us may not
# What makes a link or an address of it, breaks a line, or turns the writing round.
_NO_NAME = re.compile(r"[@/\\<>\[\]{}\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What somebody says to an invitation; the delegate counts with `Reply.DELEGATED` only."""

    reply: Reply
    mode: str = ""
    note: str = ""
    needs: str = ""
    delegate_name: str = ""
    delegate_email: str = ""


def is_open(meeting: Meeting, *, now: datetime.datetime) -> bool:
    """Return whether invited people can still answer."""
    return meeting.state == State.ANNOUNCED and now < meeting.end


@transaction.atomic
def answer(invitation: Invitation, said: Answer, *, now: datetime.datetime) -> Invitation:
    """Write down what an invited person says, and have a delegate invited, or one they no longer send told.

    Raises:
        MeetingsError: it is too late, the invitation was taken back, or what was said does not do; nothing is changed.
    """
    invitation = _locked(invitation)
    if invitation.withdrawn_at is not None or not is_open(invitation.meeting, now=now):
        raise MeetingsError(_("This can’t be answered any more. Nothing was changed."))
    if said.reply == Reply.NONE:
        raise MeetingsError(_("Please choose an answer."))
    before = (invitation.delegate_name, invitation.delegate_email)
    _write(invitation, said, now)
    if (invitation.delegate_name, invitation.delegate_email) != before:
        _change_delegate(invitation, now)
    log.info("invitation.answered", extra={"invitation_id": invitation.pk, "reply": str(said.reply)})
    return invitation


@transaction.atomic
def note_for(invitation: Invitation, *, reply: Reply, mode: str, by: AbstractBaseUser, now: datetime.datetime) -> None:
    """Write down what an invited person told staff, by telephone for example; a delegate they named stays theirs.

    Raises:
        MeetingsError: sending somebody else is for their own link, where they give the address.
    """
    invitation = _locked(invitation)
    if reply == Reply.DELEGATED and invitation.reply != Reply.DELEGATED:
        raise MeetingsError(_("Only they themselves can send somebody else. Invite that person instead."))
    had_delegate = bool(invitation.delegate_email) and reply != Reply.DELEGATED
    invitation.reply, invitation.mode = reply, mode
    invitation.replied_at = None if reply == Reply.NONE else now
    if had_delegate:
        invitation.delegate_name = invitation.delegate_email = ""
    invitation.save()
    if had_delegate:
        _release_delegate(invitation, now)
    log.info("invitation.noted", extra={"invitation_id": invitation.pk, "reply": str(reply), "by": by.pk})


def _locked(invitation: Invitation) -> Invitation:
    meeting = lock_meeting(invitation.meeting_id)
    invitation = lock_invitation(invitation.pk)
    invitation.meeting = meeting
    return invitation


def _write(invitation: Invitation, said: Answer, now: datetime.datetime) -> None:
    delegates = said.reply == Reply.DELEGATED
    if delegates:
        _check_delegate(invitation, said)
    invitation.reply, invitation.replied_at = said.reply, now
    invitation.mode = _mode(invitation.meeting, said)
    invitation.note, invitation.needs = said.note.strip()[:500], said.needs.strip()[:500]
    invitation.delegate_name = said.delegate_name.strip() if delegates else ""
    invitation.delegate_email = said.delegate_email.strip() if delegates else ""
    invitation.save()


def _mode(meeting: Meeting, said: Answer) -> str:
    """Return how they take part: their choice where there is one, else what the meeting allows; of a no nothing."""
    if said.reply not in (Reply.ACCEPTED, Reply.TENTATIVE):
        return ""
    if meeting.mode != Mode.HYBRID:
        return meeting.mode
    return said.mode if said.mode in (Mode.IN_PERSON, Mode.ONLINE) else ""


def _check_delegate(invitation: Invitation, said: Answer) -> None:
    if invitation.delegated_by_id is not None:
        raise MeetingsError(_("You come for somebody else, and can’t send another person in turn. Please write to us."))
    name = said.delegate_name.strip()
    if not name or len(name) > 150 or _NO_NAME.search(name):
        raise MeetingsError(_("Please write the name of the person you send: a name only, no address or link."))
    try:
        key = addresses.fold(said.delegate_email)
    except InvalidAddress as problem:
        raise MeetingsError(
            _("No mail can be sent to the address of the person you send: %(reason)s") % {"reason": problem}
        ) from problem
    if invitation.address is not None and key == invitation.address.key:
        raise MeetingsError(_("That is your own address. Please give the one of the person you send."))
    same = invitation.delegate_email and addresses.fold(invitation.delegate_email) == key
    if not same and not throttle.allowed("delegate", str(invitation.pk), limit=DELEGATES_AN_HOUR):
        raise MeetingsError(_("You have named several people within an hour. Please wait a while, or write to us."))


def _change_delegate(invitation: Invitation, now: datetime.datetime) -> None:
    """Let go whom they sent so far, and invite whom they send now; the same person with another name stays."""
    new = addresses.fold(invitation.delegate_email) if invitation.delegate_email else ""
    old = Invitation.objects.select_related("address").filter(delegated_by=invitation).first()
    if old is not None and old.address is not None and old.address.key == new:
        Invitation.objects.filter(pk=old.pk).update(name=invitation.delegate_name)
        return
    _release_delegate(invitation, now)
    if new:
        _invite_delegate(invitation, now)


def _release_delegate(invitation: Invitation, now: datetime.datetime) -> None:
    delegate = Invitation.objects.select_related("meeting").filter(delegated_by=invitation).first()
    if delegate is not None:
        Invitation.objects.filter(pk=delegate.pk).update(delegated_by=None)
        withdrawing.withdraw(delegate.meeting, [delegate], by=None, now=now)


def _invite_delegate(invitation: Invitation, now: datetime.datetime) -> None:
    """Invite the delegate, unless the address is invited or was, or gets no mail: staff see that, nobody else."""
    address = addresses.get_or_create(invitation.delegate_email)
    if not _may_be_invited(address, invitation.meeting):
        log.info("delegate.withheld", extra={"invitation_id": invitation.pk, "address_id": address.pk})
        return
    delegate = Invitation.objects.create(
        meeting=invitation.meeting,
        address=address,
        organisation=invitation.organisation,
        name=invitation.delegate_name,
        language=invitation.language,
        role=invitation.role,
        delegated_by=invitation,
    )
    notices.send(invitation.meeting, kind=NoticeKind.INVITATION, to=[delegate], by=None, now=now)


def _may_be_invited(address: Address, meeting: Meeting) -> bool:
    if Invitation.objects.filter(meeting=meeting, address=address).exists():
        return False
    return refusals.reason(address) is None and throttle.address_allowed(address.key)
