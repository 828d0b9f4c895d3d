"""How fast bulk mail may go: limits that staff set, counted in the database for all workers together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendingLimits(models.Model):
    """What the provider allows; one row. Empty fields: no limit."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    per_second = models.PositiveIntegerField(_("messages per second"), null=True, blank=True)
    per_hour = models.PositiveIntegerField(_("messages per hour"), null=True, blank=True)
    # What `delivery.pace` remembers: [microseconds since 1970, messages] of each grant of the last second, and for when
    # a doorbell was rung because nothing was granted.
    granted_lately = models.JSONField(default=list, editable=False)
    bell_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("sending limits")
        verbose_name_plural = _("sending limits")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_sending_limits")]

    def __str__(self) -> str:
        return str(_("Sending limits"))


class GrantedMinute(models.Model):
    """How many messages were granted in one minute of the clock: what the limit per hour adds up."""

    minute = models.DateTimeField(primary_key=True)
    granted = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}: {self.granted}"
