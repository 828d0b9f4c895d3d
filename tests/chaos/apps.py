"""What the processes of a run have besides the product: an audience of every address, and less patience.

What was put off, or paused by the circuit breaker, is tried again after a second, and not after minutes.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import AppConfig

from delivery import audiences
from delivery.audiences import Candidate

AUDIENCE = "tests.chaos.everybody"
_SOON = timedelta(seconds=1)


class ChaosConfig(AppConfig):
    name = "tests.chaos"

    def ready(self) -> None:
        from delivery import circuit, retry

        audiences.register(AUDIENCE, _everybody)
        retry.DELAYS = tuple(_SOON for _delay in retry.DELAYS)
        circuit.DELAYS = tuple(_SOON for _delay in circuit.DELAYS)


def _everybody(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    from delivery.models import Address

    for pk in Address.objects.order_by("pk").values_list("pk", flat=True):
        yield Candidate(contact_ref=str(pk), address_id=pk, language="en", values={"name": "Amina"})
