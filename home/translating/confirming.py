"""A person confirms what a machine translated; from then on readers are no longer told of the machine."""

import datetime
import logging
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail_localize.models import StringTranslation

from home.translating import machine

if TYPE_CHECKING:
    from home.models.base import BasePage

logger = logging.getLogger(__name__)

# The act's name in the page's history.
CONFIRM = "home.confirm_translation"


class ConfirmationError(Exception):
    """The translation can't be confirmed; the message says why, in words for people."""


def may_confirm(page: "BasePage", user: AbstractUser) -> bool:
    """Whether `user` may vouch for the words of `page`: whoever may publish it."""
    return bool(page.permissions_for_user(user).can_publish())


@transaction.atomic
def confirm(page: "BasePage", *, seen: int | None, by: AbstractUser, now: datetime.datetime) -> None:
    """Note that `by` has checked the words of `page`, a machine's translation, as of the revision `seen`.

    Nothing else of the page changes, nor its date: an edition that is older than its original stays so. An approved
    mailing of it returns to draft, because its mail will no longer speak of a machine.

    Raises:
        PermissionDenied: `by` may not.
        ConfirmationError: nothing waits for it, the page is another by now, or readers see another text than `by` did.
    """
    if not may_confirm(page, by):
        raise PermissionDenied
    rows = type(page).objects.filter(pk=page.pk)
    if not rows.filter(machine_made=True).exists():
        raise ConfirmationError(_("This translation does not wait for anybody to confirm it."))
    if rows.filter(live=True, has_unpublished_changes=True).exists():
        raise ConfirmationError(
            _("There are changes that aren’t published. Publish or discard them first: confirm what readers see.")
        )
    # In one statement: what was saved in the meantime is not confirmed with it.
    if not rows.filter(machine_made=True, latest_revision=seen).update(machine_made=False):
        raise ConfirmationError(_("The text has changed since you opened this page. Read it again first."))
    page.refresh_from_db()
    revision = page.latest_revision
    if revision:
        revision.content["machine_made"] = False
        revision.save(update_fields=["content"])
    machine.strings_of(page).update(translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=by)
    log(instance=page, action=CONFIRM, user=by, revision=revision, timestamp=now)
    logger.info("translation.confirmed", extra={"page_id": page.pk, "user_id": by.pk})
