"""Who hears of minutes by mail: those who were invited, each with a link of their own to read and to comment.

Circulating and approving mail nobody: staff see whom a round would reach, and let it go.
"""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from delivery.links import absolute
from meetings import links, visibility
from meetings.enums import WAS_THERE, NoticeKind, Visibility
from meetings.exceptions import MeetingsError
from meetings.invitations import letters, notices, refusals
from meetings.invitations.refusals import Refusal
from meetings.minutes import versions
from meetings.minutes.gathering import level_in, standing
from meetings.minutes.lifecycle import APPROVED_STATES
from meetings.models import Attendance, Invitation, Meeting, Minutes, MinutesVersion, Notice, NoticeMail


@dataclass(frozen=True)
class Plan:
    """Whom a round about the latest version would reach, and who gets nothing and why. Nothing is written."""

    kind: NoticeKind
    version: MinutesVersion
    reached: list[Invitation]
    left_out: list[tuple[Invitation, Refusal]]

    def digest(self, words: str) -> str:
        """Return the same for two plans that send the same: what staff saw is what they let go."""
        seen = f"{self.kind} {self.version.pk} {[each.pk for each in self.reached]} {words}"
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def plan(minutes: Minutes) -> Plan:
    """Say whom a round about the minutes would reach: who was mailed an invitation or came, and has not heard of them.

    Raises:
        MeetingsError: they are a draft, or nobody outside the unit may read them.
    """
    version = versions.latest(minutes, Visibility.PARTNERS)
    kind = _kind(minutes)
    if kind is None or version is None:
        raise MeetingsError(_("Nobody outside the unit can read these minutes now, so nobody can be written to."))
    there = Attendance.objects.filter(invitation=OuterRef("pk"), presence__in=WAS_THERE)
    told = NoticeMail.objects.filter(
        invitation=OuterRef("pk"), notice__kind=kind, notice__at__gte=version.at, refused=""
    )
    known = Invitation.objects.filter(Q(told_sequence__isnull=False) | Exists(there))
    meant = known.filter(meeting=minutes.meeting_id, withdrawn_at=None).annotate(told=Exists(told))
    reached: list[Invitation] = []
    left_out: list[tuple[Invitation, Refusal]] = []
    people = list(meant.select_related("address", "contact", "organisation").order_by("name", "pk"))
    unreachable = refusals.reasons(each.address for each in people if each.address)
    for invitation in people:
        refusal = _refusal(invitation, unreachable)
        if refusal is None:
            reached.append(invitation)
        else:
            left_out.append((invitation, refusal))
    return Plan(kind, version, reached, left_out)


def _refusal(invitation: Any, unreachable: dict[int, Refusal]) -> Refusal | None:
    if invitation.told:
        return Refusal.ALREADY
    if invitation.address_id is None:
        return Refusal.NO_ADDRESS
    return unreachable.get(invitation.address_id)


@transaction.atomic
def tell(minutes: Minutes, *, seen: str, words: str, by: AbstractUser, now: datetime.datetime) -> Notice:
    """Send the round that `plan` says; `seen` is its digest when staff saw it. Two clicks send once.

    Raises:
        MeetingsError: it is not what they saw any more, it reaches nobody, or see `notices.send`.
    """
    # The meeting first, as every round locks it: of two who press at once the second finds the rows of the first.
    meeting = Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    minutes = Minutes.objects.select_related("meeting").get(pk=minutes.pk)
    found = plan(minutes)
    if found.digest(words) != seen:
        raise MeetingsError(_("Something has changed since you looked: nothing was sent. Please look once more."))
    if not found.reached:
        raise MeetingsError(_("There is nobody to write to."))
    return notices.send(meeting, kind=found.kind, to=found.reached, words=words, by=by, now=now)


def _kind(minutes: Minutes) -> NoticeKind | None:
    """Return which mail fits where the minutes stand, if any."""
    if not visibility.allows(Visibility.PARTNERS, level_in(minutes.state, minutes.meeting)):
        return None
    return NoticeKind.APPROVED if minutes.state in APPROVED_STATES else NoticeKind.MINUTES


def comment_url(invitation: Invitation) -> str:
    """Return the address of the page on which an invited person reads minutes and comments, in their language."""
    with translation.override(invitation.language):
        token = links.invitation_token(links.Door.COMMENT, invitation)
        return absolute(reverse("meetings:comment_on_minutes", args=[token]))


def _holds(notice: Notice) -> bool:
    """Return whether the minutes still stand where they did when a round was written.

    Of a version that came out since, `plan` tells the rest, and nobody hears twice.
    """
    minutes = Minutes.objects.select_related("meeting").filter(meeting=notice.meeting_id).first()
    if minutes is None or _kind(minutes) != notice.kind:
        return False
    version = versions.latest(minutes, Visibility.PARTNERS)
    return version is not None and version.at <= notice.at


def _context(invitation: Invitation, notice: Notice) -> dict[str, Any]:
    """Return what the mails say besides what all mail about meetings does; in the reader's language."""
    minutes = Minutes.objects.select_related("approved_by_meeting").get(meeting=notice.meeting_id)
    now = standing(minutes, notice.meeting)
    return {"until": now.comments_until, "erratum": now.errata[-1] if now.errata else None}


def _personal_links(invitation: Invitation) -> dict[str, str]:
    return {"minutes_url": comment_url(invitation)}


def register() -> None:
    """Have rounds about minutes mailed; called from `apps.ready()`."""
    for kind in (NoticeKind.MINUTES, NoticeKind.APPROVED):
        letter = letters.Letter(kind.value, context=_context, personal_links=_personal_links, holds=_holds)
        letters.register(kind, letter)
