"""Searches for duplicates: asked for by a row, run by whichever worker claims it, harmless to kill and to repeat.

Every night what was changed is compared with everything, and once a week everything with everything: some writers
change a contact's rows without the contact.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from celery import current_app
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from stakeholders.duplicates import queue
from stakeholders.duplicates.finding import Crowds, Found, people
from stakeholders.duplicates.finding_organisations import organisations
from stakeholders.models import Contact, DuplicateSearch, Organisation

log = logging.getLogger(__name__)

TASK = "stakeholders.tasks.search_duplicates"
LEASE = datetime.timedelta(minutes=10)  # without a sign of life for so long, the worker is dead
WHOLE_EVERY = datetime.timedelta(days=7)
SLICE = 2000  # pairs between two signs of life

Clock = Callable[[], datetime.datetime]


def latest() -> DuplicateSearch | None:
    """Return the search that was asked for last: waiting, running or finished."""
    return DuplicateSearch.objects.order_by("-pk").first()


def ask(*, by: AbstractBaseUser | None, now: datetime.datetime, whole: bool | None = None) -> None:
    """Write down that a search is wanted, and ring for a worker. One that waits already will do.

    `whole`: compare everything; None lets the time since the last whole search decide.
    """
    if whole is None:
        recent = DuplicateSearch.objects.filter(whole=True, started_at__gt=now - WHOLE_EVERY)
        whole = not recent.exclude(finished_at=None).exists()
    try:
        with transaction.atomic():
            DuplicateSearch.objects.create(asked_at=now, asked_by_id=by.pk if by else None, whole=whole)
    except IntegrityError:  # constraint "one_search_waits"
        if whole:
            DuplicateSearch.objects.filter(started_at=None).update(whole=True)
    transaction.on_commit(_ring)


def _ring() -> None:
    try:
        current_app.send_task(TASK, retry_policy={"max_retries": 1, "interval_start": 0.2})
    except OperationalError as error:  # nothing is lost: beat looks for the row
        log.warning("doorbell.unheard", extra={"task": TASK, "reason": str(error)})


def run(*, clock: Clock = timezone.now) -> None:
    """Run the search that waits, or the one whose worker died, from its beginning. Nothing happens where there is none.

    What a killed run has stored stays: it is right, and the next run finds it again.
    """
    began = clock()
    search = _claimed(began)
    if search is None:
        return
    since = None if search.whole else _start_before(search)
    crowds = Crowds()
    found = chain(people(since=since, crowds=crowds), organisations(since=since, crowds=crowds))
    new = queue.store(_with_signs_of_life(found, search, clock=clock), now=began)
    removed = queue.prune(found_before=began if since is None else None)
    DuplicateSearch.objects.filter(pk=search.pk, started_at=began).update(
        finished_at=clock(),
        found=new,
        crowded=crowds.count,
        compared=Contact.objects.count() + Organisation.objects.count(),
    )
    log.info("duplicates.searched", extra={"search_id": search.pk, "new": new, "removed": removed})


def _claimed(now: datetime.datetime) -> DuplicateSearch | None:
    """Return the search to be run, held by us; None where there is none, or another worker is at one."""
    unfinished = DuplicateSearch.objects.filter(finished_at=None)
    if unfinished.filter(beat_at__gt=now - LEASE).exists():
        return None
    search = unfinished.order_by("pk").first()
    if search is None:
        return None
    mine = unfinished.filter(pk=search.pk, beat_at=search.beat_at).update(started_at=now, beat_at=now)
    return search if mine else None


def _start_before(search: DuplicateSearch) -> datetime.datetime | None:
    """Return when the last search that came to its end began; None where there is none, so that all is compared."""
    finished = DuplicateSearch.objects.filter(~Q(finished_at=None), pk__lt=search.pk)
    return finished.order_by("-pk").values_list("started_at", flat=True).first()


def _with_signs_of_life(found: Iterable[Found], search: DuplicateSearch, *, clock: Clock) -> Iterator[Found]:
    source = iter(found)
    while pairs := list(islice(source, SLICE)):
        DuplicateSearch.objects.filter(pk=search.pk).update(beat_at=clock())
        yield from pairs
