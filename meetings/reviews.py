"""Years in review, as they are shown: on the group's page, as a PDF, in a newsletter."""

from django.db.models import QuerySet

from meetings.models import WorkingGroup, YearInReview

_ROWS = ("highlights__organisations", "proposed_actions", "priorities__meeting", "contacts__organisation")


def whole(reviews: QuerySet[YearInReview]) -> QuerySet[YearInReview]:
    """Return `reviews` with all their rows read along: the same number of queries for one and for twenty."""
    return reviews.select_related("group").prefetch_related(*_ROWS)


def public(group: WorkingGroup) -> QuerySet[YearInReview]:
    """Return the years of `group` that everybody may read, the latest first."""
    return YearInReview.objects.filter(group=group, published=True).order_by("-year")


def to_judge(group: WorkingGroup, year: int) -> YearInReview | None:
    """Return the review whose priorities were for `year`, with their rows: what the review of `year` looks back on."""
    return whole(YearInReview.objects.filter(group=group, year=year - 1)).first()
