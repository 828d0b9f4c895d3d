"""Misconfiguration that would lose mail, double it or send it astray stops the start, with a hint."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import connections
from email_validator import validate_email

from delivery import transports
from delivery.sender.lookups import domain_name
from delivery.transports.profiles import PROFILES
from delivery.webhooks import sources

_SQLITE = "django.db.backends.sqlite3"
_OLDEST_SQLITE = (3, 35)  # UPDATE … FROM and RETURNING
_FULL = re.compile(r"synchronous\s*=\s*(FULL|EXTRA|2|3)\b", re.IGNORECASE)


@register
def check_transport(**kwargs: Any) -> list[CheckMessage]:
    """EMAIL_TRANSPORT, SMTP_URL and, for a provider's API, EMAIL_BACKEND."""
    if settings.EMAIL_TRANSPORT == "anymail":
        if settings.EMAIL_BACKEND.startswith(("anymail.", "django.core.mail.backends.locmem.")):
            return _check_backend()
        hint = (
            "Set EMAIL_BACKEND to the backend of your provider, for example anymail.backends.amazon_ses.EmailBackend."
        )
        return [Error("EMAIL_TRANSPORT is anymail, and EMAIL_BACKEND is not anymail's.", hint=hint, id="delivery.E001")]
    try:
        transports.smtp_config()
    except ImproperlyConfigured as error:
        hint = (
            "SMTP_URL is, for example, smtp://user:password@host:port, smtps://… or smtp+starttls://…, percent-encoded."
        )
        return [Error(str(error), hint=hint, id="delivery.E002")]
    return []


def _check_backend() -> list[CheckMessage]:
    """Anymail's backend wants its key and its package when it is made, which is too late in a worker."""
    try:
        get_connection()
    except (ImproperlyConfigured, ImportError) as error:
        hint = "ANYMAIL holds the provider's settings as JSON: docs/operations.md has an example."
        return [Error(f"EMAIL_BACKEND cannot be used: {str(error).strip()}", hint=hint, id="delivery.E021")]
    return []


@register
def check_webhook(**kwargs: Any) -> list[CheckMessage]:
    """A forged event could stop anybody's mail: the provider's calls must prove who sends them."""
    source = sources.in_use()
    if source is None:
        return []
    if not source.secured:
        hint = f"Set {source.wanted} in ANYMAIL, and enter it at the provider: docs/operations.md."
        return [Error(f"Nothing proves that events come from {source.esp_name}.", hint=hint, id="delivery.E020")]
    try:
        source.view_class()
    except (ImproperlyConfigured, ImportError, ValueError) as error:
        hint = f"ANYMAIL holds {source.wanted} as the provider shows it. A signature may need a package."
        return [Error(f"Events cannot be proved: {str(error).strip()}", hint=hint, id="delivery.E020")]
    return []


@register(deploy=True)
def check_provider(**kwargs: Any) -> list[CheckMessage]:
    """Some providers replace the one-click link by their own, of which the platform hears only by their events."""
    source = sources.in_use()
    if source is None or PROFILES[source.esp_name].one_click:
        return []
    hint = "Choose another provider, or bulk SMTP: most providers offer it too."
    return [Warning(f"{source.esp_name} replaces List-Unsubscribe by its own.", hint=hint, id="delivery.W020")]


@register
def check_address_hash_key(**kwargs: Any) -> list[CheckMessage]:
    """Without the key no suppression can be looked up and no unsubscribe link be signed."""
    if settings.ADDRESS_HASH_KEY and settings.ADDRESS_HASH_KEY != settings.SECRET_KEY:
        return []
    hint = "Set ADDRESS_HASH_KEY to a long random text of its own, and keep it for ever: old unsubscribe links need it."
    return [Error("ADDRESS_HASH_KEY is not set, or is the same as SECRET_KEY.", hint=hint, id="delivery.E003")]


@register
def check_sender_domain(**kwargs: Any) -> list[CheckMessage]:
    """It stands in every Message-ID, return path and unsubscribe address."""
    try:
        domain_name(settings.SENDER_DOMAIN)
        validate_email(f"bounces@{settings.SENDER_DOMAIN}", check_deliverability=False, globally_deliverable=False)
    except ValueError:  # EmailNotValidError is one
        hint = "Set SENDER_DOMAIN to the domain that your mail is sent from, for example unit.example.org."
        return [Error("SENDER_DOMAIN is not a domain.", hint=hint, id="delivery.E004")]
    return []


@register(deploy=True)
def check_one_click(**kwargs: Any) -> list[CheckMessage]:
    """RFC 8058 (section 3.1): the one-click address is an HTTPS one, or mail programs show no button."""
    if settings.SITE_URL.startswith("https://"):
        return []
    hint = "Set SITE_URL to the address by which the public reaches the site over TLS."
    return [Error("SITE_URL is not https.", hint=hint, id="delivery.E008")]


@register
def check_sqlite(**kwargs: Any) -> list[CheckMessage]:
    """SQLite must keep what it acknowledged, and speak the engine's SQL."""
    found: list[CheckMessage] = []
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] != _SQLITE:
            continue
        if not _FULL.search(database.get("OPTIONS", {}).get("init_command", "")):
            hint = "Use coordination_site.settings.databases.database(): it sets PRAGMA synchronous=FULL."
            found.append(Error(f"The SQLite database {alias!r} is not durable.", hint=hint, id="delivery.E005"))
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            hint = "Use a Python whose sqlite3 module is linked with SQLite 3.35 or later, or PostgreSQL."
            found.append(Error(f"SQLite is {sqlite3.sqlite_version}.", hint=hint, id="delivery.E006"))
    return found


@register(Tags.database)
def check_postgresql(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL must keep what it acknowledged: otherwise killing it, or a power cut, doubles mail."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor != "postgresql":
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
            )
            lax = [row[0] for row in cursor.fetchall()]
        if lax:
            hint = f"Remove {' and '.join(lax)} = off from the server's, the role's or DATABASE_URL's options."
            found.append(Error(f"The PostgreSQL database {alias!r} is not durable.", hint=hint, id="delivery.E007"))
    return found
