"""Agendas. An item stands at a meeting, or in the backlog of a series until there is a meeting for it."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.bilingual import worded
from meetings.enums import ItemKind, Visibility
from meetings.models.meetings import Meeting
from meetings.models.series import MeetingSeries


class AgendaItem(models.Model):
    """One item, and once the meeting is held what was said on it (`discussion`)."""

    Kind = ItemKind
    # Not stored: by its place among those that are shown (`meetings.agenda.items`).
    number: str = ""
    starts: datetime.datetime | None = None

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="items")
    series = models.ForeignKey(MeetingSeries, null=True, blank=True, on_delete=models.CASCADE, related_name="backlog")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind, default=ItemKind.DISCUSSION)
    title = models.CharField(_("title"), max_length=250)
    title_ur = models.CharField(_("title in Urdu"), max_length=250, blank=True)
    duration = models.PositiveSmallIntegerField(
        pgettext_lazy("of time", "minutes"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )
    presenter = models.CharField(_("presented by"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("organisation"),
    )
    background = models.TextField(_("background"), blank=True, max_length=5000)
    discussion = models.TextField(_("discussion"), blank=True, max_length=50_000)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="carried_to"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)  # raised by each change: no lost edits
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, series=None) | Q(meeting=None, series__isnull=False),
                name="item_of_a_meeting_or_of_a_backlog",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title_in_language(self) -> str:
        return worded(self, "title")
