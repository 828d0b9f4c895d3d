"""The ways out of this machine, behind one verb: take messages from the desk, send them, report each one."""

from typing import Protocol

from django.conf import settings

from delivery.composing import Composer
from delivery.desk import Desk
from delivery.smtp import ProviderDown
from delivery.transports.provider import AnymailTransport
from delivery.transports.smtp import NAMES, SmtpTransport, smtp_config

__all__ = ["NAMES", "AnymailTransport", "SmtpTransport", "Transport", "from_settings", "smtp_config"]


class Transport(Protocol):
    """A way out."""

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """Send what `desk` gives until it gives no more; return why the provider takes no mail, if it takes none.

        Every message is marked before its text can be accepted, and settled when its outcome is known.
        """


def from_settings() -> Transport:
    """Return the transport that EMAIL_TRANSPORT names.

    Raises:
        ImproperlyConfigured: it names none, its URL is wrong, or the catcher is not on this machine.
    """
    if settings.EMAIL_TRANSPORT == "anymail":
        return AnymailTransport()
    return SmtpTransport(smtp_config())
