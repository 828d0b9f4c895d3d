"""How a page stands with the rules, and publishing it all the same: with a note, for the words as they are now."""

import datetime
import logging
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models.messaging import MessagingOverride
from home.safe_messaging import checking, passages
from home.safe_messaging.checking import Finding

logger = logging.getLogger(__name__)

OVERRIDE = "home.add_messagingoverride"


class OverrideError(Exception):
    """It can't be overridden; the message says why, in words for people."""


@dataclass(frozen=True)
class Standing:
    """The findings about one text of a page, and the note that covers those which block, if there is one."""

    page: Page
    fingerprint: str
    findings: list[Finding]
    override: MessagingOverride | None

    @property
    def blocking(self) -> list[Finding]:
        """What keeps this text from being published."""
        return [] if self.override else self.objections

    @property
    def objections(self) -> list[Finding]:
        """What would, were it not for an override."""
        return [finding for finding in self.findings if finding.blocks]


def standing(page: Page) -> Standing:
    """Return how `page` stands with the words that this instance has.

    One query for the notes if something blocks, and a few for each block of helplines.
    """
    words = passages.of(page)
    findings = checking.check(words)
    fingerprint = checking.fingerprint(words)
    codes = {finding.rule.code for finding in findings if finding.blocks}
    override = _override(page, fingerprint, codes) if codes and page.pk else None
    return Standing(page, fingerprint, findings, override)


def _override(page: Page, fingerprint: str, codes: set[str]) -> MessagingOverride | None:
    notes = MessagingOverride.objects.filter(page=page.pk, fingerprint=fingerprint).select_related("by")
    return next((note for note in notes if codes <= set(note.rules)), None)


def override(page: Page, *, seen: str, note: str, by: AbstractUser, now: datetime.datetime) -> MessagingOverride:
    """Take it upon `by` that the words of `page`, a draft, are published as they are; `note` says why.

    `seen` is the fingerprint of the words that `by` had in view.

    Raises:
        PermissionDenied: `by` may not.
        OverrideError: the words are others by now, nothing blocks, or there is no reason given.
    """
    if not may_override(page, by):
        raise PermissionDenied
    now_standing = standing(page)
    if now_standing.fingerprint != seen:
        raise OverrideError(_("The text has changed since you opened this page. Read it again first."))
    if not now_standing.blocking:
        raise OverrideError(_("Nothing keeps this text from being published."))
    if not note.strip():
        raise OverrideError(_("Say why it is right to publish these words."))
    codes = sorted({finding.rule.code for finding in now_standing.blocking})
    made = MessagingOverride.objects.create(
        page_id=page.pk, fingerprint=seen, rules=codes, note=note.strip(), by_id=by.pk, at=now
    )
    logger.info("messaging.overridden", extra={"page_id": page.pk, "user_id": by.pk, "rules": codes})
    return made


def may_override(page: Page, user: AbstractUser) -> bool:
    """Whether `user` may publish what the rules object to: of those who may publish the page, some roles."""
    return user.has_perm(OVERRIDE) and page.permissions_for_user(user).can_publish()
