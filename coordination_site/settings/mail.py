"""Django's own mail over the SMTP service that the delivery engine uses."""

from contextlib import suppress

from delivery.smtp.config import SmtpConfig


def smtp(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Return host, port, user, password, STARTTLS and TLS for Django's SMTP backend.

    A URL that cannot be read gives this machine's port 25: the system check delivery.E002 says what is wrong with it.
    """
    with suppress(ValueError):
        config = SmtpConfig.from_url(url)
        security = config.security
        return config.host, config.port, config.username, config.password, security == "starttls", security == "tls"
    return "localhost", 25, "", "", False, False
