"""Mail that Django and Wagtail send to staff themselves: password resets, notices about pages."""

from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from delivery import transports

TIMEOUT = 20  # seconds: a person waits for the page


class SmtpUrlBackend(EmailBackend):
    """Django's SMTP backend, going where SMTP_URL says: one setting for all mail.

    Raises:
        ImproperlyConfigured: SMTP_URL or EMAIL_TRANSPORT is wrong.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        smtp = transports.smtp_config()
        super().__init__(
            host=smtp.host,
            port=smtp.port,
            username=smtp.username,
            password=smtp.password,
            use_tls=smtp.security == "starttls",
            use_ssl=smtp.security == "tls",
            timeout=TIMEOUT,
            fail_silently=fail_silently,
        )
