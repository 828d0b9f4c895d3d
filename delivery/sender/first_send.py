"""What is said of the sending domain before a newsletter is let go. It warns and never blocks: records may lag."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from delivery.enums import MailingKind, MailingState
from delivery.models import Mailing
from delivery.sender import history, profile
from delivery.sender.findings import Check
from delivery.sender.words import Level

FRESH = timedelta(days=30)


def warnings(*, now: datetime) -> list[str]:
    """Return in words what somebody who is about to send should know; nothing when all is known to be well.

    Before the first mailing from a domain whatever is open counts; afterwards errors, and a look that is too old.
    """
    if profile.sends_nothing_out():
        return []
    look = history.latest()
    if look is None:
        return [_("Nobody has checked yet whether receivers will trust mail from this domain.")]
    told = []
    if look.at < now - FRESH:
        told.append(_("The sending domain was last checked more than 30 days ago."))
    grave = (Level.ERROR,) if _has_sent() else (Level.ERROR, Level.WARNING, Level.UNKNOWN)
    points = look.of(*grave)
    # The rules for bulk senders sum the others up; they are news only where there is nothing else.
    told.extend(found.found for found in [each for each in points if each.check is not Check.BULK] or points)
    return told


def _has_sent() -> bool:
    """Whether a newsletter has ever left from the domain that readers see."""
    return Mailing.objects.filter(
        kind=MailingKind.BULK, state=MailingState.SENT, from_email__iendswith=f"@{profile.from_domain()}"
    ).exists()
