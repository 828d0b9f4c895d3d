"""Whose turn it is: of several bulk mailings the one whose last run began longest ago, so that none starves.

Where nothing is scarce every mailing rings for itself, and the queue is fair. Where runs are (SQLite has one writer),
or messages (the limits of `pace`), a run that ends rings for the mailing whose turn it is then. A doorbell that waits
for the pace is one for all mailings: bells must not multiply while they wait.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from delivery import conf, doorbell, pace
from delivery.enums import WAITING_STATES, MailingKind, MailingState
from delivery.models import Mailing, Message, SendingLimits, WorkerRun

# Who has to wait longer for the pace is found by the sweeper; a bell that is late by as much is taken for lost.
LONGEST_COUNTDOWN = timedelta(seconds=5)


def due(now: datetime) -> QuerySet[Mailing]:
    """Return the mailings that are sending and have due messages which nobody holds."""
    waiting = Message.objects.filter(mailing=OuterRef("pk"), state__in=WAITING_STATES, due_at__lte=now, claimant=None)
    return Mailing.objects.filter(Exists(waiting), state=MailingState.SENDING)


def ring_for(mailing: Mailing, *, after: timedelta = timedelta()) -> None:
    """Ring for as many runs as may deliver this mailing side by side."""
    doorbell.ring("deliver", mailing.pk, times=conf.parallel_runs(), after=after)


def pass_on(*, now: datetime) -> None:
    """Ring for one run of the mailing whose turn it is."""
    mailing = _in_turn(now).first()
    if mailing is not None:
        doorbell.ring("deliver", mailing.pk)


def pass_on_when_the_pace_allows(*, now: datetime) -> None:
    """Ring for the mailing whose turn it is, when the limits give more: if that is soon, and nobody has done it."""
    wait = pace.wait(now=now)
    if wait > LONGEST_COUNTDOWN:
        return
    silent = SendingLimits.objects.filter(Q(bell_at=None) | Q(bell_at__lte=now))
    mailing = _in_turn(now).first()
    if mailing is not None and silent.update(bell_at=now + wait):
        ring_for(mailing, after=wait)


def ring_for_due(*, now: datetime) -> None:
    """Ring for each mailing that has due messages and no run, unless the pace has no room or a bell is on its way."""
    if SendingLimits.objects.filter(bell_at__gt=now - LONGEST_COUNTDOWN).exists():
        return
    if pace.wait(now=now) > LONGEST_COUNTDOWN:
        return
    for mailing in _in_turn(now).filter(~Exists(WorkerRun.objects.filter(mailing=OuterRef("pk")))):
        ring_for(mailing)


def _in_turn(now: datetime) -> QuerySet[Mailing]:
    return due(now).filter(kind=MailingKind.BULK).order_by(F("served_at").asc(nulls_first=True), "pk")
