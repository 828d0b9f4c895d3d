"""The only way to mail about a meeting: a round is written down, row by row, and then sent (`sending`).

Nobody is mailed by a change: staff see whom a round would reach and what it says, and let it go. Which kind of mail
each invited person gets follows from what they were told last.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import NoticeKind, Reply, State
from meetings.exceptions import MeetingsError
from meetings.invitations import doorbell, refusals
from meetings.invitations.locking import lock_meeting
from meetings.invitations.refusals import Refusal
from meetings.invitations.sending import ABOUT_WHAT_COMES, fits, is_over
from meetings.models import Invitation, Meeting, Notice, NoticeMail

LONGEST_WORDS = 2000  # characters
# Who will hear soon, or has nothing to hear, stands in no log.
_UNLOGGED = (Refusal.UNDER_WAY, Refusal.REMINDED, Refusal.NEVER_TOLD)


class To(models.TextChoices):
    """Whom a round is for."""

    UNTOLD = "untold", gettext_lazy("Those who don’t know how it stands now")
    ALL = "all", gettext_lazy("All who are invited")
    UNANSWERED = "unanswered", gettext_lazy("Those who have not answered")
    CHOSEN = "chosen", gettext_lazy("The ones chosen in the list")


@dataclass(frozen=True)
class Line:
    """One invited person in a plan: what they would be sent, or why nothing."""

    invitation: Invitation
    kind: NoticeKind | None
    refusal: Refusal | None

    @property
    def gets_mail(self) -> bool:
        return self.kind is not None and self.refusal is None


@dataclass(frozen=True)
class Plan:
    """Whom a round would reach, and who is left out. Nothing is written."""

    meeting: Meeting
    lines: list[Line]

    @property
    def reached(self) -> list[Line]:
        return [line for line in self.lines if line.gets_mail]

    @property
    def left_out(self) -> list[Line]:
        return [line for line in self.lines if not line.gets_mail]

    @property
    def by_kind(self) -> dict[NoticeKind, list[Invitation]]:
        """Whoever is to hear, and can't by mail, stands here too: the log says why they got none."""
        kinds = defaultdict(list)
        for line in self.lines:
            if line.kind is not None:
                kinds[line.kind].append(line.invitation)
        return dict(kinds)

    def digest(self, words: str) -> str:
        """Return the same for two plans that send the same to the same people: what staff saw is what they let go."""
        told = [(line.invitation.pk, line.kind, line.gets_mail) for line in self.lines]
        seen = f"{self.meeting.pk} {self.meeting.sequence} {self.meeting.revision} {told} {words}"
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def plan(meeting: Meeting, *, to: To, chosen: Collection[int] = (), now: datetime.datetime) -> Plan:
    """Say whom of those invited to `meeting` a round would reach; `chosen` are keys of invitations. Five queries.

    Raises:
        MeetingsError: nobody may be written to about this meeting now; the text says why.
    """
    _refuse_silent(meeting, now)
    invitations = [each for each in _invitations(meeting) if _is_meant(each, meeting, to, chosen)]
    unreachable = refusals.reasons(each.address for each in invitations if each.address)
    under_way = set(doorbell.waiting().filter(notice__meeting=meeting).values_list("invitation", flat=True))
    lines = []
    for invitation in invitations:
        kind = _kind(invitation, meeting, reminding=to == To.UNANSWERED)
        refusal = _refusal(invitation, meeting, kind, unreachable, under_way, now)
        lines.append(Line(invitation, None if refusal in _UNLOGGED else kind, refusal))
    return Plan(meeting, lines)


@transaction.atomic
def tell(
    meeting: Meeting,
    *,
    to: To,
    chosen: Collection[int] = (),
    seen: str,
    words: str = "",
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> list[Notice]:
    """Write down and send what `plan` says, a round for each kind of mail in it; `seen` is its digest as staff saw it.

    Raises:
        MeetingsError: it is not what they saw any more (somebody answered, was invited, the words were changed, or
            another person was faster); it reaches nobody; or see `send`.
    """
    meeting = lock_meeting(meeting.pk)  # of two who press at the same time the second finds the rows of the first
    found = plan(meeting, to=to, chosen=chosen, now=now)
    if found.digest(words) != seen:
        raise MeetingsError(_("Something has changed since you looked: nothing was sent. Please look once more."))
    if not found.reached:
        raise MeetingsError(_("There is nobody to write to."))
    return [
        send(meeting, kind=kind, to=invitations, words=words, by=by, now=now)
        for kind, invitations in found.by_kind.items()
    ]


@transaction.atomic
def send(
    meeting: Meeting,
    *,
    kind: NoticeKind,
    to: Iterable[Invitation],
    words: str = "",
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> Notice:
    """Write down a round of mail of `kind` to these invitations of `meeting`, and have the workers send it.

    What each kind says is `letters`; `words` are added to it, as plain text. A row whose person may get no mail is
    logged with the reason. `by` is None where a person's own reply caused it.

    Raises:
        MeetingsError: the meeting is a draft; or over, or cancelled, and the mail is about coming to it; or the words
            are too long, or hold what mails use as placeholders; or there is nobody.
    """
    meeting = lock_meeting(meeting.pk)  # of a change and a round at the same time one sees the other
    invitations = list(to)
    _refuse(meeting, kind, invitations, words, now)
    notice = Notice.objects.create(
        meeting=meeting, kind=kind, sequence=meeting.sequence, words=words.strip(), at=now, by_id=by.pk if by else None
    )
    NoticeMail.objects.bulk_create([NoticeMail(notice=notice, invitation=each) for each in invitations])
    doorbell.ring([notice.pk])
    return notice


def _invitations(meeting: Meeting) -> list[Invitation]:
    found = meeting.invitations.select_related("address", "contact", "organisation", "delegated_by")
    return list(found.order_by("name", "pk"))


def _is_meant(invitation: Invitation, meeting: Meeting, to: To, chosen: Collection[int]) -> bool:
    told = invitation.told_sequence
    if invitation.withdrawn_at is not None and told is None:
        return False
    match to:
        case To.ALL:
            return True
        case To.CHOSEN:
            return invitation.pk in chosen
        case To.UNANSWERED:
            return told is not None and invitation.withdrawn_at is None and invitation.reply == Reply.NONE
        case To.UNTOLD:
            if told is None:
                return meeting.takes_place
            return told < meeting.sequence or invitation.withdrawn_at is not None


def _kind(invitation: Invitation, meeting: Meeting, *, reminding: bool) -> NoticeKind:
    """Return what an invited person has to hear, by what they were told last."""
    if invitation.withdrawn_at is not None or meeting.state == State.CANCELLED:
        return NoticeKind.CANCELLATION
    if invitation.told_sequence is None:
        return NoticeKind.INVITATION
    if reminding and meeting.takes_place and invitation.told_sequence == meeting.sequence:
        return NoticeKind.REMINDER
    return NoticeKind.UPDATE


def _refusal(
    invitation: Invitation,
    meeting: Meeting,
    kind: NoticeKind,
    unreachable: dict[int, Refusal],
    under_way: Collection[int],
    now: datetime.datetime,
) -> Refusal | None:
    if invitation.pk in under_way:
        return Refusal.UNDER_WAY
    if not meeting.takes_place and invitation.told_sequence is None:
        return Refusal.NEVER_TOLD
    if invitation.address_id is None:
        return Refusal.ERASED
    if kind == NoticeKind.REMINDER and refusals.was_reminded(invitation, now):
        return Refusal.REMINDED
    return unreachable.get(invitation.address_id)


def _refuse_silent(meeting: Meeting, now: datetime.datetime) -> None:
    """Refuse mail about a meeting that nobody is to hear of."""
    if meeting.state == State.DRAFT:
        raise MeetingsError(_("This meeting is a draft: nobody is written to before it is announced."))
    if is_over(meeting, now=now):
        raise MeetingsError(_("This meeting is over: there is nothing left to invite to."))


def _refuse(
    meeting: Meeting, kind: NoticeKind, invitations: list[Invitation], words: str, now: datetime.datetime
) -> None:
    if meeting.state == State.DRAFT or kind in ABOUT_WHAT_COMES:
        _refuse_silent(meeting, now)
    if not fits(kind, meeting):
        raise MeetingsError(_("This meeting does not take place as it was announced: nobody can be invited to it now."))
    if not invitations:
        raise MeetingsError(_("There is nobody to write to."))
    if len(words) > LONGEST_WORDS:
        raise MeetingsError(_("Your own words are too long: 2,000 characters are the most."))
    if "[[" in words:
        raise MeetingsError(_("Write it without double square brackets."))
    if any(each.meeting_id != meeting.pk for each in invitations):
        raise ValueError("An invitation to another meeting stands in the round.")
