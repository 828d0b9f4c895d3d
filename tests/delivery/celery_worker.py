"""The product's Celery app with an audience and short runs: ``celery -A tests.delivery.celery_worker worker``."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from coordination_site.celery import app
from delivery import audiences
from delivery.audiences import Candidate

AUDIENCE = "tests.every_address"

settings.DELIVERY_RUN_SECONDS = 0.5


def every_address(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    """All the addresses there are."""
    from delivery.models import Address

    for pk in Address.objects.order_by("pk").values_list("pk", flat=True):
        yield Candidate(contact_ref=str(pk), address_id=pk, language="en", values={"name": "Amina"})


audiences.register(AUDIENCE, every_address)

__all__ = ["app"]
