"""Minutes: their state, every version that left the unit, and what people said on them.

What is written item by item stands at the items (`AgendaItem.discussion`), in decisions and in actions.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.enums import ApprovalBasis, MinutesState
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting


class Minutes(models.Model):
    State = MinutesState

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="minutes")
    state = models.CharField(max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    preamble = models.TextField(_("opening"), blank=True, max_length=10_000)
    closing = models.TextField(_("closing"), blank=True, max_length=10_000)
    circulated_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_basis = models.CharField(max_length=12, choices=ApprovalBasis, blank=True)
    approved_by_meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="minutes_approved"
    )
    amending_since = models.DateTimeField(null=True, blank=True)  # while approved minutes are open for an amendment
    revision = models.PositiveIntegerField(default=0)  # of opening and closing: no lost edits
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.meeting)


class MinutesVersion(models.Model):
    """Minutes as they left the unit, whole: `content` holds each part with who may see it, for `minutes.edition`."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=MinutesState)  # which the minutes reached by it
    content = models.JSONField()
    erratum = models.TextField(_("erratum"), blank=True, max_length=2000)  # what an amendment put right
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="one_text_for_each_version")]

    def __str__(self) -> str:
        return f"{self.minutes_id}, {self.number}"


class MinutesComment(models.Model):
    """What an invited person said on circulated minutes. An objection keeps them from being approved by silence."""

    version = models.ForeignKey(MinutesVersion, on_delete=models.CASCADE, related_name="comments")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="comments")
    text = models.TextField(_("comment"), max_length=4000)
    objects_to = models.BooleanField(_("this is an objection"), default=False)
    at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("comment on minutes")
        verbose_name_plural = _("comments on minutes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.pk}"
