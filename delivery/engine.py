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

from delivery import approval, circuit, claims, conf, doorbell, mailings, pace, runs, transports, turns
from delivery.circuit import Trouble
from delivery.composing import Composer
from delivery.desk import Desk
from delivery.enums import WAITING_STATES, MailingKind, MailingState
from delivery.exceptions import ApprovalBroken
from delivery.models import Mailing, Message
from delivery.smtp import ProviderDown
from delivery.transports import Transport

logger = logging.getLogger(__name__)

# A one-off mail that the provider would not take is offered again after this time.
_PROVIDER_PAUSE = timedelta(minutes=1)
# RFC 5321, 3.8. A server that says it after some messages is left alone for a moment.
_SERVICE_CLOSES = 421
_REST = timedelta(seconds=5)


def deliver(
    mailing_id: int, *, transport: Transport | None = None, clock: Callable[[], datetime] = timezone.now
) -> None:
    """Send what is due of a mailing, for some seconds. Asks for another run when more is due; closes it at the end.

    Calling it for a mailing that is not sending, or that enough runs are delivering, does nothing.
    """
    mailing = Mailing.objects.filter(pk=mailing_id, state=MailingState.SENDING).first()
    if mailing is None:
        return
    allowance = pace.Allowance.of(mailing)
    if not allowance.has_room(now=clock()):
        turns.pass_on_when_the_pace_allows(now=clock())
        return
    composer = _composer(mailing, clock())
    if composer is None or (run := runs.begin(mailing, now=clock())) is None:
        return
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
        reason = _("What is stored is not what was approved.")
    except ValueError as error:
        logger.exception("mailing.cannot_be_composed", extra={"mailing_id": mailing.pk})
        reason = _("The messages cannot be composed: %(reason)s") % {"reason": error}
    circuit.open_for(mailing, Trouble(reason, heals=False), now=now)
    return None


def _connections(mailing: Mailing) -> int:
    return int(settings.SMTP_CONNECTIONS) if mailing.kind == MailingKind.BULK else 1


def _end(desk: Desk) -> None:
    """Give back what was not offered, and leave. What this run still holds, the sweeper finds by its row."""
    run, held = desk.run, desk.held
    released = claims.release(run.pk, held)
    desk.allowance.give_back(released)
    logger.info("run.ended", extra={"run": str(run.pk), "mailing_id": run.mailing_id, "released": released})
    if desk.lost_sight or claims.still_holds(run.pk, held):
        runs.abandon(run)
    else:
        run.delete()


def _conclude(desk: Desk, down: ProviderDown | None) -> None:
    """Say what happens next: the end, a pause, or another run."""
    mailing, now = desk.mailing, desk.clock()
    if desk.symptoms.accepted:
        circuit.close_for(mailing)
    trouble = _trouble(desk, down)
    if trouble is None:
        mailings.finish(mailing.pk, now=now)
    elif mailing.kind == MailingKind.BULK:
        claims.refund(desk.symptoms.put_off_in_vain)
        circuit.open_for(mailing, trouble, now=now)
    else:
        _stand_back(mailing, now)
    if mailing.kind == MailingKind.BULK:
        _ring_for_bulk(desk, turned_away=down is not None and trouble is None, now=now)
    elif desk.out_of_time:
        doorbell.ring("deliver_one_off", mailing.pk)


def _trouble(desk: Desk, down: ProviderDown | None) -> Trouble | None:
    """Return why the mailing cannot go on. A 421 after mail that was accepted is a limit of connections, and no outage:
    if it is one, the next run finds out."""
    if desk.symptoms.trouble is not None or down is None:
        return desk.symptoms.trouble
    logger.error("provider.down", extra={"mailing_id": desk.mailing.pk, "reason": down.reason})
    return None if down.code == _SERVICE_CLOSES and desk.symptoms.accepted else Trouble.of(down)


def _stand_back(mailing: Mailing, now: datetime) -> None:
    """Offer a one-off mail again by itself, since nobody watches over it."""
    waiting = Message.objects.filter(mailing=mailing, state__in=WAITING_STATES, claimant=None)
    waiting.filter(due_at__lte=now).update(due_at=now + _PROVIDER_PAUSE)


def _ring_for_bulk(desk: Desk, *, turned_away: bool, now: datetime) -> None:
    """See to it that what is due has another run. What waits for longer than seconds is found by the sweeper."""
    if turned_away:
        doorbell.ring("deliver", desk.mailing.pk, after=_REST)
    elif desk.out_of_pace:
        turns.pass_on_when_the_pace_allows(now=now)
    elif desk.allowance.limited or conf.bulk_runs() is not None:
        turns.pass_on(now=now)
    elif desk.out_of_time:
        doorbell.ring("deliver", desk.mailing.pk)
