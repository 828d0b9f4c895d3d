"""The queue of pairs that wait for a person: kept by searches, worked off by staff."""

import datetime
from collections.abc import Iterable
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, Manager, OuterRef, Q, QuerySet

from stakeholders.duplicates.finding import Found
from stakeholders.duplicates.subjects import SUBJECTS
from stakeholders.models import Resemblance

CHUNK = 500  # pairs written at a time
_RANK = {Resemblance.Kind.NAME: 0, Resemblance.Kind.PHONE: 1, Resemblance.Kind.ADDRESS: 2}


def waiting() -> QuerySet[Resemblance]:
    """Return the pairs that wait for a decision, the surest first."""
    return Resemblance.objects.filter(dismissed_at=None).order_by("-score", "pk")


def following(pair: Resemblance | None) -> Resemblance | None:
    """Return the pair after `pair` in the queue; the first where there is none after it."""
    queue = waiting()
    if pair is not None:
        after = queue.exclude(pk=pair.pk).filter(Q(score__lt=pair.score) | Q(score=pair.score, pk__gt=pair.pk))
        if found := after.first():
            return found
        queue = queue.exclude(pk=pair.pk)
    return queue.first()


def of_pair(subject: str, one: int, other: int) -> Resemblance | None:
    """Return the row of two records, in whatever order."""
    first, second = sorted((one, other))
    return Resemblance.objects.filter(subject=subject, first=first, second=second).first()


def dismiss(*, subject: str, one: int, other: int, by: AbstractBaseUser | None, now: datetime.datetime) -> None:
    """Write down that these are two. A second time changes nothing.

    The pair stays away whatever the names become: a person has looked. It comes back only for a stronger reason than
    the one it was dismissed for: dismissed as namesakes, and now at one address.
    """
    first, second = sorted((one, other))
    said = {"dismissed_at": now, "dismissed_by": by}
    row, new = Resemblance.objects.get_or_create(
        subject=subject,
        first=first,
        second=second,
        defaults={"kind": Resemblance.Kind.NAME, "score": 0, "found_at": now, **said},
    )
    if not new:
        Resemblance.objects.filter(pk=row.pk, dismissed_at=None).update(**said)


def store(found: Iterable[Found], *, now: datetime.datetime) -> int:
    """Keep what a search that began at `now` found, and return how many pairs were new to the queue.

    A pair is kept once, with the strongest reason. Doing it again with the same changes nothing.
    """
    source, new = iter(found), 0
    while chunk := list(islice(source, CHUNK)):
        new += _store(_strongest(chunk), now=now)
    return new


def _strongest(chunk: Iterable[Found]) -> dict[tuple[str, int, int], Found]:
    best: dict[tuple[str, int, int], Found] = {}
    for found in chunk:
        key = (found.subject, found.first, found.second)
        if key not in best or _strength(found) > _strength(best[key]):
            best[key] = found
    return best


def _strength(found: Found | Resemblance) -> tuple[int, int]:
    return _RANK[Resemblance.Kind(found.kind)], found.score


@transaction.atomic
def _store(best: dict[tuple[str, int, int], Found], *, now: datetime.datetime) -> int:
    firsts = {first for _subject, first, _second in best}
    stored = {
        (row.subject, row.first, row.second): row
        for row in Resemblance.objects.select_for_update().filter(first__in=firsts).order_by("pk")
    }
    changed = [row for key, row in stored.items() if key in best and _renew(row, best[key], now=now)]
    Resemblance.objects.bulk_update(changed, ["kind", "score", "found_at", "dismissed_at", "dismissed_by"])
    fresh = [
        Resemblance(
            subject=found.subject,
            first=found.first,
            second=found.second,
            kind=found.kind,
            score=found.score,
            found_at=now,
        )
        for key, found in best.items()
        if key not in stored
    ]
    Resemblance.objects.bulk_create(fresh, ignore_conflicts=True)  # staff may just have dismissed one
    return len(fresh)


def _renew(row: Resemblance, found: Found, *, now: datetime.datetime) -> bool:
    """Write into `row` what was found, and say whether that changes it."""
    if row.dismissed_at is not None:
        if _RANK[Resemblance.Kind(found.kind)] <= _RANK[Resemblance.Kind(row.kind)]:
            return False
        row.dismissed_at = row.dismissed_by = None
    if row.found_at < now or _strength(found) > _strength(row):
        row.kind, row.score = found.kind, found.score
    row.found_at = now
    return True


def prune(*, found_before: datetime.datetime | None = None) -> int:
    """Take out pairs of which one side is no longer there and, with `found_before`, those not found since then.

    Return how many. What was dismissed outlives a merge, which may be undone, but not a record's end.
    """
    removed = 0
    for subject in SUBJECTS.values():
        rows = Resemblance.objects.filter(subject=subject.code)
        removed += _without(rows, subject.model.with_merged).delete()[0]
        removed += _without(rows.filter(dismissed_at=None), subject.model.objects).delete()[0]
    if found_before is not None:
        removed += waiting().filter(found_at__lt=found_before).delete()[0]
    return removed


def _without(rows: QuerySet[Resemblance], there: Manager) -> QuerySet[Resemblance]:
    """Return those of `rows` of which one side is not among the records `there`."""
    return rows.filter(~Exists(there.filter(pk=OuterRef("first"))) | ~Exists(there.filter(pk=OuterRef("second"))))
