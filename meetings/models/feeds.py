"""Personal calendar feeds. Who has the address reads the feed, so it can be taken back."""

from django.db import models


class CalendarFeed(models.Model):
    """The one feed of a person that works; of its key only the hash is kept."""

    contact = models.OneToOneField("stakeholders.Contact", on_delete=models.CASCADE, related_name="calendar_feed")
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hexadecimal
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # to the day: when a calendar last asked

    def __str__(self) -> str:
        return str(self.contact_id)
