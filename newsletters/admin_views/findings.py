"""Preflight's findings as the send screen tells them: by language edition, each with the way to what it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext as _

from delivery.sender import first_send
from newsletters import preflight, sending
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy


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


def told_of_sender(*, to: AbstractUser, now: datetime) -> list[EditionFindings]:
    """Return what to know of the sending domain before a send, as one more group; none when there is nothing."""
    url = reverse("newsletters_admin:sender") if policy.allows(to, Act.SEE_SENDER) else ""
    label = _("What to do") if url else ""
    found = [ToldFinding(message=text, blocks=False, label=label, url=url) for text in first_send.warnings(now=now)]
    return [EditionFindings(language=_("Sending domain"), findings=found)] if found else []


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
