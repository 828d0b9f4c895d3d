"""The signed tokens of personal links about meetings: each opens one door, for one row, for a time.

A token holds keys of rows, never an address or a name. A GET only shows; what changes something is a button's POST.
"""

from datetime import timedelta
from enum import StrEnum

from django.core import signing

from meetings.exceptions import LinkBrokenError, LinkExpiredError
from meetings.models import Invitation
from stakeholders.duplicates.survivors import survivor
from stakeholders.models import Contact


class Door(StrEnum):
    """What one link opens, and nothing else: the value is the salt of its signature."""

    REPLY = "meetings.reply"  # an invitation, with its key
    COMMENT = "meetings.comment"  # an invitation, with its key: to read and comment on circulated minutes
    ACTIONS = "meetings.actions"  # a contact at an address of theirs: to say how far one's actions are
    PARTNER = "meetings.partner"  # a contact: to see what partners see


LIVES = {
    Door.REPLY: timedelta(days=400),  # invitations go out long before; the meeting's end closes the page anyway
    Door.COMMENT: timedelta(days=180),
    Door.ACTIONS: timedelta(days=60),
    Door.PARTNER: timedelta(days=30),
}


def token(door: Door, *keys: int | str) -> str:
    """Return the token that opens `door` for the row with `keys`."""
    return signing.dumps(list(keys), salt=door)


def read(door: Door, text: str) -> list[int | str]:
    """Return the keys that `token` was given.

    Raises:
        LinkBrokenError: it is not one of ours, or opens another door.
        LinkExpiredError: it is older than it was to live (`LIVES`).
    """
    try:
        keys: list[int | str] = signing.loads(text, salt=door, max_age=LIVES[door])
    except signing.SignatureExpired as error:
        raise LinkExpiredError from error
    except signing.BadSignature as error:
        raise LinkBrokenError from error
    return keys


def read_old(door: Door, text: str) -> list[int | str]:
    """Return the keys that `token` was given, however long ago: good for asking for a fresh link, no more.

    Raises:
        LinkBrokenError: it is not one of ours, or opens another door.
    """
    try:
        keys: list[int | str] = signing.loads(text, salt=door)
    except signing.BadSignature as error:
        raise LinkBrokenError from error
    return keys


def invitation_token(door: Door, invitation: Invitation) -> str:
    """Return the token of a link that acts for an invited address: for `Door.REPLY` or `Door.COMMENT`."""
    return token(door, invitation.pk, invitation.key)


def read_invitation(door: Door, text: str) -> Invitation:
    """Return the invitation that the link acts for, with its meeting.

    Raises:
        LinkBrokenError: it is not one of ours, opens another door, or a newer link took its place.
        LinkExpiredError: it is older than it was to live, or the invitation was taken back.
    """
    pk, key = read(door, text)
    invitation = Invitation.objects.select_related("meeting", "contact", "address").filter(pk=pk, key=key).first()
    if invitation is None:
        raise LinkBrokenError
    if invitation.withdrawn_at is not None:
        raise LinkExpiredError
    return invitation


def partner_token(contact: Contact) -> str:
    """Return the token of a link that shows a person what partners see: for `Door.PARTNER`."""
    return token(Door.PARTNER, contact.pk)


def read_partner(text: str) -> Contact:
    """Return the person, as they are on record today, to whom a link of `Door.PARTNER` belongs.

    What they may see is not said by the link: it is looked up each time (`meetings.visibility`).

    Raises:
        LinkBrokenError: it is not one of ours, or opens another door.
        LinkExpiredError: it is older than it was to live, or the person is no longer on record.
    """
    keys = read(Door.PARTNER, text)
    if len(keys) != 1 or not isinstance(keys[0], int):
        raise LinkBrokenError
    contact = Contact.with_merged.select_related("language").filter(id=keys[0]).first()
    if contact is None:
        raise LinkExpiredError
    return survivor(contact)
