"""The ways out of this machine, behind one verb: take messages from the desk, send them, report each one."""

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Protocol

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.db import connections

from delivery.claims import Claimed
from delivery.composing import Composer
from delivery.desk import Desk, LaneDesk, Turn
from delivery.models import Mailing
from delivery.smtp import ErrorClass, Outcome, ProviderDown, Settlement, SmtpConfig, run_lanes

logger = logging.getLogger(__name__)

NAMES = ("smtp", "anymail", "catcher")
# After so many calls without a clear answer the provider is down: the rest of the readers need not become uncertain.
_UNCLEAR_IN_A_ROW = 3


class Transport(Protocol):
    """A way out."""

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """Send what `desk` gives until it gives no more; return why the provider takes no mail, if it takes none.

        Every message is marked before its text can be accepted, and settled when its outcome is known.
        """


class SmtpTransport:
    """Lanes of pipelined SMTP in one event loop. The demo's catcher is the same, fixed to this machine."""

    def __init__(self, config: SmtpConfig, database: Callable[[], Executor] | None = None) -> None:
        self._config = config
        self._database = database or _database_thread

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """See `Transport`. Some connections turned away while others went on is a limit, not a failure."""
        with self._database() as database:
            try:
                downs = asyncio.run(self._run(desk, composer, database, connections))
            finally:
                database.submit(_close_connections).result()
        for down in downs:
            logger.warning("provider.turned_away", extra={"mailing_id": desk.mailing.pk, "reason": down.reason})
        return downs[0] if downs and (len(downs) == connections or not desk.answered) else None

    async def _run(self, desk: Desk, composer: Composer, database: Executor, lanes: int) -> tuple[ProviderDown, ...]:
        return await run_lanes(self._config, LaneDesk(desk, composer.parcel, database), lanes)


class AnymailTransport:
    """Any provider that django-anymail knows, one call per message; who each was travels as metadata.

    A call that got no answer leaves its reader uncertain: the provider may have taken it.
    """

    def __init__(self, backend: BaseEmailBackend | None = None) -> None:
        self._backend = backend or get_connection()

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """See `Transport`. `connections` means nothing here."""
        unclear = 0
        while (message := desk.next()) is not None:
            if not desk.write([Turn(settle=None, mark=message.id)]):
                continue
            try:
                settlement = self._send(desk.mailing, message, composer)
            except ProviderDown as down:
                released = Settlement(message.id, Outcome.RELEASED, down.code, down.reason, ErrorClass.PROVIDER)
                desk.write([Turn(settle=released, mark=None)])
                return down
            desk.write([Turn(settle=settlement, mark=None)])
            unclear = unclear + 1 if settlement.outcome is Outcome.UNCERTAIN else 0
            if unclear == _UNCLEAR_IN_A_ROW:
                return ProviderDown(f"No clear answer to {unclear} messages in a row ({settlement.reply}).")
        return None

    def _send(self, mailing: Mailing, message: Claimed, composer: Composer) -> Settlement:
        content = composer.content(message)
        mail = AnymailMessage(
            subject=content.subject,
            body=content.text,
            from_email=sanitize_address((mailing.from_name, mailing.from_email), "utf-8"),
            to=[sanitize_address(composer.recipient(message), "utf-8")],
            reply_to=[mailing.reply_to] if mailing.reply_to else None,
            headers=composer.headers(message),
            metadata={"message": str(message.id)},
        )
        mail.attach_alternative(content.html, "text/html")
        try:
            self._backend.send_messages([mail])
        except AnymailRecipientsRefused:
            return Settlement(message.id, Outcome.FAILED, None, "refused by the provider", ErrorClass.RECIPIENT)
        except AnymailAPIError as error:
            return _judge(message.id, error.status_code)
        except AnymailError as error:
            return Settlement(message.id, Outcome.FAILED, None, type(error).__name__, ErrorClass.CONTENT)
        return Settlement(message.id, Outcome.SENT, None, "accepted by the provider")


def from_settings() -> Transport:
    """Return the transport that EMAIL_TRANSPORT names.

    Raises:
        ImproperlyConfigured: it names none, its URL is wrong, or the catcher is not on this machine.
    """
    if settings.EMAIL_TRANSPORT == "anymail":
        return AnymailTransport()
    return SmtpTransport(smtp_config())


def smtp_config() -> SmtpConfig:
    """Return where SMTP goes.

    Raises:
        ImproperlyConfigured: see `from_settings`. The text never repeats the URL, which may hold a password.
    """
    if settings.EMAIL_TRANSPORT not in ("smtp", "catcher"):
        raise ImproperlyConfigured(f"EMAIL_TRANSPORT is {settings.EMAIL_TRANSPORT!r}; it is one of {', '.join(NAMES)}.")
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


def _judge(message_id: int, status: int | None) -> Settlement:
    """Return what a provider's HTTP status says of one message. No answer, or a broken one, says nothing for sure."""
    if status in (401, 403):
        raise ProviderDown(f"The mail provider refuses our key (HTTP {status}).", status)
    if status == 429:
        return Settlement(message_id, Outcome.DEFERRED, status, "too many requests", ErrorClass.TRANSIENT)
    if status is None or status >= 500 or status < 400:
        return Settlement(message_id, Outcome.UNCERTAIN, status, "no clear answer", ErrorClass.TRANSIENT)
    return Settlement(message_id, Outcome.FAILED, status, "refused by the provider", ErrorClass.CONTENT)


def _database_thread() -> Executor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="delivery-database")


def _close_connections() -> None:
    connections.close_all()
