"""Deliver: one run of one mailing. Claim a chunk, mark and send each message, settle it; make room after some seconds.

What can go wrong, and what it leaves behind:
- the process is killed: messages it held are freed, those whose text was on the wire (at most one for each connection)
  become uncertain, both by the sweeper; nothing is sent twice, nothing is lost;
- the provider takes no mail: bulk mail pauses with the reason, a one-off mail waits; nobody's attempts are spent;
- the database fails: outcomes are tried again for minutes (`delivery.desk`);
- somebody pauses, cancels or withdraws: the next mark is refused, and the text never goes.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from delivery import approval, claims, conf, doorbell, mailings, pace, runs, transports
from delivery.composing import Composer
from delivery.desk import Desk
from delivery.enums import WAITING_STATES, MailingKind, MailingState
from delivery.exceptions import ApprovalBroken, MoveRefused
from delivery.models import Mailing, Message
from delivery.smtp import ProviderDown
from delivery.transports import Transport

logger = logging.getLogger(__name__)

# A one-off mail that the provider would not take is offered again after this time.
_PROVIDER_PAUSE = timedelta(minutes=1)


def deliver(
    mailing_id: int, *, transport: Transport | None = None, clock: Callable[[], datetime] = timezone.now
) -> None:
    """Send what is due of a mailing, for some seconds. Asks for another run when more is due; closes it at the end.

    Calling it for a mailing that is not sending, or that enough runs are delivering, does nothing.
    """
    mailing = Mailing.objects.filter(pk=mailing_id, state=MailingState.SENDING).first()
    if mailing is None or (composer := _composer(mailing, clock())) is None:
        return
    run = runs.begin(mailing, now=clock())
    if run is None:
        return
    allowance = pace.Allowance.of(mailing)
    desk = Desk(mailing=mailing, run=run, clock=clock, deadline=clock() + conf.run_time(), allowance=allowance)
    try:
        with runs.Heartbeat(run, clock):
            down = (transport or transports.from_settings()).deliver(desk, composer, connections=_connections(mailing))
    finally:
        _end(desk)
    _conclude(desk, down)


def _composer(mailing: Mailing, now: datetime) -> Composer | None:
    """Return what composes this mailing's messages, or pause it with the reason why they cannot be composed."""
    try:
        if mailing.kind == MailingKind.BULK:
            approval.verify(mailing)
        return Composer(mailing, now=now)
    except ApprovalBroken:
        logger.exception("mailing.approval_broken", extra={"mailing_id": mailing.pk})
        _pause(mailing, _("What is stored is not what was approved."))
    except ValueError as error:
        logger.exception("mailing.cannot_be_composed", extra={"mailing_id": mailing.pk})
        _pause(mailing, _("The messages cannot be composed: %(reason)s") % {"reason": error})
    return None


def _connections(mailing: Mailing) -> int:
    return int(settings.SMTP_CONNECTIONS) if mailing.kind == MailingKind.BULK else 1


def _end(desk: Desk) -> None:
    """Give back what was not offered, and leave. Whatever this run still had on the wire, the sweeper finds."""
    run = desk.run
    released = claims.release(run.pk)
    desk.allowance.give_back(released)
    logger.info("run.ended", extra={"run": str(run.pk), "mailing_id": run.mailing_id, "released": released})
    run.delete()


def _conclude(desk: Desk, down: ProviderDown | None) -> None:
    """Say what happens next: stop, another run, or the end."""
    mailing = desk.mailing
    if desk.content_refused:
        _pause(mailing, _("The provider refuses what the mail says: %(reply)s") % {"reply": desk.content_refused})
    elif down is not None:
        logger.error("provider.down", extra={"mailing_id": mailing.pk, "reason": down.reason})
        _stand_back(mailing, down, desk.clock())
    elif not mailings.finish(mailing.pk, now=desk.clock()) and desk.out_of_time:
        doorbell.ring("deliver" if mailing.kind == MailingKind.BULK else "deliver_one_off", mailing.pk)


def _stand_back(mailing: Mailing, down: ProviderDown, now: datetime) -> None:
    """Let a person decide about bulk mail; offer a one-off mail again by itself, since nobody watches over it."""
    if mailing.kind == MailingKind.BULK:
        _pause(mailing, _("The mail provider takes no mail: %(reason)s") % {"reason": down.reason})
    else:
        waiting = Message.objects.filter(mailing=mailing, state__in=WAITING_STATES, claimant=None)
        waiting.filter(due_at__lte=now).update(due_at=now + _PROVIDER_PAUSE)


def _pause(mailing: Mailing, reason: str) -> None:
    try:
        mailings.pause(mailing, reason=reason, by=None)
    except MoveRefused:
        logger.info("mailing.pause_not_needed", extra={"mailing_id": mailing.pk})  # a person was faster
