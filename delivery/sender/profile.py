"""Who sends, as far as the settings say: what the records of the DNS are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from delivery import transports

_ANYMAIL = "anymail.backends."


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One way of sending. `domain` is the return path's, `from_domain` the one that readers see."""

    domain: str
    from_domain: str
    selectors: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()  # the public IP addresses that mail leaves from, where somebody has named them
    relay: str = ""  # the host of SMTP_URL
    provider: str = ""  # anymail's name of the provider whose API takes the mail: "amazon_ses"
    https: bool = True  # whether links in mail begin with https


def from_settings(*, domain: str = "", selectors: Sequence[str] = (), servers: Sequence[str] = ()) -> Profile:
    """Return this installation's profile; what is given stands in for the settings' own.

    Raises:
        ImproperlyConfigured: EMAIL_TRANSPORT or SMTP_URL cannot be used.
    """
    return Profile(
        domain=domain or settings.SENDER_DOMAIN,
        from_domain=domain or from_domain(),
        selectors=tuple(selectors or settings.DKIM_SELECTORS),
        servers=tuple(servers or settings.SENDER_IPS),
        relay="" if settings.EMAIL_TRANSPORT == "anymail" else transports.smtp_config().host,
        provider=_provider() if settings.EMAIL_TRANSPORT == "anymail" else "",
        https=settings.SITE_URL.startswith("https://"),
    )


def from_domain() -> str:
    """Return the domain that readers see in From."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def sends_nothing_out() -> bool:
    """Whether mail ends in the catcher: then there is nothing to check, and nobody is asked."""
    return bool(settings.EMAIL_TRANSPORT == "catcher")


def _provider() -> str:
    backend: str = settings.EMAIL_BACKEND
    if not backend.startswith(_ANYMAIL):
        raise ImproperlyConfigured("EMAIL_TRANSPORT is anymail, and EMAIL_BACKEND is not anymail's.")
    return backend.removeprefix(_ANYMAIL).partition(".")[0]
