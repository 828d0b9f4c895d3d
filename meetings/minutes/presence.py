"""Who else has the minutes of a meeting open at this moment. Held in the cache: it is worth nothing a minute later."""

import datetime
import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.cache import caches
from redis.exceptions import RedisError

from home.staff import name_of
from meetings.models import Meeting

log = logging.getLogger(__name__)

LASTS = datetime.timedelta(seconds=30)  # an open screen says twice as often that it is there


def note(meeting: Meeting, user: AbstractUser, *, now: datetime.datetime) -> None:
    """Note that `user` has the minutes open.

    Two who do so in the same instant may overwrite each other's word; the next one comes within seconds.
    """
    try:
        here = _recent(meeting, now) | {user.pk: now.timestamp()}
        caches["shared"].set(_key(meeting), here, timeout=2 * LASTS.total_seconds())
    except RedisError:  # while the cache is away nobody is warned; saves are still checked one by one
        log.warning("presence.cache_away", exc_info=True)


def others(meeting: Meeting, user: AbstractUser, *, now: datetime.datetime) -> list[str]:
    """Return the names of the others who had the minutes open within `LASTS`. One query, if there is anybody."""
    try:
        keys = _recent(meeting, now).keys() - {user.pk}
    except RedisError:
        log.warning("presence.cache_away", exc_info=True)
        return []
    if not keys:
        return []
    return [name_of(each) for each in get_user_model().objects.filter(pk__in=keys).order_by("pk")]


def _recent(meeting: Meeting, now: datetime.datetime) -> dict[int, float]:
    noted: dict[int, float] = caches["shared"].get(_key(meeting)) or {}
    oldest = (now - LASTS).timestamp()
    return {pk: at for pk, at in noted.items() if at >= oldest}


def _key(meeting: Meeting) -> str:
    return f"minutes-open-{meeting.pk}"
