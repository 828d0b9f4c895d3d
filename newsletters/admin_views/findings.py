"""Preflight's findings as the send screen tells them: by language edition, each with the way to what it is about."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Locale

from newsletters import preflight, sending
from newsletters.models import IssuePage


@dataclass(frozen=True)
class ToldFinding:
    message: str
    blocks: bool
    label: str
    url: str


@dataclass(frozen=True)
class EditionFindings:
    language: str
    findings: list[ToldFinding]


def told(issue: IssuePage) -> list[EditionFindings]:
    """Return the findings of every live edition; of an issue that is not live, its own."""
    found = sending.findings(sending.origin_of(issue)) or {issue: preflight.check(issue)}
    return [
        EditionFindings(_language(page), [_told(page, each) for each in each_page]) for page, each_page in found.items()
    ]


def _language(page: IssuePage) -> str:
    return Locale.get_display_name(page.locale)


def _told(page: IssuePage, finding: preflight.Finding) -> ToldFinding:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if finding.block_id:
        url = f"{url}#block-{finding.block_id}-section"
    return ToldFinding(str(finding.message), finding.blocks, str(finding.block_label), url)
