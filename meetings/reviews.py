"""Years in review, as they are shown: on the group's page, as a PDF, in a newsletter."""

from django.db.models import Prefetch, QuerySet

from meetings.enums import Visibility
from meetings.models import ReviewContact, WorkingGroup, YearInReview

_ROWS = ("highlights__organisations", "proposed_actions", "priorities__meeting")


def whole(reviews: QuerySet[YearInReview]) -> QuerySet[YearInReview]:
    """Return `reviews` with all their rows read along: the same number of queries for one and for twenty.

    Whom to write to at an organisation that is not, or no longer, in the public directory is left out.
    """
    contacts = ReviewContact.objects.filter(organisation__public=True).select_related("organisation")
    return reviews.select_related("group").prefetch_related(*_ROWS, Prefetch("contacts", queryset=contacts))


def public(group: WorkingGroup) -> QuerySet[YearInReview]:
    """Return the years of `group` that everybody may read, the latest first."""
    of_open_group = YearInReview.objects.filter(group=group, group__visibility=Visibility.PUBLIC)
    return of_open_group.filter(published=True).order_by("-year")


def to_judge(group: WorkingGroup, year: int) -> YearInReview | None:
    """Return the review whose priorities were for `year`, with their rows: what the review of `year` looks back on."""
    return whole(YearInReview.objects.filter(group=group, year=year - 1)).first()
