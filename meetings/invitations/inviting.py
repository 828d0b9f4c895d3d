"""Inviting people to a meeting: from working groups, segments, one by one, by typed address.

A plan says of everybody who is meant what inviting them would do; nothing is written before staff have seen it, and
nobody is mailed by being invited: that is a round of `notices`. One address is one invitation, however many ways led to
it, with all of them in `came_by`.
"""

import datetime
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery import addresses
from delivery.models import Address
from meetings.enums import InviteeRole, Reply, State
from meetings.exceptions import MeetingsError
from meetings.invitations import people, refusals
from meetings.invitations.locking import lock_meeting
from meetings.invitations.people import MOST, Meant, Wishes
from meetings.invitations.refusals import Refusal
from meetings.invitations.sending import is_over
from meetings.models import Invitation, Meeting
from meetings.models.invitations import new_key
from stakeholders.exceptions import UnknownCriterionError

log = logging.getLogger(__name__)


class Outcome(models.TextChoices):
    """What inviting somebody would do."""

    NEW = "new", gettext_lazy("New")
    AGAIN = "again", gettext_lazy("Was taken back, is invited again")
    ALREADY = "already", gettext_lazy("Invited already")
    UNREACHABLE = "unreachable", gettext_lazy("Can’t get mail")


@dataclass(frozen=True)
class Line:
    """One address that is meant, or a person without one, and what inviting them would do."""

    meant: Meant
    outcome: Outcome
    why: str = ""  # of those who can't get mail, in words


@dataclass(frozen=True)
class Plan:
    """What inviting would do. Nothing is written."""

    lines: list[Line]
    unnamed: list[str]  # seats for which nobody is named: the group and the organisation, in words

    def of(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def by_outcome(self) -> list[tuple[Outcome, list[Line]]]:
        return [(outcome, lines) for outcome in Outcome if (lines := self.of(outcome))]

    @property
    def inviting(self) -> list[Line]:
        """Who would be invited by it."""
        return [line for line in self.lines if line.outcome in (Outcome.NEW, Outcome.AGAIN)]

    @property
    def digest(self) -> str:
        """The same for two plans that invite the same: what staff saw is what is written."""
        seen = [(line.meant.key, line.outcome) for line in self.lines]
        return hashlib.sha256(str(seen).encode()).hexdigest()[:32]


def plan(meeting: Meeting, wishes: Wishes, *, now: datetime.datetime) -> Plan:
    """Say what inviting those whom `wishes` mean would do, by as many queries for one as for two hundred.

    Raises:
        MeetingsError: nobody is meant; more are than can be invited; or nobody can be invited to this meeting now.
    """
    _refuse_closed(meeting, now)
    try:
        found = people.meant_by(wishes, now=now)
    except UnknownCriterionError as gone:
        raise MeetingsError(_("A segment asks about something that is gone. Please open and save it first.")) from gone
    if not found.meant and not found.unnamed:
        raise MeetingsError(_("Nobody is meant: choose a group, a segment or a person, or type an address."))
    if len(found.meant) + meeting.invitations.count() > MOST:
        raise MeetingsError(_("A meeting has at most 1,000 invitations. For more, send a newsletter."))
    rows = {each.key: each for each in Address.objects.filter(key__in=[m.key for m in found.meant if m.key])}
    unreachable = _unreachable(found.meant, rows)
    invited = _invited(meeting)
    return Plan([_line(meant, unreachable, invited) for meant in found.meant], found.unnamed)


@transaction.atomic
def invite(
    meeting: Meeting, wishes: Wishes, *, role: InviteeRole, seen: str, by: AbstractBaseUser, now: datetime.datetime
) -> list[Invitation]:
    """Write down the invitations of `plan`; `seen` is the digest of the plan that staff saw. Nobody is mailed.

    An invitation that was taken back is given again with a new key: its old links stay closed.

    Raises:
        MeetingsError: the plan is another one by now, or invites nobody; or see `plan`.
    """
    meeting = lock_meeting(meeting.pk)  # of two who invite, one sees the other's
    found = plan(meeting, wishes, now=now)
    if found.digest != seen:
        raise MeetingsError(_("Something has changed since you looked: nobody was invited. Please look once more."))
    if not found.inviting:
        raise MeetingsError(_("Nobody new would be invited by this."))
    rows = addresses.get_or_create_many(line.meant.email for line in found.inviting)
    invited = []
    for line in found.inviting:
        row = rows[line.meant.email]
        if isinstance(row, Address):  # what is none was told by the plan, and is not among these
            invited.append(_write(meeting, line.meant, row, role=role))
    log.info("invitations.written", extra={"meeting_id": meeting.pk, "count": len(invited), "by": by.pk})
    return invited


def _write(meeting: Meeting, meant: Meant, address: Address, *, role: InviteeRole) -> Invitation:
    invitation, _new = Invitation.objects.update_or_create(
        meeting=meeting,
        address=address,
        defaults={
            "contact": meant.contact,
            "organisation": meant.organisation,
            "name": meant.name,
            "language": meant.language,
            "role": role,
            "came_by": "; ".join(meant.came_by)[:200],
            "key": new_key(),
            "withdrawn_at": None,
            "told_sequence": None,  # whatever they got before, its links are closed: they are invited anew
            # What was answered to the invitation that was taken back is no answer to this one.
            "reply": Reply.NONE,
            "replied_at": None,
            "mode": "",
            "note": "",
            "needs": "",
            "delegate_name": "",
            "delegate_email": "",
            "delegated_by": None,
        },
    )
    return invitation


def _refuse_closed(meeting: Meeting, now: datetime.datetime) -> None:
    if meeting.state == State.CANCELLED or is_over(meeting, now=now):
        raise MeetingsError(_("This meeting is over or cancelled: nobody can be invited any more."))


def _unreachable(meant: Iterable[Meant], rows: dict[str, Address]) -> dict[str, str]:
    """Return why mail can't go, in words, by the folded address; an unknown address may be on the list of erased."""
    known = refusals.reasons(rows.values())
    unknown = refusals.reasons_of_emails(each.email for each in meant if each.key and each.key not in rows)
    return {row.key: str(known[row.pk].label) for row in rows.values() if row.pk in known} | {
        addresses.fold(email): str(refusal.label) for email, refusal in unknown.items()
    }


@dataclass(frozen=True)
class _Invited:
    keys: set[str]
    contacts: set[int]
    taken_back: set[str]


def _invited(meeting: Meeting) -> _Invited:
    """Return who is invited so far: by address, and by person, whose main address may be another by now."""
    rows = list(meeting.invitations.values_list("address__key", "contact", "withdrawn_at"))
    return _Invited(
        keys={key for key, _contact, withdrawn in rows if key and withdrawn is None},
        contacts={contact for _key, contact, withdrawn in rows if contact and withdrawn is None},
        taken_back={key for key, _contact, withdrawn in rows if key and withdrawn is not None},
    )


def _line(meant: Meant, unreachable: dict[str, str], invited: _Invited) -> Line:
    if meant.problem:
        return Line(meant, Outcome.UNREACHABLE, meant.problem)
    if not meant.key:
        return Line(meant, Outcome.UNREACHABLE, str(Refusal.NO_ADDRESS.label))
    if meant.key in invited.keys or (meant.contact is not None and meant.contact.pk in invited.contacts):
        return Line(meant, Outcome.ALREADY)
    if meant.key in unreachable:
        return Line(meant, Outcome.UNREACHABLE, unreachable[meant.key])
    return Line(meant, Outcome.AGAIN if meant.key in invited.taken_back else Outcome.NEW)
