"""Why an invited address gets no mail. Asked when staff look, and again in the transaction that sends.

An invitation needs no subscription: it goes to people in their post. A no is a no all the same: whoever stopped mail
about meetings, complained, or asked to be erased gets none. A pause is about mail to the list and holds nothing back.
"""

import datetime
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery import suppression
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason
from delivery.models import Address
from meetings.invitations import PURPOSE
from meetings.models import Invitation
from stakeholders.consent import Action
from stakeholders.models import ConsentState, ErasureRequest

REMIND_AFTER = datetime.timedelta(hours=24)


class Refusal(models.TextChoices):
    """Why no mail went, or would go; `NoticeMail.refused` holds the value."""

    NO_ADDRESS = ExclusionReason.NO_ADDRESS.value, ExclusionReason.NO_ADDRESS.label
    BOUNCED = ExclusionReason.BOUNCED.value, ExclusionReason.BOUNCED.label
    COMPLAINED = ExclusionReason.COMPLAINED.value, ExclusionReason.COMPLAINED.label
    SUPPRESSED = ExclusionReason.SUPPRESSED.value, ExclusionReason.SUPPRESSED.label
    STOPPED = "stopped", _("Stopped mail about meetings")
    ERASED = "erased", _("Was erased")
    ASKED_ERASURE = "asked_erasure", _("Asked to be erased")
    TAKEN_BACK = "taken_back", _("The invitation was taken back")
    NEVER_TOLD = "never_told", _("Was never written to about it")
    UNDER_WAY = "under_way", _("A mail about this is on its way")
    SUPERSEDED = "superseded", _("The meeting was changed again before the mail left")
    ALREADY = "already", _("Was told already")
    ANSWERED = "answered", _("Answered before the mail left")
    REMINDED = "reminded", _("Was reminded less than a day ago")
    UNMAKEABLE = "unmakeable", _("No mail could be made of it")


def reasons(addresses: Iterable[Address]) -> dict[int, Refusal]:
    """Return those of `addresses` that get no mail about meetings, by key, each with its reason. Three queries."""
    rows = list(addresses)
    keys = [address.pk for address in rows]
    waiting = ErasureRequest.objects.filter(address__in=keys, done_at=None, refused_note="")
    stopped = ConsentState.objects.filter(address__in=keys, purpose=PURPOSE, action=Action.WITHDRAWN)
    found = dict.fromkeys(waiting.values_list("address", flat=True), Refusal.ASKED_ERASURE)
    found |= dict.fromkeys(stopped.values_list("address", flat=True), Refusal.STOPPED)
    found |= {
        key: Refusal(EXCLUSION_FOR_SUPPRESSION[reason].value)
        for key, reason in suppression.reasons(keys, PURPOSE).items()
    }
    return found | {address.pk: Refusal.ERASED for address in rows if not address.email}


def reasons_of_emails(emails: Iterable[str]) -> dict[str, Refusal]:
    """Return those of `emails` that get no mail, though no row of theirs is kept: who was erased is known by a hash."""
    return {
        email: Refusal(EXCLUSION_FOR_SUPPRESSION[reason].value)
        for email, reason in suppression.reasons_for_emails(emails, PURPOSE).items()
    }


def reason(address: Address | None) -> Refusal | None:
    """Return why `address` gets no mail about meetings, or None where it may."""
    return Refusal.ERASED if address is None else reasons([address]).get(address.pk)


def in_words(code: str) -> str:
    """Return what stands in `NoticeMail.refused` as staff read it."""
    return str(Refusal(code).label)


def was_reminded(invitation: Invitation, now: datetime.datetime) -> bool:
    """Return whether the last reminder is too fresh for another one."""
    return invitation.reminded_at is not None and invitation.reminded_at > now - REMIND_AFTER
