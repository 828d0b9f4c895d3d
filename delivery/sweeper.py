"""What must happen although nobody rang, or whoever was asked has died. Runs every few seconds, and may run twice."""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from delivery import circuit, claims, conf, doorbell, mailings, pace, turns
from delivery.enums import UNSETTLED_STATES, MailingKind, MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing, Message, WorkerRun

logger = logging.getLogger(__name__)

# One-off mail rings for itself when it is made; only what was not heard by now is rung again, some at a time.
_UNHEARD = timedelta(seconds=30)
_MOST_ONE_OFFS = 200


def sweep(*, now: datetime) -> None:
    """Free what dead runs held, start what is due, ring again for what waits, close what is finished."""
    freed, uncertain = claims.reclaim(alive_since=now - conf.lease(), now=now)
    if freed or uncertain:
        logger.warning("sweep.reclaimed", extra={"freed": freed, "uncertain": uncertain})
    mailings.skip_cancelled(now=now)
    _start_scheduled(now)
    _ring_for_preparing(now)
    _close_finished(now)
    turns.ring_for_due(now=now)
    circuit.try_again(now=now)
    circuit.tell_staff(now=now)
    _ring_for_one_offs(now)
    pace.forget(now=now)


def _start_scheduled(now: datetime) -> None:
    for mailing in Mailing.objects.filter(state=MailingState.SCHEDULED, scheduled_for__lte=now):
        try:
            mailings.start_scheduled(mailing, now=now)
        except MoveRefused:
            logger.info("sweep.start_refused", extra={"mailing_id": mailing.pk})  # somebody was faster


def _ring_for_preparing(now: datetime) -> None:
    unheard = now - conf.preparing_limit()
    for mailing in Mailing.objects.filter(state=MailingState.PREPARING, started_at__lte=unheard):
        doorbell.ring("prepare", mailing.pk)


def _close_finished(now: datetime) -> None:
    unsettled = Message.objects.filter(mailing=OuterRef("pk"), state__in=UNSETTLED_STATES)
    sending = Mailing.objects.filter(state=MailingState.SENDING)
    for pk in sending.filter(~Exists(unsettled)).values_list("pk", flat=True):
        mailings.finish(pk, now=now)


def _ring_for_one_offs(now: datetime) -> None:
    unheard = turns.due(now - _UNHEARD).filter(kind=MailingKind.ONE_OFF)
    idle = unheard.filter(~Exists(WorkerRun.objects.filter(mailing=OuterRef("pk"))))
    for pk in idle.order_by("pk").values_list("pk", flat=True)[:_MOST_ONE_OFFS]:
        doorbell.ring("deliver_one_off", pk)
