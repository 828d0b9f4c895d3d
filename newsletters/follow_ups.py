"""To those who missed an issue: the follow-ups of its mailing. Who they are, and what they get, says `delivery`."""

from contextlib import suppress
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from delivery import follow_up, mailings
from delivery.enums import MailingKind, MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing
from newsletters.exceptions import Superseded
from newsletters.permissions import Act, policy
from newsletters.sending import lock_editions, require_live


@transaction.atomic
def send(mailing: Mailing, *, by: AbstractUser, now: datetime, at: datetime | None = None) -> Mailing:
    """Send the frozen content again, to those who missed it: at once, or at the moment `at`. Return the new mailing.

    What goes out is what the first readers got, whatever has been edited since. Its links lead to the issue, though:
    so every edition of it must be on the site.

    Raises:
        NotLive: an edition is not on the site any more.
        Superseded: a later whole mailing of the issue was begun.
        delivery.exceptions.MoveRefused: one of the family has not ended; somebody else was faster, perhaps.
        ValueError: `at` is past.
    """
    policy.require(by, Act.APPROVE)
    lock_editions(mailing.origin)
    check(mailing)
    follower = follow_up.create(mailing, by=by, now=now)
    if at is None:
        mailings.start(follower, by=by, now=now)
    else:
        mailings.schedule(follower, at=at, by=by, now=now)
    return follower


def check(mailing: Mailing) -> None:
    """Raise what `send` would raise about issue and family."""
    first = follow_up.root_of(mailing)
    follow_up.check(first)
    require_live(first)
    if Mailing.objects.filter(origin=first.origin, kind=MailingKind.BULK, follows=None, pk__gt=first.pk).exists():
        raise Superseded


def hold(origin: str, *, reason: str) -> None:
    """Take their time from scheduled follow-ups, because the issue has left its place; a person decides."""
    waiting = Mailing.objects.filter(origin=origin, state=MailingState.SCHEDULED).exclude(follows=None)
    for mailing in waiting:
        with suppress(MoveRefused):  # it has started just now
            mailings.unschedule(mailing, by=None, reason=reason)
