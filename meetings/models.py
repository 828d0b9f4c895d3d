"""Coordination meetings as pages. Working groups, agendas, minutes and actions come onto this shape."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from home.models import BasePage


class MeetingIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["meetings.MeetingPage"]


class MeetingPage(BasePage):
    """One meeting or event. Times are stored in UTC and shown in the meeting's own zone."""

    class Kind(models.TextChoices):
        COORDINATION = "coordination", _("Coordination meeting")
        STEERING = "steering", _("Steering committee")
        WORKING_GROUP = "working_group", _("Technical working group")
        LAUNCH = "launch", _("Launch")
        IMPLEMENTATION = "implementation", _("Implementation meeting")
        WEBINAR = "webinar", _("Webinar")
        TRAINING = "training", _("Training")
        FORUM = "forum", _("Forum")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        HELD = "held", _("Held")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ANNOUNCED)
    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Karachi")
    place = models.CharField(_("place"), max_length=200, blank=True)
    online = models.BooleanField(_("one can join online"), default=False)
    provinces = ParentalManyToManyField(
        "stakeholders.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )
    body = RichTextField(_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("state"),
        FieldPanel("start"),
        FieldPanel("end"),
        FieldPanel("zone"),
        FieldPanel("place"),
        FieldPanel("online"),
        FieldPanel("provinces"),
        FieldPanel("body"),
    ]
    parent_page_types = ["meetings.MeetingIndexPage"]
    subpage_types: list[str] = []

    @property
    def local_start(self) -> datetime.datetime:
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime.datetime:
        return self.end.astimezone(ZoneInfo(self.zone))

    @property
    def listing_date(self) -> datetime.date:
        return self.local_start.date()

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("A meeting can't end before it starts.")})
