"""What stakeholders hears from delivery."""

import datetime
from typing import Any

from django.dispatch import receiver

from delivery.models import Address
from delivery.returns import MAIL_TO_UNSUBSCRIBE
from delivery.signals import unsubscribe_asked
from stakeholders import subscriptions
from stakeholders.models import ConsentRecord

Source = ConsentRecord.Source


@receiver(unsubscribe_asked)
def withdraw(*, address: Address, purpose: str, source: str, now: datetime.datetime, **kwargs: Any) -> None:
    """Write down that a reader wants no more mail of a purpose, told by mail or by the mail provider."""
    told_by = Source.MAIL if source == MAIL_TO_UNSUBSCRIBE else Source.PROVIDER
    subscriptions.withdraw(address=address, purposes=[purpose], source=told_by, now=now, note=source)
