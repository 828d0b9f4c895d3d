"""What an erasure takes from meetings. Rows stay, as the record that somebody was there; the person goes from them.

The text of comments and of notes on actions stays: it is part of how minutes and actions came about. Whom it was by
is gone with the invitation and the contact, and their name within texts goes by `naming`. Not found: a name in a list
of attendance that was matched with nobody.
"""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings import naming
from meetings.holdings import attendance_of, delegations_to, invitations_of
from meetings.invitations.refusals import Refusal
from meetings.models import (
    ActionDigest,
    ActionItem,
    ActionUpdate,
    Attendance,
    CalendarFeed,
    GroupMembership,
    Invitation,
    NoticeMail,
    ReviewContact,
)
from meetings.models.invitations import new_key
from stakeholders.privacy import parts
from stakeholders.privacy.parts import Part
from stakeholders.privacy.subject import Subject


def register() -> None:
    """Have an erasure remove these; called from `apps.ready()`. What is registered last is removed first."""
    for key, part in {
        "meeting_seats": Part(_("seats in working groups, which stay their organisation’s"), _seats),
        "meeting_actions": Part(_("actions that are theirs, which stay their organisation’s"), _actions),
        "meeting_updates": Part(_("what they said of actions, of which the text stays"), _updates),
        "meeting_digests": Part(_("that they got mails about open actions"), _digests),
        "meeting_feeds": Part(_("personal calendars"), _feeds),
        "meeting_invitations": Part(_("invitations, with answers and needs"), invitations_of, empty_invitations),
        "meeting_mails": Part(_("why a mail about a meeting was not sent"), _refusals, _empty_refusals),
        "meeting_attendance": Part(_("attendance at meetings"), attendance_of, _empty_attendance),
        "meeting_delegates": Part(_("that others sent them in their stead"), delegations_to, _empty_delegates),
        "meeting_contacts": Part(_("their name as a contact of a year in review"), _review_contacts, _empty_contacts),
    }.items():
        parts.register(key, part)
    naming.register()  # last: it goes by the names that the others take away


def _seats(subject: Subject) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.filter(contact__in=subject.contacts)


def _actions(subject: Subject) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(owner__in=subject.contacts)


def _updates(subject: Subject) -> QuerySet[ActionUpdate]:
    return ActionUpdate.objects.filter(by_contact__in=subject.contacts)


def _digests(subject: Subject) -> QuerySet[ActionDigest]:
    return ActionDigest.objects.filter(contact__in=subject.contacts)


def _feeds(subject: Subject) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(contact__in=subject.contacts)


def _refusals(subject: Subject) -> QuerySet[NoticeMail]:
    own = invitations_of(subject).order_by().values("pk")
    return NoticeMail.objects.filter(invitation__in=own).exclude(refused="")


def _empty_refusals(rows: QuerySet[NoticeMail]) -> None:
    rows.update(refused=Refusal.ERASED.value)


def empty_invitations(rows: QuerySet[Invitation]) -> None:
    """Leave of invitations that there was one, with what was answered. Links in mails that went out end."""
    for pk in list(rows.values_list("pk", flat=True)):
        Invitation.objects.filter(pk=pk).update(
            contact=None, address=None, name="", note="", needs="", delegate_name="", delegate_email="", key=new_key()
        )


def _empty_attendance(rows: QuerySet[Attendance]) -> None:
    pks = list(rows.values_list("pk", flat=True))
    mine = Attendance.objects.filter(pk__in=pks)
    mine.filter(organisation__isnull=False).update(organisation_name="")  # as typed: it may name the person’s own
    mine.update(contact=None, name="", designation="")


def _empty_delegates(rows: QuerySet[Invitation]) -> None:
    pks = list(rows.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=pks).update(delegate_name="", delegate_email="")


def _review_contacts(subject: Subject) -> QuerySet[ReviewContact]:
    spelt = [Q(email__iexact=email) for email in subject.emails] + [Q(name__iexact=name) for name in subject.names]
    return ReviewContact.objects.filter(reduce(or_, spelt, Q(pk__in=[])))


def _empty_contacts(rows: QuerySet[ReviewContact]) -> None:
    rows.update(name="", email="", designation="")
