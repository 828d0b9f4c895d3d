"""One row per mailing and address, one per candidate left out, and what happened after."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.enums import EventKind, ExclusionReason, MessageState, SkipReason
from delivery.models.addresses import Address
from delivery.models.mailings import Mailing


class Message(models.Model):
    """One mailing to one address. `contact_ref` is opaque here: the id of a contact in a higher room."""

    mailing = models.ForeignKey(  # the index of one_message_per_address begins with it
        Mailing, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="messages")
    contact_ref = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10)
    values = models.JSONField(default=dict)  # of the placeholders, frozen with the audience: {"name": …}
    message_id = models.CharField(max_length=255)  # with angle brackets; the same if it is sent again

    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.PENDING)
    # While the text is on the wire, or its fate unknown: what the message becomes instead of being tried again.
    skip_reason = models.CharField(max_length=10, choices=SkipReason, blank=True)
    claimant = models.UUIDField(null=True, blank=True)  # the worker run that holds it, or held it last
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # not before; moves on with every deferral
    last_code = models.PositiveSmallIntegerField(null=True, blank=True)
    last_reply = models.CharField(max_length=300, blank=True)  # the server's words, addresses scrubbed
    marked_at = models.DateTimeField(null=True, blank=True)  # its text went on the wire
    settled_at = models.DateTimeField(null=True, blank=True)  # the last outcome was written

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=["mailing", "address"], name="one_message_per_address")]
        # A message is written three times while it is sent: claimed, marked, settled. On PostgreSQL a write that
        # changes a column named by any index enters the row anew in all of them. So none names `state`, and `claimant`
        # is changed by claiming and giving back only: marks and outcomes stay on their page (0002_room_for_updates).
        indexes = [
            models.Index(fields=["message_id"], name="message_by_id"),
            models.Index(
                fields=["mailing", "-due_at", "id"], name="message_free", condition=models.Q(claimant__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class Exclusion(models.Model):
    """A candidate who gets no message, and why."""

    mailing = models.ForeignKey(  # the index of one_exclusion_per_contact begins with it
        Mailing, on_delete=models.PROTECT, related_name="exclusions", db_index=False
    )
    contact_ref = models.CharField(max_length=64)
    address = models.ForeignKey(Address, null=True, blank=True, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(_("reason"), max_length=16, choices=ExclusionReason)
    detail = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [models.UniqueConstraint(fields=["mailing", "contact_ref"], name="one_exclusion_per_contact")]

    def __str__(self) -> str:
        return f"{self.contact_ref}: {self.get_reason_display()}"


class Event(models.Model):
    """What happened to a message besides being sent: a deferral, a bounce, a decision of staff. Never changed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    source = models.CharField(max_length=32, blank=True)  # who told: "smtp", "report", "postmark"
    permanent = models.BooleanField(default=False)  # of a bounce: the mailbox is gone
    code = models.CharField(max_length=16, blank=True)  # SMTP's, or RFC 3463's
    detail = models.CharField(max_length=300, blank=True)  # in words, addresses scrubbed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)  # the same news told twice has the same one

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["message", "kind"], name="event_of_message")]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "kind", "fingerprint"], condition=~models.Q(fingerprint=""), name="news_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
