"""Who was there. Apart from replies: who said yes may not come, and who never answered may."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import AttendanceOrigin, Mode, Presence
from meetings.models.meetings import Meeting


class AttendanceQuerySet(models.QuerySet):
    def there(self) -> "AttendanceQuerySet":
        """Return those who were there, on time or late."""
        return self.filter(presence__in=[Presence.PRESENT, Presence.LATE])


class Attendance(models.Model):
    Presence = Presence
    Origin = AttendanceOrigin

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    contact = models.ForeignKey(
        "stakeholders.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attendance",
        verbose_name=_("person"),
    )
    invitation = models.OneToOneField(
        "meetings.Invitation", null=True, blank=True, on_delete=models.SET_NULL, related_name="attendance"
    )
    name = models.CharField(_("name"), max_length=255, blank=True)  # as written; empty once the person is erased
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation as written"), max_length=255, blank=True)
    designation = models.CharField(_("designation"), max_length=150, blank=True)
    presence = models.CharField(_("presence"), max_length=9, choices=Presence, default=Presence.PRESENT)
    mode = models.CharField(
        _("takes part"), max_length=9, choices=[c for c in Mode.choices if c[0] != Mode.HYBRID], default=Mode.IN_PERSON
    )
    origin = models.CharField(max_length=6, choices=AttendanceOrigin, default=AttendanceOrigin.STAFF)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "contact"], condition=Q(contact__isnull=False), name="one_attendance_for_each_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.pk}"
