"""The register of decisions: which of them a reader may see, by one rule for the public, partners and the unit."""

import re

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from meetings import addresses
from meetings.enums import DecisionStatus, MinutesState, State, Visibility
from meetings.models import Decision, WorkingGroup
from meetings.visibility import levels_up_to

# Decisions bind once the minutes that hold them are agreed.
AGREED = (MinutesState.APPROVED, MinutesState.AMENDED)
_NUMBER = re.compile(r"D-(\d{4})-(\d{2,5})", re.IGNORECASE)


def readable(reader: Visibility = Visibility.PUBLIC) -> QuerySet[Decision]:
    """Return the decisions of approved minutes that a reader of the kind `reader` may see, the latest first.

    Each stands inside its item, its minutes and its meeting, and is never more open than those. Partners see those of
    their own meetings only: narrow it to `visibility.meetings_of`. Each has ``replaced``: whether a decision that the
    reader may see has taken its place.
    """
    seen = _seen(reader)
    return seen.annotate(replaced=Exists(_seen(reader).filter(supersedes=OuterRef("pk")))).order_by("-year", "-serial")


def public() -> QuerySet[Decision]:
    """Return the decisions that everybody may read."""
    return readable(Visibility.PUBLIC)


def open_to_all() -> QuerySet[Decision]:
    """Return those of `public` that may stand elsewhere than on their meeting's page: it lies behind no password."""
    return public().filter(addresses.open_to_all("meeting"))


def whole(decisions: QuerySet[Decision], reader: Visibility = Visibility.PUBLIC) -> QuerySet[Decision]:
    """Return `decisions` with all that a page shows of them read along: the same number of queries for one and fifty.

    What took their place, and whose place they took, is `successors` and `predecessor_seen`: what the reader may see.
    """
    groups = WorkingGroup.objects.filter(visibility__in=levels_up_to(reader))
    return (
        decisions.select_related("meeting", "supersedes")
        .prefetch_related(
            Prefetch("meeting__groups", queryset=groups, to_attr="groups_seen"),
            Prefetch("superseded_by", queryset=_seen(reader), to_attr="successors"),
        )
        .annotate(predecessor_seen=Exists(_seen(reader).filter(pk=OuterRef("supersedes"))))
    )


def standing(decision: Decision) -> DecisionStatus:
    """Return the status that a reader is told of one of `readable`.

    What takes its place may wait in minutes that are still being agreed: until then the old decision is in force.
    """
    if decision.status == DecisionStatus.SUPERSEDED and not decision.replaced:  # type: ignore[attr-defined]
        return DecisionStatus.IN_FORCE
    return DecisionStatus(decision.status)


def parse(number: str) -> tuple[int, int] | None:
    """Return the year and the serial of ``D-2026-03``, or None if it is no number of a decision."""
    found = _NUMBER.fullmatch(number.strip())
    return (int(found[1]), int(found[2])) if found else None


def search(decisions: QuerySet[Decision], text: str) -> QuerySet[Decision]:
    """Narrow `decisions` to those whose number is `text`, or whose words all of it are in."""
    if number := parse(text):
        return decisions.filter(year=number[0], serial=number[1])
    for word in text.replace("\x00", "").split():
        decisions = decisions.filter(
            Q(text__icontains=word) | Q(text_ur__icontains=word) | Q(rationale__icontains=word)
        )
    return decisions


def _seen(reader: Visibility) -> QuerySet[Decision]:
    levels = levels_up_to(reader)
    inside = Q(meeting__visibility__in=levels, meeting__minutes_visibility__in=levels)
    item = Q(item=None) | Q(item__visibility__in=levels)
    agreed = Decision.objects.filter(inside, item, visibility__in=levels, meeting__minutes__state__in=AGREED)
    return agreed.order_by() if reader == Visibility.UNIT else agreed.exclude(meeting__state=State.DRAFT).order_by()
