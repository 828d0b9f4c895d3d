"""Who reads what they get: derived from what delivery tells of its messages, so that it can be asked of everybody."""

from django.db import models


class Engagement(models.Model):
    """When an address last got bulk mail, and last opened or clicked any. Written by `stakeholders.engagement` only."""

    address = models.OneToOneField("delivery.Address", primary_key=True, on_delete=models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.address_id}"


class EngagementMark(models.Model):
    """Up to where the ledgers were read: one row."""

    event = models.PositiveBigIntegerField(default=0)  # key of the last event
    ended_at = models.DateTimeField(null=True)  # when the last mailing ended

    def __str__(self) -> str:
        return f"{self.event}"
