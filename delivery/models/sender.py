"""What the world's DNS says of the sending domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SenderCheck(models.Model):
    """One look at the sending domain's records; the latest is shown to staff and asked before a first send."""

    domain = models.CharField(max_length=255)
    checked_at = models.DateTimeField()
    findings = models.JSONField(default=list)  # one for each record, in the order of `delivery.sender.CHECKS`

    class Meta:
        verbose_name = _("sender check")
        verbose_name_plural = _("sender checks")
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.domain} {self.checked_at:%Y-%m-%d %H:%M}"
