"""Years in review of the demo's groups: content/reviews.toml."""

from typing import Any

from coordination_site.demo_content import read
from meetings.models import Highlight, Meeting, Priority, ProposedAction, ReviewContact, WorkingGroup, YearInReview
from stakeholders.models import Organisation

ROWS = {"highlights": Highlight, "proposed_actions": ProposedAction, "priorities": Priority, "contacts": ReviewContact}


def load_reviews() -> int:
    """Add the years in review that are missing, with all their rows, and return how many were added."""
    return sum(_load(record) for record in read("reviews").values())


def _load(record: dict[str, Any]) -> int:
    group = WorkingGroup.objects.get(slug=record.pop("group"))
    if YearInReview.objects.filter(group=group, year=record["year"]).exists():
        return 0
    rows = {name: record.pop(name) for name in ROWS}
    review = YearInReview.objects.create(group=group, published=True, **record)
    for name, model in ROWS.items():
        for place, row in enumerate(rows[name]):
            _add(model, review, place, row)
    return 1


def _add(model: Any, review: YearInReview, place: int, row: dict[str, Any]) -> None:
    organisations = row.pop("organisations", [])
    if "organisation" in row:
        row["organisation"] = Organisation.objects.get(slug=row["organisation"])
    if "meeting" in row:
        row["meeting"] = Meeting.objects.filter(slug=row["meeting"]).first()
    made = model(review=review, sort_order=place, **row)
    if organisations:
        made.organisations = Organisation.objects.filter(slug__in=organisations)
    made.save()
