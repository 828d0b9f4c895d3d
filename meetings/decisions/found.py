"""Decisions among what the search of the site finds: those of the public register."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from home.bilingual import worded
from home.search.kinds import Hit, Kind, Source
from meetings.decisions import register
from meetings.models import Decision


def _find(asked: str, words: list[str]) -> QuerySet[Decision]:
    return register.search(register.open_to_all(), asked)


def _show(found: Sequence[Decision]) -> list[Hit]:
    return [
        Hit(decision.number, reverse("meetings:decision", args=[decision.number]), worded(decision, "text"))
        for decision in found
    ]


DECISIONS = Source(Kind("decisions", _("Decisions"), _("Decision")), _find, _show)
