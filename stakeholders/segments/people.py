"""Whom a rule means today, and how many they are."""

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
