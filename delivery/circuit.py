"""How the engine stops a bulk mailing by itself, and starts it again: the circuit breaker.

An outage (the provider takes no mail, or puts off whatever it is given) opens the circuit: the mailing is paused with
the reason in words, and the sweeper tries again after a time that grows with every outage in a row. What time does not
heal (a refused password, refused content) waits for a person. Trouble lasts until a message is accepted; staff are told
of it when it has lasted a while, or waits for them. Nobody's attempts are spent meanwhile.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from delivery import turns
from delivery.enums import MailingKind, MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing
from delivery.moves import move
from delivery.signals import mailing_in_trouble
from delivery.smtp import ProviderDown

logger = logging.getLogger(__name__)

# After the first outage in a row, the second, …; then the last one again and again.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
# Staff are told of an outage that lasts longer.
PATIENCE = timedelta(minutes=15)

# What a person's pause, resumption or cancellation puts an end to.
NO_TROUBLE: dict[str, Any] = {"resume_at": None, "trouble_since": None, "staff_told_at": None}

# RFC 4954 and RFC 5248: authentication is required, too weak, or refused; HTTP: the key is, or nobody paid. A refused
# sender (MAIL) is a setting, too. A 554 instead of a greeting is a policy that may be lifted: blocklists forget.
_TIME_DOES_NOT_HEAL = frozenset({401, 402, 403, 530, 534, 535, 538, 550, 551, 553})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a mailing cannot go on, in words, and whether it may by itself after a while."""

    reason: str
    heals: bool
    lasts_at_least: timedelta = timedelta()  # the provider asks to be left alone so long

    @classmethod
    def of(cls, down: ProviderDown) -> "Trouble":
        """Return what it means that a provider takes no mail."""
        reason = _("The mail provider takes no mail: %(reason)s") % {"reason": down.reason}
        return cls(reason, down.code not in _TIME_DOES_NOT_HEAL, down.retry_after or timedelta())


def open_for(mailing: Mailing, trouble: Trouble, *, now: datetime) -> None:
    """Pause a mailing that cannot go on; nothing happens when somebody has stopped it meanwhile."""
    outages = mailing.outages + 1 if trouble.heals else mailing.outages
    delay = max(DELAYS[min(outages, len(DELAYS)) - 1], trouble.lasts_at_least)
    try:
        move(
            mailing,
            MailingState.PAUSED,
            pause_reason=trouble.reason[:255],
            outages=outages,
            resume_at=now + delay if trouble.heals else None,
            trouble_since=mailing.trouble_since or now,
        )
    except MoveRefused:
        logger.info("mailing.pause_not_needed", extra={"mailing_id": mailing.pk})  # a person, or a run, was faster
        return
    logger.error("circuit.opened", extra={"mailing_id": mailing.pk, "reason": trouble.reason, "outages": outages})


def close_for(mailing: Mailing) -> None:
    """Forget the trouble of a mailing: a message was accepted."""
    if mailing.outages or mailing.trouble_since:
        # Not when another run has opened the circuit meanwhile: it would never be tried again.
        Mailing.objects.filter(pk=mailing.pk, state=MailingState.SENDING).update(outages=0, **NO_TROUBLE)
        mailing.refresh_from_db()
        logger.info("circuit.closed", extra={"mailing_id": mailing.pk})


def waiting() -> QuerySet[Mailing]:
    """Return the mailings that stand still and will be tried again by themselves."""
    return Mailing.objects.filter(state=MailingState.PAUSED, resume_at__isnull=False)


def try_again(*, now: datetime) -> None:
    """Let mailings whose time has come go on. A person's pause has no such time."""
    for mailing in waiting().filter(resume_at__lte=now):
        still = waiting().filter(pk=mailing.pk, resume_at__lte=now)
        if still.update(state=MailingState.SENDING, pause_reason="", resume_at=None):
            turns.ring_for(mailing)
            logger.info("circuit.tried", extra={"mailing_id": mailing.pk, "outages": mailing.outages})


def tell_staff(*, now: datetime) -> None:
    """Tell the rooms above of each trouble once: when it lasts, or waits for a person.

    What they do with it is theirs; when it fails, nothing was told, and the next sweep tries again.
    """
    lasts = Q(resume_at__isnull=False, trouble_since__lte=now - PATIENCE) | Q(resume_at=None)
    untold = Mailing.objects.filter(
        lasts, kind=MailingKind.BULK, state=MailingState.PAUSED, trouble_since__isnull=False, staff_told_at=None
    )
    for mailing in untold:
        try:
            with transaction.atomic():
                if Mailing.objects.filter(pk=mailing.pk, staff_told_at=None).update(staff_told_at=now):
                    mailing_in_trouble.send(Mailing, mailing=mailing, now=now)
        except Exception:  # a listener is foreign code: it must not keep the sweeper from its work
            logger.exception("circuit.staff_not_told", extra={"mailing_id": mailing.pk})
