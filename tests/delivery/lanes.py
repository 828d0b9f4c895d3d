"""Runs lanes against a `FakeSmtp`, to the end."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from delivery.smtp import Outcome, ProviderDown, SmtpConfig, Timeouts, run_lanes
from tests.delivery.fakes import FakeSmtp, MemoryLedger

T = TypeVar("T")
SENT, DEFERRED, FAILED = Outcome.SENT, Outcome.DEFERRED, Outcome.FAILED
UNCERTAIN, RELEASED = Outcome.UNCERTAIN, Outcome.RELEASED
SOON = Timeouts(connect=5, greeting=0.4, command=0.4, data=0.4, termination=0.4, quit=0.4)
PATIENT = Timeouts(connect=5, greeting=5, command=5, data=5, termination=5, quit=5)


def send(
    server: FakeSmtp, ledger: MemoryLedger, *, lanes: int = 1, credentials: str = "", **options: Any
) -> tuple[ProviderDown, ...]:
    """Serve, and run lanes until the ledger is empty or the provider is down."""

    async def scene() -> tuple[ProviderDown, ...]:
        async with server:
            config = SmtpConfig.from_url(server.url(credentials), **{"timeouts": PATIENT, **options})
            return await run_lanes(config, ledger, lanes)

    return run(scene())


def run(scene: Coroutine[Any, Any, T]) -> T:
    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await scene

    return asyncio.run(bounded())
