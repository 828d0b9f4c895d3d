"""Who is invited and what they answered, and a log of all that was mailed about a meeting."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.enums import InviteeRole, Mode, NoticeKind, Reply
from meetings.models.meetings import Meeting


def new_key() -> str:
    return secrets.token_urlsafe(12)


class Invitation(models.Model):
    """One address that is invited, and the person behind it. It stays when the person is erased, without the person."""

    Role = InviteeRole
    Reply = Reply

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    address = models.ForeignKey("delivery.Address", null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(
        "stakeholders.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invitations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(  # where the person was then
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=255, blank=True)
    language = models.CharField(max_length=10, default="en")
    role = models.CharField(_("role"), max_length=8, choices=InviteeRole, default=InviteeRole.REQUIRED)
    came_by = models.CharField(max_length=200, blank=True)  # the group or segment that brought it in, in words

    key = models.CharField(max_length=16, default=new_key, editable=False)  # in the links; a new one ends the old links
    reply = models.CharField(_("answer"), max_length=9, choices=Reply, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True, blank=True)
    mode = models.CharField(_("takes part"), max_length=9, choices=Mode, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    needs = models.CharField(_("needs"), max_length=500, blank=True)  # access, food; the unit only
    delegate_name = models.CharField(_("sends"), max_length=150, blank=True)
    delegate_email = models.EmailField(_("address of whom they send"), blank=True)
    delegated_by = models.OneToOneField(  # the invitation that this one stands in for
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="delegate"
    )

    told_sequence = models.PositiveIntegerField(null=True, blank=True)  # what the last mail said; None: never mailed
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "address"], name="one_invitation_for_each_address")]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.pk}"


class Notice(models.Model):
    """One round of mail about a meeting: why, when, by whom, and in what words besides the fixed ones."""

    Kind = NoticeKind

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    sequence = models.PositiveIntegerField()
    words = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("round of mail")
        verbose_name_plural = _("log of mail")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.kind}"


class NoticeMail(models.Model):
    """One mail of a round: to whom, and how it went. Rows are written first and sent from; a row is mailed once."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="mails")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    message = models.ForeignKey("delivery.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    refused = models.CharField(max_length=200, blank=True)  # why none was sent: suppressed, for example

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "invitation"], name="one_mail_of_a_round")]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.invitation_id}"
