"""Who may call us: the provider in use and nobody else, and only with a signature or a secret."""

from dataclasses import dataclass
from typing import Any

from anymail.utils import get_anymail_setting
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One provider's calls, as django-anymail 15.2 reads them."""

    slug: str  # as in anymail's module, in our address, and in Event.source
    esp_name: str  # as in anymail's settings: MAILGUN_…
    view: str
    # Settings of anymail's that make it check a signature. Any one is enough; none: the provider signs nothing that
    # anymail would check.
    signatures: tuple[str, ...] = ()
    secret_will_do: bool = True  # WEBHOOK_SECRET alone proves who calls

    @property
    def view_class(self) -> type[AnymailCoreWebhookView]:
        """Anymail's view, whose validation and reading are used; never its dispatch."""
        found: type[AnymailCoreWebhookView] = import_string(f"anymail.webhooks.{self.slug}.{self.view}")
        return found

    @property
    def secured(self) -> bool:
        """Whether something is configured by which a call proves who sent it."""
        signed = any(self._setting(name, esp_name=self.esp_name) for name in self.signatures)
        return signed or (self.secret_will_do and has_secret())

    @property
    def wanted(self) -> str:
        """The settings, one of which is needed, in words for operators."""
        names = [f"{self.esp_name}_{name}".upper().replace(" ", "_") for name in self.signatures]
        return " or ".join([*names, "WEBHOOK_SECRET"] if self.secret_will_do else names)

    @staticmethod
    def _setting(name: str, *, esp_name: str) -> Any:
        return get_anymail_setting(name, esp_name=esp_name, default=None, kwargs={}, allow_bare=True)


_SOURCES = {
    source.slug: source
    for source in (
        Source(slug="amazon_ses", esp_name="Amazon SES", view="AmazonSESTrackingWebhookView"),
        Source(slug="brevo", esp_name="Brevo", view="BrevoTrackingWebhookView"),
        Source(
            slug="mailersend",
            esp_name="MailerSend",
            view="MailerSendTrackingWebhookView",
            signatures=("signing_secret",),
            secret_will_do=False,
        ),
        Source(
            slug="mailgun",
            esp_name="Mailgun",
            view="MailgunTrackingWebhookView",
            signatures=("webhook_signing_key", "api_key"),
        ),
        Source(slug="mailjet", esp_name="Mailjet", view="MailjetTrackingWebhookView"),
        Source(
            slug="mailtrap",
            esp_name="Mailtrap",
            view="MailtrapTrackingWebhookView",
            signatures=("tracking_secret",),
        ),
        Source(
            slug="mandrill",
            esp_name="Mandrill",
            view="MandrillCombinedWebhookView",
            signatures=("webhook_key",),
            secret_will_do=False,
        ),
        Source(
            slug="postal",
            esp_name="Postal",
            view="PostalTrackingWebhookView",
            signatures=("webhook_key",),
            secret_will_do=False,
        ),
        Source(slug="postmark", esp_name="Postmark", view="PostmarkTrackingWebhookView"),
        Source(slug="resend", esp_name="Resend", view="ResendTrackingWebhookView", signatures=("signing_secret",)),
        Source(
            slug="sendgrid",
            esp_name="SendGrid",
            view="SendGridTrackingWebhookView",
            signatures=("tracking_webhook_verification_key",),
        ),
        Source(slug="sparkpost", esp_name="SparkPost", view="SparkPostTrackingWebhookView"),
        Source(
            slug="unisender_go",
            esp_name="Unisender Go",
            view="UnisenderGoTrackingWebhookView",
            signatures=("api_key",),
        ),
    )
}


def in_use() -> Source | None:
    """Return the provider that mail goes out through, if there is one and anymail can read its calls."""
    if settings.EMAIL_TRANSPORT != "anymail" or not settings.EMAIL_BACKEND.startswith("anymail.backends."):
        return None
    return _SOURCES.get(settings.EMAIL_BACKEND.split(".")[2])


def has_secret() -> bool:
    """Whether calls must bring WEBHOOK_SECRET by HTTP basic authentication."""
    return bool(get_anymail_setting("webhook_secret", default=None, kwargs={}))
