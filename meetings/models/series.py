"""Series of meetings: what its meetings have in common, and their numbers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.bilingual import worded
from meetings.enums import Kind, Mode
from meetings.models.groups import WorkingGroup
from meetings.zones import validate_zone


class MeetingSeries(models.Model):
    """Meetings that follow each other: the national coordination meetings, those of a group."""

    title = models.CharField(_("title"), max_length=200, unique=True)
    title_ur = models.CharField(_("title in Urdu"), max_length=200, blank=True)
    meeting_title = models.CharField(
        _("what a meeting of it is called"),
        max_length=200,
        blank=True,
        help_text=_("{ordinal} becomes Second, {number} becomes 2: “{ordinal} national coordination meeting”."),
    )
    meeting_title_ur = models.CharField(_("the same in Urdu"), max_length=200, blank=True)
    group = models.ForeignKey(
        WorkingGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="series",
        verbose_name=_("working group"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.COORDINATION)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Karachi", validators=[validate_zone])
    duration = models.PositiveSmallIntegerField(
        _("length in minutes"), default=120, validators=[MinValueValidator(15), MaxValueValidator(1440)]
    )
    mode = models.CharField(_("how one takes part"), max_length=9, choices=Mode, default=Mode.HYBRID)
    place = models.CharField(_("place"), max_length=200, blank=True)
    minutes_due_days = models.PositiveSmallIntegerField(_("days until the minutes are due"), default=2)
    objection_days = models.PositiveSmallIntegerField(
        _("days to object to the minutes"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title_in_language

    @property
    def title_in_language(self) -> str:
        return worded(self, "title")
