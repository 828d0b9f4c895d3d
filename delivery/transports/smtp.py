"""Bulk SMTP, and the demo's catcher, which is the same on this machine only."""

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from delivery.composing import Composer
from delivery.desk import Desk, LaneDesk
from delivery.smtp import ProviderDown, SmtpConfig, run_lanes

logger = logging.getLogger(__name__)

NAMES = ("smtp", "anymail", "catcher")


class SmtpTransport:
    """Lanes of pipelined SMTP in one event loop. The demo's catcher is the same, fixed to this machine."""

    def __init__(self, config: SmtpConfig, database: Callable[[], Executor] | None = None) -> None:
        self._config = config
        self._database = database or _database_thread

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """See `delivery.transports.Transport`. Some connections turned away, others not, is a limit and no failure."""
        with self._database() as database:
            try:
                downs = asyncio.run(self._run(desk, composer, database, connections))
            finally:
                database.submit(_close_connections).result()
        for down in downs:
            logger.warning("provider.turned_away", extra={"mailing_id": desk.mailing.pk, "reason": down.reason})
        return downs[0] if downs and (len(downs) == connections or not desk.answered) else None

    async def _run(self, desk: Desk, composer: Composer, database: Executor, lanes: int) -> tuple[ProviderDown, ...]:
        return await run_lanes(self._config, LaneDesk(desk, composer.parcel, database, lanes=lanes), lanes)


def smtp_config() -> SmtpConfig:
    """Return where SMTP goes.

    Raises:
        ImproperlyConfigured: EMAIL_TRANSPORT or SMTP_URL cannot be used. The text never repeats the URL, which may
            hold a password.
    """
    if settings.EMAIL_TRANSPORT not in ("smtp", "catcher"):
        raise ImproperlyConfigured(f"EMAIL_TRANSPORT is {settings.EMAIL_TRANSPORT!r}; it is one of {', '.join(NAMES)}.")
    if settings.SMTP_CONNECTIONS < 1:
        raise ImproperlyConfigured("SMTP_CONNECTIONS is at least 1.")
    try:
        config = SmtpConfig.from_url(settings.SMTP_URL, lanes=settings.SMTP_CONNECTIONS)
    except ValueError as error:
        raise ImproperlyConfigured(f"SMTP_URL: {error}.") from error
    if settings.EMAIL_TRANSPORT == "catcher" and not _is_loopback(config.host):
        raise ImproperlyConfigured("The mail catcher is on this machine only: SMTP_URL must name 127.0.0.1 or ::1.")
    return config


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name may point anywhere


def _database_thread() -> Executor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="delivery-database")


def _close_connections() -> None:
    connections.close_all()
