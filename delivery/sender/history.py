"""The looks at the sending domain that are kept, and what the latest of them says."""

import logging
from dataclasses import dataclass
from datetime import datetime

import dns.exception
from django.conf import settings
from django.db.models import QuerySet

from delivery.models import SenderCheck
from delivery.sender import profile
from delivery.sender.checking import check
from delivery.sender.findings import Finding, worst
from delivery.sender.lookups import Resolver, system_resolver
from delivery.sender.words import WORDS, Level

logger = logging.getLogger(__name__)

KEPT = 30


@dataclass(frozen=True, slots=True)
class Look:
    """One kept look at the domain."""

    domain: str
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The gravest level of all."""
        return worst(self.findings)

    def of(self, *levels: Level) -> list[Finding]:
        """Return the findings of these levels."""
        return [found for found in self.findings if found.level in levels]


def look_now(*, now: datetime, asked_at: datetime | None = None, resolver: Resolver | None = None) -> Look | None:
    """Look at this installation's domain and keep what was found; the name servers are this machine's unless given.

    None when mail ends in the catcher, which concerns no name server, and when a look later than `asked_at` is there.

    Raises:
        ImproperlyConfigured: EMAIL_TRANSPORT or SMTP_URL cannot be used.
    """
    if profile.sends_nothing_out() or _looked_since(asked_at):
        return None
    found = check(profile.from_settings(), resolver=resolver or resolver_of_this_machine())
    kept = SenderCheck.objects.create(
        domain=settings.SENDER_DOMAIN, checked_at=now, findings=[each.as_row() for each in found]
    )
    beyond = SenderCheck.objects.order_by("-checked_at", "-pk").values_list("pk", flat=True)[KEPT:]
    SenderCheck.objects.filter(pk__in=list(beyond)).delete()
    logger.info("sender.checked", extra={"check_id": kept.pk, "level": worst(found).value})
    return _look(kept)


def latest() -> Look | None:
    """Return the latest look at the domain that mail is sent from now."""
    kept = _kept().first()
    return _look(kept) if kept else None


def earlier() -> list[Look]:
    """Return every kept look at that domain, the latest first."""
    return [_look(kept) for kept in _kept()]


class NoNameServers:
    """Stands in for a resolver on a machine that knows no name server: it answers nothing."""

    def resolve(self, qname: object, rdtype: str, *, lifetime: float) -> None:
        raise OSError("This machine knows no name server.")


def resolver_of_this_machine() -> Resolver:
    """Return what asks this machine's name servers; every answer of it is a problem when there are none."""
    try:
        return system_resolver()
    except dns.exception.DNSException:
        return NoNameServers()


def _kept() -> QuerySet[SenderCheck]:
    return SenderCheck.objects.filter(domain=settings.SENDER_DOMAIN).order_by("-checked_at", "-pk")


def _looked_since(asked_at: datetime | None) -> bool:
    return asked_at is not None and _kept().filter(checked_at__gte=asked_at).exists()


def _look(kept: SenderCheck) -> Look:
    """Return a row's look, without findings of a kind that this version no longer has."""
    rows = [row for row in kept.findings if row["code"] in WORDS]
    return Look(kept.domain, kept.checked_at, tuple(Finding.from_row(row) for row in rows))
