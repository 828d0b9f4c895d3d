"""How fast mail may go: grants under the limits that staff set, counted in the database for all workers together.

Bulk mail asks before it claims. A run that is granted nothing ends, and another is rung for (`delivery.turns`): nobody
sleeps to keep the pace. One-off mail is counted and never held, and bulk mail leaves it some of the hour. Whatever
workers do, and wherever one begins to count:

- within a second no more than `per_second` are granted to bulk mail;
- within 60 minutes no more than `per_hour` leave. Minutes of the clock are added up, each of them whole, and one more
  than an hour has, since what was granted at a minute's end leaves in the next;
- a killed worker's grants stay counted.

The clocks of the workers' hosts must agree (NTP). Without limits a run asks once, and nothing is counted.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMinute

from delivery.enums import MailingKind
from delivery.models import GrantedMinute, Mailing, Message, SendingLimits

logger = logging.getLogger(__name__)

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(minutes=61)  # back from the minute that runs: 60 whole ones, and one for what leaves late
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Of an hour's limit bulk mail leaves a twentieth to one-off mail, and takes a tenth at most in one minute, so that
# a small limit is spread and not spent at once.
_HEADROOM = 20
_MINUTES_AT_LEAST = 10

_Moment = TypeVar("_Moment", int, datetime)

_IS_LIMITED = Q(per_second__isnull=False) | Q(per_hour__isnull=False)


@dataclass(slots=True)
class Allowance:
    """What one run may send. Asks for more when it is used up; what is left is given back at the run's end."""

    mailing: Mailing
    limited: bool
    left: int = 0
    _grants: list[tuple[datetime, int]] = field(default_factory=list)

    @classmethod
    def of(cls, mailing: Mailing) -> Self:
        """Read once for a run whether there are limits: a change acts when the next one begins, within seconds."""
        return cls(mailing, limited=SendingLimits.objects.filter(_IS_LIMITED).exists())

    def has_room(self, *, now: datetime) -> bool:
        """Whether the run may send anything at all; what it costs to begin one is saved otherwise."""
        return not self.limited or self.mailing.kind == MailingKind.ONE_OFF or not wait(now=now)

    def ask(self, wanted: int, *, now: datetime) -> int:
        """Return how many of `wanted` messages may be claimed now; 0: none, the run ends."""
        if not self.limited:
            return wanted
        if self.mailing.kind == MailingKind.ONE_OFF:
            wanted = 1  # it has no more, and all that it asks for counts
        if not self.left and (granted := grant(wanted, mailing=self.mailing, now=now)):
            self._grants.append((now, granted))
            self.left = granted
        return min(self.left, wanted)

    def use(self, claimed: int) -> None:
        """Say how many were claimed."""
        if self.limited:
            self.left -= claimed

    def give_back(self, released: int) -> None:
        """At the run's end: give back what it did not claim, and `released`, which it claimed and did not offer."""
        unused, self.left = self.left + released, 0
        while unused and self._grants:
            at, granted = self._grants.pop()  # what was not used is of the latest
            give_back(min(unused, granted), granted_at=at)
            unused -= min(unused, granted)


@transaction.atomic
def grant(wanted: int, *, mailing: Mailing, now: datetime) -> int:
    """Count and return how many of `wanted` messages may leave now: 0 when bulk mail has to wait.

    Who asks at the same time waits for this transaction: two workers together get no more than one would.
    """
    limits = SendingLimits.objects.select_for_update().filter(_IS_LIMITED).first()
    if limits is None:
        return wanted
    book = _Book.of(limits, now)
    granted = wanted if mailing.kind == MailingKind.ONE_OFF else min(wanted, book.room(now))
    if granted:
        then = _microseconds(now)
        limits.granted_lately = list((book.lately | {then: book.lately.get(then, 0) + granted}).items())
        limits.save(update_fields=["granted_lately"])
        minute, _created = GrantedMinute.objects.get_or_create(minute=_minute(now))
        GrantedMinute.objects.filter(pk=minute.pk).update(granted=F("granted") + granted)
    return granted


@transaction.atomic
def give_back(unused: int, *, granted_at: datetime) -> None:
    """Take what was granted at that moment, and will never be sent, off the count of its second and its minute."""
    limits = SendingLimits.objects.select_for_update().first()
    if limits is not None:
        then = _microseconds(granted_at)
        limits.granted_lately = [[at, n - unused if at == then else n] for at, n in limits.granted_lately]
        limits.save(update_fields=["granted_lately"])
    GrantedMinute.objects.filter(minute=_minute(granted_at), granted__gte=unused).update(granted=F("granted") - unused)


def wait(*, now: datetime) -> timedelta:
    """Return how long bulk mail has to wait until it is granted something; zero: it need not."""
    limits = SendingLimits.objects.filter(_IS_LIMITED).first()
    return _Book.of(limits, now).wait(now) if limits else timedelta()


def ceiling() -> float | None:
    """Return the messages per second that the limits let bulk mail reach for long; None without limits."""
    limits = SendingLimits.objects.filter(_IS_LIMITED).first()
    if limits is None:
        return None
    return min(
        float(limits.per_second or "inf"),
        _for_bulk(limits.per_hour) / (_HOUR + _MINUTE).total_seconds() if limits.per_hour else float("inf"),
    )


def granted_within_the_hour(*, now: datetime) -> int:
    """Return how many messages the limit per hour counts at this moment."""
    return sum(_minutes(now).values())


@transaction.atomic
def set_limits(*, per_second: int | None, per_hour: int | None, by: AbstractBaseUser, now: datetime) -> SendingLimits:
    """Change what the provider allows; None: no limit. Acts on runs that begin from now on, so within seconds.

    The first limit finds the minutes counted that went before it: what has left already fills the hour.

    Raises:
        ValueError: a limit is less than one message.
    """
    if any(limit is not None and limit < 1 for limit in (per_second, per_hour)):
        raise ValueError("A limit is one message at least.")
    SendingLimits.objects.get_or_create(pk=1)
    limits = SendingLimits.objects.select_for_update().get(pk=1)
    if limits.per_second is None and limits.per_hour is None:
        _count_what_left(now)
    limits.per_second, limits.per_hour = per_second, per_hour
    limits.save(update_fields=["per_second", "per_hour"])
    logger.info("limits.set", extra={"by": by.pk, "per_second": per_second, "per_hour": per_hour})
    return limits


def forget(*, now: datetime) -> None:
    """Delete the minutes that no hour counts any more."""
    GrantedMinute.objects.filter(minute__lt=_minute(now) - 2 * _HOUR).delete()


@dataclass(frozen=True, slots=True)
class _Book:
    """The limits beside what was granted under them: all that a decision needs."""

    per_second: int | None
    per_hour: int | None
    lately: dict[int, int]  # grants of the last second, by microsecond
    minutes: dict[datetime, int]  # grants of the last hour, by minute

    @classmethod
    def of(cls, limits: SendingLimits, now: datetime) -> Self:
        a_second_ago = _microseconds(now - _SECOND)
        lately = {at: granted for at, granted in limits.granted_lately if at > a_second_ago}
        return cls(limits.per_second, limits.per_hour, lately, _minutes(now))

    def room(self, now: datetime) -> int:
        """How many may be granted to bulk mail."""
        rooms = []
        if self.per_second is not None:
            rooms.append(self.per_second - sum(self.lately.values()))
        if self.per_hour is not None:
            rooms.append(_for_bulk(self.per_hour) - sum(self.minutes.values()))
            rooms.append(_for_a_minute(self.per_hour) - self._this_minute(now))
        return max(0, min(rooms))

    def wait(self, now: datetime) -> timedelta:
        """How long until there is room, if nobody is granted anything meanwhile."""
        waits = [timedelta()]
        if self.per_second is not None:
            freed = _when_below(self.per_second, self.lately)
            waits += [_EPOCH + freed * _MICROSECOND + _SECOND - now] if freed is not None else []
        if self.per_hour is not None:
            minute = _when_below(_for_bulk(self.per_hour), self.minutes)
            waits += [minute + _HOUR + _MINUTE - now] if minute is not None else []
            if self._this_minute(now) >= _for_a_minute(self.per_hour):
                waits.append(_minute(now) + _MINUTE - now)
        return max(waits)

    def _this_minute(self, now: datetime) -> int:
        return sum(granted for minute, granted in self.minutes.items() if minute >= _minute(now))


def _for_bulk(per_hour: int) -> int:
    """The hour's limit without what is kept for one-off mail; never nothing."""
    return max(1, per_hour - max(1, per_hour // _HEADROOM))


def _for_a_minute(per_hour: int) -> int:
    return max(1, per_hour // _MINUTES_AT_LEAST)


def _when_below(limit: int, grants: dict[_Moment, int]) -> _Moment | None:
    """Return which grant has to be forgotten, after all that are older, so that less than `limit` are left."""
    left, last = sum(grants.values()), None
    for moment in sorted(grants):
        if left < limit:
            break
        left, last = left - grants[moment], moment
    return last


def _minutes(now: datetime) -> dict[datetime, int]:
    return dict(GrantedMinute.objects.filter(minute__gte=_minute(now) - _HOUR).values_list("minute", "granted"))


def _count_what_left(now: datetime) -> None:
    left = Message.objects.filter(marked_at__gte=_minute(now) - _HOUR)
    by_minute = left.annotate(minute=TruncMinute("marked_at", tzinfo=UTC)).values_list("minute").annotate(Count("pk"))
    GrantedMinute.objects.all().delete()
    GrantedMinute.objects.bulk_create(GrantedMinute(minute=minute, granted=n) for minute, n in by_minute.order_by())


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
