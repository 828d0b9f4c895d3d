"""Whom a rule means today: how many, and a few of them to look at."""

import datetime

from django.db.models import QuerySet

from stakeholders.models import Contact
from stakeholders.segments.rules import Rule


def meant(rule: Rule, on: datetime.date) -> QuerySet[Contact]:
    """Return the contacts whom `rule` means on the day `on`, each once."""
    return Contact.objects.filter(rule.q(on))


def count(rule: Rule, on: datetime.date) -> int:
    """Return how many contacts `rule` means on the day `on`, by one query for the count itself."""
    return meant(rule, on).count()


def sample(rule: Rule, on: datetime.date, size: int) -> list[Contact]:
    """Return the `size` contacts whom `rule` means that were entered last: whom staff are most likely to know."""
    return list(meant(rule, on).select_related("language", "province").order_by("-pk")[:size])
