"""Listens to anymail's events and tells `feedback` what they say of our messages."""

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.dispatch import receiver
from django.utils import timezone

from delivery import feedback
from delivery.webhooks import reading

logger = logging.getLogger(__name__)


@receiver(tracking)
def hear(sender: type, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Record one event. Of a message that is not ours, or that it cannot be of, nothing is believed."""
    now = timezone.now()
    message_pk = reading.message_of(event)
    if message_pk is None:
        logger.info("webhook.no_message", extra={"provider": esp_name, "event": reading.print_of(event, esp_name)[:16]})
        return
    news = reading.news_of(event, message_pk=message_pk, source=esp_name, now=now)
    if news is not None:
        feedback.hear(news, now=now)
