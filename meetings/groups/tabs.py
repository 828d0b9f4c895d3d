"""The tabs of a group's page: which there are, and what each shows. A tab with nothing to show is not there."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import documents, reviews, visibility
from meetings.actions import progress
from meetings.enums import Visibility
from meetings.groups import cards, seats
from meetings.models import MeetingDocument, WorkingGroup

PAST_SHOWN = 200  # meetings on the tab; what is older stands in the list of all meetings


@dataclass(frozen=True)
class Tab:
    """One tab: its address below the page, its name, and whether the group has anything for it."""

    slug: str
    label: str | Promise
    has: Callable[[WorkingGroup], bool]


def documents_of(group: WorkingGroup) -> list[MeetingDocument]:
    """Return the documents that everybody may have: the group's own, then those of its meetings. Two queries."""
    own = _open(MeetingDocument.objects.filter(group=group).order_by("kind", "title", "pk"))
    theirs = MeetingDocument.objects.filter(meeting__in=cards.of_group(group).order_by().values("pk"))
    return own + _open(theirs.order_by("-meeting__start", "kind", "title", "pk"))


def _open(rows: QuerySet[MeetingDocument]) -> list[MeetingDocument]:
    read = rows.filter(visibility=Visibility.PUBLIC).select_related("meeting", "group", "item")
    return [row for row in read if visibility.allows(Visibility.PUBLIC, documents.level(row))]


TABS = (
    Tab("", _("About"), lambda group: True),
    Tab("meetings", _("Meetings"), lambda group: cards.of_group(group).exists()),
    Tab("documents", _("Documents"), lambda group: bool(documents_of(group))),
    Tab("members", _("Members"), lambda group: bool(seats.of(group, timezone.localdate()))),
    Tab("actions", _("Actions"), lambda group: group.shows_actions),
    Tab("year-in-review", _("Year in review"), lambda group: reviews.public(group).exists()),
)


def of(group: WorkingGroup) -> list[Tab]:
    """Return the tabs that `group` has."""
    return [tab for tab in TABS if tab.has(group)]


def addresses_of(group: WorkingGroup) -> list[str]:
    """Return where the tabs of `group` stand below its page, the first of them at the page itself; a few queries.

    The latest year in review stands on its tab, each earlier one at an address of its own.
    """
    earlier = reviews.public(group).values_list("year", flat=True)[1:]
    return [*(f"{tab.slug}/" for tab in of(group) if tab.slug), *(f"year-in-review/{year}/" for year in earlier)]


def about(group: WorkingGroup) -> dict[str, Any]:
    """Return what stands on the first tab: terms of reference, the work plan, what it is part of and what it has."""
    terms = list(group.terms.select_related("adopted_at").order_by("-version"))
    return {
        "terms": terms[0] if terms else None,
        "earlier_terms": terms[1:],
        "plan": list(group.plan.select_related("lead").order_by("-year", "position", "pk")),
        "sectors": list(group.sectors.all()),
        "parent": cards.open_parent(group),
        "children": list(cards.public().filter(parent=group)),
    }


def meetings(group: WorkingGroup, now: datetime.datetime) -> dict[str, Any]:
    found = cards.of_group(group).defer("body", "body_ur")
    return {"upcoming": list(found.upcoming(now)), "held": list(found.past(now)[:PAST_SHOWN])}


def members(group: WorkingGroup, today: datetime.date) -> dict[str, Any]:
    return {"members": seats.of(group, today)}


def actions(group: WorkingGroup, today: datetime.date) -> dict[str, Any]:
    return {"progress": progress.of_group(group, on=today)}


def review(group: WorkingGroup, year: int | None) -> dict[str, Any] | None:
    """Return the review of `year`, the latest one without a year, and which others there are; None if there is none."""
    years = list(reviews.public(group).values_list("year", flat=True))
    shown = reviews.whole(reviews.public(group).filter(year=year or (years[0] if years else 0))).first()
    if shown is None:
        return None
    before = reviews.to_judge(group, shown.year)
    return {"review": shown, "years": years, "looked_back": before if before and before.published else None}
