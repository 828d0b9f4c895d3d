"""Coordination meetings as pages. Agendas, minutes and actions come onto this shape."""

import datetime
import itertools
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail_localize.fields import SynchronizedField

from home.models import BasePage
from home.rich_text import validate_length
from meetings import enums
from meetings.querysets import MeetingQuerySet

PAST_PER_PAGE = 60


def validate_zone(name: str) -> None:
    """Validator: `name` is a zone of the IANA time zone database.

    Raises:
        ValidationError: it is not; a meeting in an unknown zone could not be shown.
    """
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”. Example: Asia/Karachi."), params={"name": name})


class MeetingIndexPage(BasePage):
    """All meetings: what is ahead first, then what was, by year."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["meetings.MeetingPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        meetings = MeetingPage.objects.child_of(self).live().public().select_related("locale").defer("body")
        held = Paginator(meetings.past(now), PAST_PER_PAGE).get_page(request.GET.get("page"))
        years = itertools.groupby(held, key=lambda meeting: meeting.listing_date.year)
        return context | {
            "upcoming": list(meetings.upcoming(now)) if held.number == 1 else [],
            "held": held,
            "years": [(year, list(group)) for year, group in years],
        }


class MeetingPage(BasePage):
    """One meeting or event. Times are stored in UTC and shown in the meeting's own zone."""

    Kind = enums.Kind
    State = enums.State

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ANNOUNCED)
    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Karachi", validators=[validate_zone])
    place = models.CharField(_("place"), max_length=200, blank=True)
    online = models.BooleanField(_("one can join online"), default=False)
    provinces = ParentalManyToManyField(
        "stakeholders.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )
    body = RichTextField(_("text"), blank=True, validators=[validate_length])

    objects = PageManager.from_queryset(MeetingQuerySet)()

    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("zone")]

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["kind", "state"]),
        FieldRowPanel(["start", "end", "zone"]),
        FieldRowPanel(["place", "online"]),
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
    def lasts_days(self) -> bool:
        """Whether it ends on a later day than it starts, by its own clock."""
        return self.local_end.date() > self.local_start.date()

    @property
    def zone_label(self) -> str:
        """Whose clock the times are of, in words."""
        if self.zone == "Asia/Karachi":
            return gettext("Pakistan time")
        return gettext("time in %(place)s") % {"place": self.zone.split("/")[-1].replace("_", " ")}

    @property
    def takes_place(self) -> bool:
        """Whether it takes or took place when it says."""
        return self.state not in enums.DOES_NOT_TAKE_PLACE

    @property
    def listing_date(self) -> datetime.date:
        return self.local_start.date()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"is_past": self.end < timezone.now()}

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("A meeting can't end before it starts.")})
