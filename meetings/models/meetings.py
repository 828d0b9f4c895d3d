"""Meetings: the record of one, in all languages. The public finds it on pages: `meetings.models.pages`."""

import datetime
import uuid
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from home.bilingual import worded
from home.rich_text import validate_length
from meetings import enums, zones
from meetings.enums import Visibility
from meetings.models.groups import WorkingGroup
from meetings.models.series import MeetingSeries

RESERVED_SLUG = "members"  # /meetings/members/ is where partners ask for their link


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, now: datetime.datetime) -> Self:
        """Meetings that have not ended at `now`, the next one first; what was cancelled stays, so that it is seen."""
        return self.filter(end__gte=now).order_by("start", "pk")

    def past(self, now: datetime.datetime) -> Self:
        """Meetings that have ended at `now`, the latest first."""
        return self.filter(end__lt=now).order_by("-start", "-pk")

    def happening(self) -> Self:
        """Meetings that take or took place when they say: neither cancelled nor postponed."""
        return self.exclude(state__in=enums.DOES_NOT_TAKE_PLACE)

    def public(self) -> Self:
        """Meetings of which everybody may know: `meetings.visibility` has the rule."""
        return self.filter(visibility=Visibility.PUBLIC).exclude(state=enums.State.DRAFT)


def new_uid() -> str:
    return str(uuid.uuid4())


class Meeting(models.Model):
    """One meeting or event. Times are stored in UTC and shown in the meeting's own zone."""

    Kind = enums.Kind
    State = enums.State
    Mode = enums.Mode

    series = models.ForeignKey(
        MeetingSeries,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("series"),
    )
    number = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=enums.Kind)
    state = models.CharField(_("state"), max_length=10, choices=enums.State, default=enums.State.DRAFT, editable=False)
    title = models.CharField(_("title"), max_length=250)
    title_ur = models.CharField(_("title in Urdu"), max_length=250, blank=True)
    slug = models.SlugField(max_length=250, unique=True, help_text=_("The last part of its address on the site."))
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_ur = models.CharField(_("summary in Urdu"), max_length=300, blank=True)
    body = RichTextField(_("text"), blank=True, validators=[validate_length])
    body_ur = RichTextField(_("text in Urdu"), blank=True, validators=[validate_length])

    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Karachi", validators=[zones.validate_zone])
    mode = models.CharField(_("how one takes part"), max_length=9, choices=enums.Mode, default=enums.Mode.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    place_ur = models.CharField(_("place in Urdu"), max_length=200, blank=True)
    address = models.CharField(_("address of the place"), max_length=250, blank=True)
    map_url = models.URLField(_("map"), blank=True)
    join_url = models.URLField(
        _("link to join"), blank=True, max_length=500, help_text=_("Only invited people get it. It is never public.")
    )
    join_details = models.TextField(
        _("how to join"), blank=True, max_length=1000, help_text=_("Meeting number, code, telephone. Never public.")
    )

    groups = models.ManyToManyField(
        WorkingGroup, blank=True, related_name="meetings", verbose_name=_("working groups"), help_text=_("Joint ones.")
    )
    co_organisers = models.ManyToManyField(
        "stakeholders.Organisation", blank=True, related_name="+", verbose_name=_("co-organised by")
    )
    provinces = models.ManyToManyField(
        "stakeholders.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )
    chair = models.CharField(_("chaired by"), max_length=150, blank=True)
    minutes_by = models.CharField(_("minutes by"), max_length=150, blank=True)

    visibility = models.CharField(_("who knows of it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    agenda_visibility = models.CharField(
        _("who sees the agenda"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    minutes_visibility = models.CharField(
        _("who sees the minutes"), max_length=8, choices=Visibility, default=Visibility.PARTNERS
    )
    attendance_visibility = models.CharField(
        _("who sees which organisations came"), max_length=8, choices=Visibility, default=Visibility.PARTNERS
    )

    uid = models.CharField(max_length=36, unique=True, default=new_uid, editable=False)  # RFC 7986, 5.3: one for life
    sequence = models.PositiveIntegerField(default=0, editable=False)  # RFC 5545, 3.8.7.4: raised when it moves
    previous_start = models.DateTimeField(null=True, blank=True, editable=False)  # of what was postponed or moved
    reason = models.CharField(max_length=300, blank=True, editable=False)  # why it was postponed or cancelled; public

    sign_in_key = models.CharField(max_length=32, blank=True, editable=False)  # empty: nobody can sign in
    sign_in_until = models.DateTimeField(null=True, blank=True, editable=False)
    unnamed_present = models.PositiveSmallIntegerField(_("others who were there"), default=0)

    revision = models.PositiveIntegerField(default=0, editable=False)  # raised by each change of details: no lost edits
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-start", "-pk"]
        permissions = [
            ("announce_meeting", _("Can announce, postpone and cancel meetings, circulate and approve minutes")),
            ("invite_meeting", _("Can invite people to meetings and write to them")),
            ("record_attendance", _("Can record who attended")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"],
                name="one_meeting_for_each_number_of_a_series",
                violation_error_message=_("The series has a meeting of that number already."),
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("A meeting can't end before it starts."),
            ),
        ]
        indexes = [models.Index(fields=["start", "end"]), models.Index(fields=["end"])]

    def __str__(self) -> str:
        return self.title_in_language

    @property
    def title_in_language(self) -> str:
        return worded(self, "title")

    @property
    def summary_in_language(self) -> str:
        return worded(self, "summary")

    @property
    def body_in_language(self) -> str:
        return worded(self, "body")

    @property
    def place_in_language(self) -> str:
        return worded(self, "place")

    @property
    def online(self) -> bool:
        """Whether one can join from elsewhere."""
        return self.mode != enums.Mode.IN_PERSON

    @property
    def local_start(self) -> datetime.datetime:
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime.datetime:
        return self.end.astimezone(ZoneInfo(self.zone))

    @property
    def local_previous_start(self) -> datetime.datetime | None:
        return self.previous_start and self.previous_start.astimezone(ZoneInfo(self.zone))

    @property
    def day(self) -> datetime.date:
        """The day that it starts on, by its own clock."""
        return self.local_start.date()

    @property
    def lasts_days(self) -> bool:
        """Whether it ends on a later day than it starts, by its own clock."""
        return self.local_end.date() > self.local_start.date()

    @property
    def zone_label(self) -> str:
        """Whose clock the times are of, in words."""
        return zones.in_words(self.zone)

    @property
    def takes_place(self) -> bool:
        """Whether it takes or took place when it says."""
        return self.state not in enums.DOES_NOT_TAKE_PLACE

    def clean(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("A meeting can't end before it starts.")})
        if self.slug == RESERVED_SLUG:
            raise ValidationError({"slug": _("“members” is the address of the members’ own pages: choose another.")})
        if self.number is not None and self.series is None:
            raise ValidationError({"number": _("Only a meeting of a series has a number.")})


class MeetingChange(models.Model):
    """What of a meeting was changed when, and by whom: what invited people are told, and staff can look up."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()  # the meeting's, after the change
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)  # field: what stood there, of those that changed
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {', '.join(self.after)}"
