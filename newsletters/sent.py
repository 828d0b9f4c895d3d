"""What an issue was sent with: a page of the archive says what the mail said."""

import datetime
from typing import TYPE_CHECKING

from delivery.enums import MailingKind
from delivery.models import Mailing

if TYPE_CHECKING:
    from newsletters.models import IssuePage

ORIGIN = "issue:"  # before an issue's translation key, in the origin of its mailings


def origin_of(issue: "IssuePage") -> str:
    """Return what the issue's mailings are found by; all its language editions share it."""
    return f"{ORIGIN}{issue.translation_key}"


def frozen_at(issue: "IssuePage") -> datetime.datetime | None:
    """Return when the content that was last sent was frozen; None for an issue that never left. One query."""
    left = Mailing.objects.filter(
        origin=origin_of(issue), kind=MailingKind.BULK, follows=None, started_at__isnull=False
    )
    return left.order_by("-pk").values_list("approved_at", flat=True).first()
