"""Once a month everybody with open actions gets one mail: which, until when, and a link to say how far they are.

Writing to a person is one transaction: that they were written to in the month, and the mail in the queue. A run that is
killed leaves whole mails behind and the next one goes on; two at once write to nobody twice. Who can't be written to
stands on record with the reason, so that staff see whom no mail reaches.
"""

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from delivery import one_off, suppression
from delivery.exceptions import RenderingError, Suppressed
from delivery.links import absolute
from delivery.models import Address, Message
from delivery.rendering import Content, render_message
from meetings import links
from meetings.actions import owners
from meetings.actions.owners import Owner
from meetings.each import each
from meetings.exceptions import MeetingsError
from meetings.invitations import PURPOSE
from meetings.invitations.refusals import Refusal
from meetings.models import ActionDigest, ActionItem
from stakeholders.mail import unit
from stakeholders.models import Contact

log = logging.getLogger(__name__)

SOON = datetime.timedelta(days=14)
LISTED = 40  # actions in one mail; the page has them all
AGAIN_AFTER = datetime.timedelta(minutes=10)  # a double click writes once
DEAD_LINK = "#preview"


@dataclass(frozen=True)
class Listing:
    """Open actions as a mail and a page list them: what is overdue first."""

    overdue: list[ActionItem]
    soon: list[ActionItem]
    rest: list[ActionItem]
    more: int = 0  # how many are left out

    @classmethod
    def of(cls, actions: list[ActionItem], *, on: datetime.date) -> "Listing":
        """Sort `actions`, the longest due first, by how they stand on the day `on`."""
        shown = actions[:LISTED]
        return cls(
            overdue=[each for each in shown if each.due_on and each.due_on < on],
            soon=[each for each in shown if each.due_on and on <= each.due_on <= on + SOON],
            rest=[each for each in shown if each.due_on is None or each.due_on > on + SOON],
            more=len(actions) - len(shown),
        )


def month_of(now: datetime.datetime) -> datetime.date:
    """Return the first day of the month that `now` falls in, in Pakistan."""
    return timezone.localdate(now).replace(day=1)


def send_due(*, now: datetime.datetime) -> int:
    """Write to everybody with open actions who was not written to this month; return how many mails were queued."""
    month = month_of(now)
    written = set(ActionDigest.objects.filter(month=month).values_list("contact", flat=True))
    people = [owner.contact.pk for owner in owners.with_open_actions(on=timezone.localdate(now))]
    unwritten = [pk for pk in people if pk not in written]
    sent = each(unwritten, lambda pk: _send_once(pk, month, now=now), what="action_digest")
    log.info("action_digest.sent", extra={"month": month.isoformat(), "people": len(people), "sent": sent})
    return sent


@transaction.atomic
def _send_once(pk: int, month: datetime.date, *, now: datetime.datetime) -> bool:
    """Write to the person with the key `pk`, unless they were written to in `month`; return whether a mail goes out."""
    owner = _read(pk, now=now)
    if owner is None or not owner.actions:
        return False  # merged, erased, or all was closed since they were found
    digest, fresh = ActionDigest.objects.get_or_create(contact_id=pk, month=month, defaults={"at": now})
    return fresh and _post(owner, digest, now=now)


@transaction.atomic
def send_now(contact: Contact, *, by: AbstractBaseUser, now: datetime.datetime) -> None:
    """Write to one person at once; it counts as this month's mail.

    Raises:
        MeetingsError: they have no open actions, can't be written to, or were written to a moment ago.
    """
    owner = _read(contact.pk, now=now)
    if owner is None or not owner.actions:
        raise MeetingsError(_("%(name)s has no open actions.") % {"name": contact})
    if owner.refusal is not None:
        raise MeetingsError(
            _("%(name)s can’t be written to: %(reason)s.") % {"name": contact, "reason": owner.refusal.label}
        )
    digest, fresh = ActionDigest.objects.select_for_update().get_or_create(
        contact_id=contact.pk, month=month_of(now), defaults={"at": now}
    )
    if not fresh and digest.message_id is not None and digest.at > now - AGAIN_AFTER:
        raise MeetingsError(_("%(name)s was written to a few minutes ago.") % {"name": contact})
    if not _post(owner, digest, now=now):
        raise MeetingsError(_("No mail could be made for %(name)s.") % {"name": contact})
    log.info("action_digest.sent_by_hand", extra={"contact_id": contact.pk, "user_id": by.pk})


def preview(contact: Contact, *, now: datetime.datetime) -> Content:
    """Return the mail that the person would get now, with links that lead nowhere: staff answer for nobody.

    Raises:
        delivery.exceptions.RenderingError: the templates do not make a mail.
    """
    owner = owners.owner(contact, on=timezone.localdate(now))
    language = owners.language_of(contact)
    dead = dict.fromkeys(["url", "unsubscribe_url", "preferences_url"], DEAD_LINK)
    with translation.override(language):
        return render_message(
            "email/meetings/action_digest", context=_context(owner, now=now) | dead, language=language
        )


def answer_url(contact: Contact, address: Address, *, language: str) -> str:
    """Return where the person says how far their actions are. It opens as long as they read mail at `address`."""
    with translation.override(language):
        return absolute(reverse("meetings:actions", args=[links.token(links.Door.ACTIONS, contact.pk, address.pk)]))


def _read(pk: int, *, now: datetime.datetime) -> Owner | None:
    """Return the person as they stand behind the lock of their address: a no of this very moment is heard."""
    contact = Contact.objects.select_related("language").filter(pk=pk).first()
    if contact is None:
        return None
    on = timezone.localdate(now)
    owner = owners.owner(contact, on=on)
    if owner.address is None:
        return owner
    suppression.lock_addresses([owner.address.pk])
    return owners.owner(contact, on=on)


def _post(owner: Owner, digest: ActionDigest, *, now: datetime.datetime) -> bool:
    """Queue the mail, or write down why not; return whether one goes out."""
    refusal, message = owner.refusal, None
    if refusal is None and owner.address is not None:
        try:
            with transaction.atomic():
                message = _mail(owner, owner.address, now=now)
        except Suppressed:
            refusal = Refusal.SUPPRESSED
        except RenderingError:
            log.exception("action_digest.unmakeable", extra={"contact_id": owner.contact.pk})
            refusal = Refusal.UNMAKEABLE
    digest.message, digest.refused, digest.at = message, refusal.value if refusal else "", now
    digest.save(update_fields=["message", "refused", "at"])
    return message is not None


def _mail(owner: Owner, address: Address, *, now: datetime.datetime) -> Message:
    language = owners.language_of(owner.contact)
    with translation.override(language):
        return one_off.send(
            address=address,
            purpose=PURPOSE,
            room="meetings",
            message="action_digest",
            context=_context(owner, now=now) | {"url": answer_url(owner.contact, address, language=language)},
            language=language,
            to_name=_name(owner.contact),
            reply_to=settings.REPLY_TO_EMAIL,
            unsubscribable=True,
            now=now,
        )


def _context(owner: Owner, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what the templates say; in the reader's language."""
    on = timezone.localdate(now)
    return {
        "unit": unit(),
        "name": _name(owner.contact),
        "listing": Listing.of(owner.actions, on=on),
        "total": len(owner.actions),
        "overdue": sum(1 for action in owner.actions if action.due_on and action.due_on < on),
        "days": links.LIVES[links.Door.ACTIONS].days,
        "write_to": settings.REPLY_TO_EMAIL,
    }


def _name(contact: Contact) -> str:
    return contact.name_ur or contact.name if owners.language_of(contact) == "ur" else contact.name
