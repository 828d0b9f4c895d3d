"""What becomes of decisions: in force, superseded by a later one, withdrawn.

A decision takes the place of one that is in force, while it is in force itself. So no chain of them ever closes to a
ring: the last link would start from a decision that is superseded already.
"""

import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from meetings import notes
from meetings.enums import DecisionStatus, MinutesState
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.models import Decision

log = logging.getLogger(__name__)


@transaction.atomic
def supersede(old: Decision, *, with_: Decision, by: AbstractUser | None) -> None:
    """Let `with_` take the place of `old`. The public hears of it once both are in approved minutes.

    Raises:
        MoveRefusedError: one of them is not in force, they are the same, or `with_` takes another's place already.
    """
    old, new = _locked(old, with_)
    if old.pk == new.pk:
        raise MoveRefusedError(_("A decision can't take its own place."))
    if old.status != DecisionStatus.IN_FORCE:
        raise MoveRefusedError(_("%(number)s is no longer in force.") % {"number": old.number})
    if new.status != DecisionStatus.IN_FORCE:
        raise MoveRefusedError(_("%(number)s is no longer in force.") % {"number": new.number})
    if new.supersedes_id is not None:
        raise MoveRefusedError(_("%(number)s takes the place of another decision already.") % {"number": new.number})
    new.supersedes, old.status = old, DecisionStatus.SUPERSEDED
    new.save(update_fields=["supersedes"])
    old.save(update_fields=["status"])
    log.info("decision.superseded", extra={"decision_id": old.pk, "with": new.pk, "user_id": by and by.pk})


@transaction.atomic
def withdraw(decision: Decision, *, reason: str, by: AbstractUser | None) -> None:
    """Say that a decision no longer holds, and why. One that it took the place of comes back only from draft minutes.

    Raises:
        MoveRefusedError: it is not in force.
        MeetingsError: there is no reason, or it is too long.
    """
    (decision,) = _locked(decision)
    if decision.status != DecisionStatus.IN_FORCE:
        raise MoveRefusedError(_("%(number)s is no longer in force.") % {"number": decision.number})
    decision.reason = _checked(reason)
    decision.status = DecisionStatus.WITHDRAWN
    if _never_took_effect(decision):
        give_back(decision)
    decision.save(update_fields=["status", "reason", "supersedes"])
    log.info("decision.withdrawn", extra={"decision_id": decision.pk, "user_id": by and by.pk})


@transaction.atomic
def reinstate(decision: Decision, *, by: AbstractUser | None) -> None:
    """Undo what was done by mistake: a withdrawal, or that another decision took its place.

    Raises:
        MoveRefusedError: it is in force.
    """
    (decision,) = _locked(decision)
    if decision.status == DecisionStatus.IN_FORCE:
        raise MoveRefusedError(_("%(number)s is in force.") % {"number": decision.number})
    decision.superseded_by.update(supersedes=None)
    decision.status, decision.reason = DecisionStatus.IN_FORCE, ""
    decision.save(update_fields=["status", "reason"])
    log.info("decision.reinstated", extra={"decision_id": decision.pk, "user_id": by and by.pk})


def give_back(decision: Decision) -> None:
    """Put the decision that this one took the place of in force again. The caller saves this one, or deletes it."""
    if decision.supersedes_id is not None:
        Decision.objects.filter(pk=decision.supersedes_id).update(status=DecisionStatus.IN_FORCE)
        decision.supersedes = None


def _never_took_effect(decision: Decision) -> bool:
    minutes = getattr(decision.meeting, "minutes", None)
    return minutes is None or minutes.state in (MinutesState.DRAFT, MinutesState.CIRCULATED)


def _checked(reason: str) -> str:
    reason = notes.writable(reason).strip()
    limit = Decision._meta.get_field("reason").max_length or 0
    if not reason:
        raise MeetingsError(_("Say why it is withdrawn: readers see that."))
    if len(reason) > limit:
        raise MeetingsError(_("That is too long: at most %(limit)s characters.") % {"limit": limit})
    return reason


def _locked(*decisions: Decision) -> list[Decision]:
    """Return the decisions as they stand now, in the order given; nobody else changes them meanwhile."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("meeting__minutes").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[decision.pk for decision in decisions])}
    if len(found) < len({decision.pk for decision in decisions}):
        raise MeetingsError(_("This decision was removed meanwhile."))
    return [found[decision.pk] for decision in decisions]
