"""What is kept how long: rules as data, carried out every night in chunks, and shown to staff before they strike.

A rule names what is over time and what becomes of it. It may be killed at any moment: each chunk is a transaction of
its own, counted in it, and the next night finds the rest.
"""

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from stakeholders.models import RetentionRun

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """One promise. `due` returns what is over time at a moment; `dispose` deals with the rows of some keys."""

    key: str
    what: Any
    keep: Any
    why: Any
    due: Callable[[datetime.datetime], QuerySet]
    dispose: Callable[[Sequence[int], datetime.datetime], object]
    chunk: int = 1000


rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Add a rule, of a higher room too; called from `apps.ready()`. They are carried out in that order."""
    rules[rule.key] = rule


def dry_run(*, now: datetime.datetime) -> dict[str, int]:
    """Return how many rows each rule would deal with now; nothing is written."""
    return {key: rule.due(now).count() for key, rule in rules.items()}


def carry_out(*, now: datetime.datetime) -> dict[str, int]:
    """Carry out every rule; return how many rows each dealt with.

    Raises:
        ExceptionGroup: some rules failed. The others were carried out all the same.
    """
    done, errors = {}, []
    for key, rule in rules.items():
        try:
            done[key] = carry_out_rule(rule, now=now)
        except Exception as error:
            log.exception("retention.failed", extra={"rule": key})
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some retention rules failed.", errors)
    return done


def carry_out_rule(rule: Rule, *, now: datetime.datetime) -> int:
    """Deal with all that is over time by one rule; return how many rows that were."""
    run: RetentionRun | None = None
    done = last = 0
    while keys := list(rule.due(now).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: rule.chunk]):
        with transaction.atomic():
            rule.dispose(keys, now)
            if run is None:
                run = RetentionRun.objects.create(rule=rule.key, at=now, removed=0)
            RetentionRun.objects.filter(pk=run.pk).update(removed=F("removed") + len(keys))
        done, last = done + len(keys), keys[-1]
    if done:
        log.info("retention.done", extra={"rule": rule.key, "rows": done})
    return done


def as_markdown() -> str:
    """Return the table as it stands in docs/privacy.md."""
    lines = ["| what | how long | why |", "| --- | --- | --- |"]
    lines += [f"| {rule.what} | {rule.keep} | {rule.why} |" for rule in rules.values()]
    return "\n".join(lines)
