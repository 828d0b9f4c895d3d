"""Settings that start well and fail when the first newsletter leaves: found at the start instead, with a hint."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from email_validator import EmailNotValidError, validate_email
from kombu.transport import TRANSPORT_ALIASES


@register
def check_site_url(**kwargs: Any) -> list[CheckMessage]:
    """Every link in a mail begins with it, and a mail cannot be called back."""
    try:
        parts = urlsplit(settings.SITE_URL)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.path or parts.query)
    except ValueError:
        whole = False
    if whole:
        return []
    hint = "Set SITE_URL to scheme and host and nothing else, for example https://unit.example.org."
    return [Error("SITE_URL is not the address of a site.", hint=hint, id="delivery.E009")]


@register
def check_addresses(**kwargs: Any) -> list[CheckMessage]:
    """The unit's addresses stand in From and Reply-To of every mail; the name beside them is a setting of the site."""
    found: list[CheckMessage] = []
    for name in ("DEFAULT_FROM_EMAIL", "REPLY_TO_EMAIL"):
        try:
            validate_email(getattr(settings, name), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            hint = f"Set {name} to an address alone, for example newsletter@unit.example.org."
            found.append(Error(f"{name} is not an e-mail address.", hint=hint, id="delivery.E010"))
    return found


@register
def check_broker(**kwargs: Any) -> list[CheckMessage]:
    """With a broker that Celery does not know, forms answer with an error and no worker starts."""
    if urlsplit(settings.CELERY_BROKER_URL).scheme.partition("+")[0] in TRANSPORT_ALIASES:
        return []
    hint = "Set CELERY_BROKER_URL to redis://host:port/0."
    return [Error("CELERY_BROKER_URL names no broker that Celery knows.", hint=hint, id="delivery.E011")]


@register(deploy=True)
def check_catcher(**kwargs: Any) -> list[CheckMessage]:
    """The catcher is for trying things out: staff would believe that readers got what it kept."""
    if settings.EMAIL_TRANSPORT != "catcher":
        return []
    hint = "Set EMAIL_TRANSPORT to smtp, and SMTP_URL to your mail server."
    return [Error("EMAIL_TRANSPORT is catcher: no reader gets any mail.", hint=hint, id="delivery.E012")]
