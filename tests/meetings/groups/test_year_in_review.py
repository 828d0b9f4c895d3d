"""The PDF of a year in review says what the page says: only objectives are notes."""

import pytest

from meetings import review_pdf, reviews
from meetings.enums import PriorityStatus
from meetings.models import Priority, YearInReview
from tests.factories.meetings import WorkingGroupFactory

pytestmark = pytest.mark.django_db


def test_words_that_look_like_markup_stand_in_the_pdf_as_they_stand_on_the_page():
    review = YearInReview.objects.create(group=WorkingGroupFactory(), year=2024)
    Priority.objects.create(
        review=review,
        lead="Reach * districts",
        text="**Train** trainers\n- in #Sindh\n\n1. in $KP$",
        status=PriorityStatus.DROPPED,
        status_note="Taken over.",
    )

    drawn = review_pdf.outline(reviews.whole(YearInReview.objects.all()).get(), None)

    ((block,),) = [section.blocks for section in drawn.sections]
    ((listing,), (point,)) = (block.blocks, block.blocks[0].items)
    (words,) = point.blocks
    assert words.text == ("Reach * districts: **Train** trainers\n- in #Sindh\n\n1. in $KP$ (Dropped) Taken over.")
    assert [run.text for run in words.runs if run.bold] == ["Reach * districts"]
    assert not listing.numbered
