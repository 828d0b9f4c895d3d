"""Preflight's findings as the send screen tells them: by language edition, each with the way to what it is about."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.urls import reverse

from newsletters import preflight, sending
from newsletters.models import IssuePage


@dataclass(frozen=True)
class ToldFinding:
    message: str
    blocks: bool
    label: str
    url: str  # empty for who may not edit the issue


@dataclass(frozen=True)
class EditionFindings:
    language: str
    findings: list[ToldFinding]


def told(issue: IssuePage, *, to: AbstractUser) -> list[EditionFindings]:
    """Return the findings of every live edition; of an issue that is not live, its own."""
    found = sending.findings(sending.origin_of(issue)) or {issue: preflight.check(issue)}
    return [_edition(page, findings, to) for page, findings in found.items()]


def _edition(page: IssuePage, findings: list[preflight.Finding], user: AbstractUser) -> EditionFindings:
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.permissions_for_user(user).can_edit() else ""
    return EditionFindings(
        language=page.locale.get_display_name(),
        findings=[
            ToldFinding(
                message=str(finding.message),
                blocks=finding.blocks,
                label=str(finding.block_label),
                url=f"{editor}#block-{finding.block_id}-section" if editor and finding.block_id else editor,
            )
            for finding in findings
        ],
    )
