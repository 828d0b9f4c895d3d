"""What of a meeting is thrown out when its time is over: what people wrote of themselves, and links."""

import datetime
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import ActionDigest, Invitation, Meeting
from stakeholders.privacy.retention import Rule, register

NEEDED = datetime.timedelta(days=90)
DIGESTS_KEPT = datetime.timedelta(days=730)


def register_all() -> None:
    """Register the rules of this room; called from `apps.ready()`."""
    for rule in RULES:
        register(rule)


def _of_past_meetings(now: datetime.datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting__end__lt=now - NEEDED)


def needs_and_notes(now: datetime.datetime) -> QuerySet[Invitation]:
    """Return invitations to meetings long past that still hold what people need, or wrote beside their answer."""
    return _of_past_meetings(now).exclude(Q(note="") & Q(needs=""))


def delegates(now: datetime.datetime) -> QuerySet[Invitation]:
    """Return invitations to meetings long past with the address of who was sent instead."""
    return _of_past_meetings(now).exclude(delegate_email="")


def ended_sign_ins(now: datetime.datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(sign_in_until__lt=now)


def old_digests(now: datetime.datetime) -> QuerySet[ActionDigest]:
    return ActionDigest.objects.filter(at__lt=now - DIGESTS_KEPT)


def _empty_answers(keys: Sequence[int], now: datetime.datetime) -> None:
    Invitation.objects.filter(pk__in=keys).update(note="", needs="")


def _drop_addresses(keys: Sequence[int], now: datetime.datetime) -> None:
    Invitation.objects.filter(pk__in=keys).update(delegate_email="")


def _close(keys: Sequence[int], now: datetime.datetime) -> None:
    # Not one that was opened anew in this moment; by the query, so that no page is published for it.
    ended_sign_ins(now).filter(pk__in=keys).update(sign_in_key="", sign_in_until=None)


def _delete_digests(keys: Sequence[int], now: datetime.datetime) -> None:
    ActionDigest.objects.filter(pk__in=keys).delete()


RULES = (
    Rule(
        "meeting_needs",
        _("Notes and needs that people wrote when they answered an invitation"),
        _("90 days after the meeting"),
        _("They say what somebody eats, or can’t do: of use until the meeting is over and accounted for."),
        needs_and_notes,
        _empty_answers,
    ),
    Rule(
        "meeting_delegates",
        _("Addresses of people whom others sent to a meeting in their stead"),
        _("90 days after the meeting"),
        _("They were given by somebody else, for this meeting."),
        delegates,
        _drop_addresses,
    ),
    Rule(
        "meeting_sign_ins",
        _("Links by which people sign in to a meeting"),
        _("until the next night"),
        _("A link whose time is over opens nothing."),
        ended_sign_ins,
        _close,
    ),
    Rule(
        "meeting_digests",
        _("That somebody was mailed a list of their open actions"),
        _("2 years"),
        _("So long somebody may ask whether they were told."),
        old_digests,
        _delete_digests,
    ),
)
