"""What is sent, to whom, by whose approval."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.enums import MailingKind, MailingState


class Mailing(models.Model):
    """One piece of content for an audience, from draft to ledger. A one-off mail is a mailing of one.

    Approval freezes the content (per language) and the audience definition under `approved_hash`.
    """

    kind = models.CharField(max_length=8, choices=MailingKind, default=MailingKind.BULK)
    purpose = models.CharField(
        max_length=64, help_text=_("What consent and suppression are asked for: a topic's code, for example.")
    )
    title = models.CharField(_("title"), max_length=255)
    origin = models.CharField(max_length=100, blank=True, db_index=True)  # what a higher room sends: "issue:<uuid>"
    default_language = models.CharField(max_length=10)  # for readers whose language has no content

    state = models.CharField(_("state"), max_length=10, choices=MailingState, default=MailingState.DRAFT, db_index=True)
    pause_reason = models.CharField(max_length=255, blank=True)  # also why it failed, or waits for a person
    resume_at = models.DateTimeField(null=True, blank=True)  # the circuit is open: tried again then, by itself
    outages = models.PositiveSmallIntegerField(default=0)  # in a row, since a message was last accepted
    trouble_since = models.DateTimeField(null=True, blank=True)  # the engine stopped it, and no message went since
    staff_told_at = models.DateTimeField(null=True, blank=True)  # of this trouble
    served_at = models.DateTimeField(null=True, blank=True)  # a run last began: of several mailings all get their turn

    audience = models.JSONField(default=dict, blank=True)  # {"resolver": registered name, …criteria}
    audience_words = models.CharField(_("audience"), max_length=500, blank=True)

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    follows = models.ForeignKey(  # the mailing whose content this one brings to those who missed it
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True, blank=True)

    from_name = models.CharField(max_length=100)
    from_email = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    unsubscribable = models.BooleanField(default=True)  # carries List-Unsubscribe for its purpose
    headers = models.JSONField(default=dict, blank=True)  # further ones: {"Auto-Submitted": "auto-generated"}

    # Stored by the transaction that freezes the audience; compared with the counted rows ever after.
    candidates = models.PositiveIntegerField(null=True, blank=True)
    prepared = models.PositiveIntegerField(null=True, blank=True)
    excluded = models.PositiveIntegerField(null=True, blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)  # "send" was pressed, or its time came
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("draft_mailing", _("Can choose an audience and send tests")),
            ("approve_mailing", _("Can approve mailings and let them go")),
            ("stop_mailing", _("Can pause, resume and cancel mailings")),
            ("export_ledger", _("Can export ledgers")),
        ]

    def __str__(self) -> str:
        return self.title


class MailingContent(models.Model):
    """The rendered copy in one language: kept for ever, since it is what was sent.

    Subject, HTML and text hold placeholders (``[[name]]``) that `delivery.segments` fills per recipient.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="contents")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=255)
    html = models.TextField()
    text = models.TextField()
    calendar = models.TextField(blank=True)  # an iCalendar object; no placeholder in it is filled
    hash = models.CharField(max_length=64)  # SHA-256 of subject, HTML, text and calendar

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "language"], name="one_content_per_language")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"
