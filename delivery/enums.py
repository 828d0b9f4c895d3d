"""The states of mailings and messages, and the named sets of them that the rest of the engine speaks of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailingState(TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PREPARING = "preparing", _("Preparing")
    SENDING = "sending", _("Sending")
    PAUSED = "paused", _("Paused")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class MessageState(TextChoices):
    """`pending` rows may be claimed; a row is `sending` only while its text is on the wire."""

    PENDING = "pending", _("Pending")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DEFERRED = "deferred", _("Deferred")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Skipped")
    UNCERTAIN = "uncertain", _("Uncertain")


# An edit of what was approved sends these back to draft; afterwards the frozen copy is what counts.
APPROVED_STATES = frozenset({MailingState.APPROVED, MailingState.SCHEDULED})
# Messages may still leave.
LIVE_STATES = frozenset({MailingState.PREPARING, MailingState.SENDING, MailingState.PAUSED})
ENDED_STATES = frozenset({MailingState.SENT, MailingState.CANCELLED, MailingState.FAILED})
# Messages that a withdrawal, a suppression or a cancellation still reaches.
WAITING_STATES = frozenset({MessageState.PENDING, MessageState.DEFERRED})
UNSETTLED_STATES = WAITING_STATES | {MessageState.SENDING}

# The table of allowed moves: anything else raises exceptions.MoveRefused.
MAILING_MOVES: dict[MailingState, frozenset[MailingState]] = {
    MailingState.DRAFT: frozenset({MailingState.APPROVED, MailingState.CANCELLED}),
    MailingState.APPROVED: frozenset(
        {MailingState.DRAFT, MailingState.SCHEDULED, MailingState.PREPARING, MailingState.CANCELLED}
    ),
    MailingState.SCHEDULED: frozenset(
        {MailingState.DRAFT, MailingState.APPROVED, MailingState.PREPARING, MailingState.CANCELLED}
    ),
    MailingState.PREPARING: frozenset({MailingState.SENDING, MailingState.CANCELLED, MailingState.FAILED}),
    MailingState.SENDING: frozenset({MailingState.PAUSED, MailingState.SENT, MailingState.CANCELLED}),
    MailingState.PAUSED: frozenset({MailingState.SENDING, MailingState.CANCELLED}),
    MailingState.SENT: frozenset(),
    MailingState.CANCELLED: frozenset(),
    MailingState.FAILED: frozenset(),
}


class MailingKind(TextChoices):
    BULK = "bulk", _("Bulk")
    ONE_OFF = "one_off", _("One-off")


class ExclusionReason(TextChoices):
    NO_ADDRESS = "no_address", _("No address")
    MALFORMED = "malformed", _("Malformed address")
    DUPLICATE = "duplicate", _("Shares its address with another contact of this mailing")
    NO_CONSENT = "no_consent", _("Never subscribed")
    UNCONFIRMED = "unconfirmed", _("Subscription not confirmed")
    WITHDRAWN = "withdrawn", _("Unsubscribed")
    PAUSED = "paused", _("Wants no mail until a later day")
    BOUNCED = "bounced", _("Address bounced before")
    COMPLAINED = "complained", _("Complained about mail from us")
    SUPPRESSED = "suppressed", _("Suppressed by staff or by erasure")
    GOT_IT = "got_it", _("Got it in an earlier mailing")
    UNDECIDED = "undecided", _("May have got it earlier; nobody has decided")


class SuppressionReason(TextChoices):
    HARD_BOUNCE = "hard_bounce", _("Hard bounce")
    SOFT_BOUNCES = "soft_bounces", _("Five soft bounces in a row")
    COMPLAINT = "complaint", _("Complaint")
    ERASED = "erased", _("Erased at the person's request")
    MANUAL = "manual", _("By staff")


EXCLUSION_FOR_SUPPRESSION = {
    SuppressionReason.HARD_BOUNCE: ExclusionReason.BOUNCED,
    SuppressionReason.SOFT_BOUNCES: ExclusionReason.BOUNCED,
    SuppressionReason.COMPLAINT: ExclusionReason.COMPLAINED,
    SuppressionReason.ERASED: ExclusionReason.SUPPRESSED,
    SuppressionReason.MANUAL: ExclusionReason.SUPPRESSED,
}


class SkipReason(TextChoices):
    WITHDRAWN = "withdrawn", _("Unsubscribed before it left")
    SUPPRESSED = "suppressed", _("Suppressed before it left")
    CANCELLED = "cancelled", _("The mailing was cancelled")


class EventKind(TextChoices):
    """What happened to a message besides being sent: on its way, after the hand-over, and by a person's decision."""

    DEFERRED = "deferred", _("Put off")
    REFUSED = "refused", _("Refused")
    UNCERTAIN = "uncertain", _("Became uncertain")
    DECIDED = "decided", _("Decided by staff")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    OPENED = "opened", _("Opened (indicative)")
    CLICKED = "clicked", _("Clicked")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    AUTO_REPLIED = "auto_replied", _("Answered automatically")
