"""A group's year in review as a block: what stands in the record, as much of it as the issue wants."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import MultipleChoiceBlock

from meetings import reviews
from meetings.admin.reviews import YearInReviewChooserBlock
from meetings.models import YearInReview
from newsletters.blocks.base import IssueBlock


class Part(models.TextChoices):
    HIGHLIGHTS = "highlights", _("Highlights")
    POLICY = "policy", _("Policy and proposed actions")
    PRIORITIES = "priorities", _("Priorities for the next year")
    CONTACTS = "contacts", _("Whom to write to")


class YearInReviewBlock(IssueBlock):
    review = YearInReviewChooserBlock(
        label=_("Year in review"), help_text=_("Nothing is shown of one that the public may not see.")
    )
    parts = MultipleChoiceBlock(choices=Part.choices, default=Part.values, label=_("What of it"))

    class Meta:
        icon = "history"
        label = _("Year in review")
        group = _("From the record")
        description = _("What a working group did in a year, and what it sets itself for the next.")
        template = "blocks/year_in_review.html"
        mjml_template = "email/blocks/year_in_review.mjml"
        text_template = "email/blocks/year_in_review.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        chosen = value["review"]
        review = reviews.whole(reviews.public(chosen.group).filter(pk=chosen.pk)).first() if chosen else None
        return {**super().get_context(value, parent_context), "review": review, "parts": value["parts"]}

    def get_preview_value(self) -> Any:
        review = YearInReview.objects.filter(published=True).first()
        return self.normalize({"review": review, "parts": Part.values})
