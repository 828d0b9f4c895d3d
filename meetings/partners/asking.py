"""Links to one's meetings: mailed to whoever asks and has some, and to nobody else; the page says the same to all."""

import datetime
import logging

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from delivery import addresses, suppression
from delivery.exceptions import Suppressed
from delivery.links import absolute
from delivery.models import Address
from meetings import links, visibility
from meetings.actions.owners import language_of
from stakeholders import decoy, mail
from stakeholders.models import Contact, ContactAddress, Language
from stakeholders.throttle import address_allowed

log = logging.getLogger(__name__)

AT_ONE_ADDRESS = 3  # people who share a mailbox and get a link each
_WORDS = mail.LinkWords(
    subject=_("Your link to your meetings"),
    says=_("Here you see the meetings of your working groups and those that you are invited to, with their papers."),
    button=_("See my meetings"),
    warns=_("Don’t forward it: whoever has it sees what is meant for members, and can answer your invitations."),
)


def url_of(contact: Contact, *, language: str) -> str:
    """Return the whole address of a person's meetings, good for `links.LIVES`: it belongs into mail to them only."""
    with translation.override(language):
        return absolute(reverse("meetings:members", args=[links.partner_token(contact)]))


def send_to(email: str, *, now: datetime.datetime) -> None:
    """Mail `email` a link if somebody with meetings reads it; nobody is told, nor can tell by the time it takes.

    Raises:
        delivery.exceptions.InvalidAddress: `email` is no address; the text says why.
    """
    key = addresses.fold(email)
    address = Address.objects.filter(key=key).first()
    allowed = address_allowed(key)
    refused = address is None or not allowed or suppression.check(address, mail.OWN_DATA_PURPOSE) is not None
    to = [] if refused or address is None else _with_meetings(address, on=timezone.localdate(now))
    with decoy.mailbox() as nobody:
        if not to:
            log.info("members_link.withheld", extra={"address_id": address and address.pk})
            _send(Contact(pk=0, language=Language(code=settings.LANGUAGE_CODE)), nobody, now=now)
    if not to or address is None:
        decoy.ring()
        return
    for contact in to:
        _send(contact, address, now=now)


def _with_meetings(address: Address, *, on: datetime.date) -> list[Contact]:
    """Return who reads an address and sits in a group, or has a meeting that partners may know of."""
    reading = ContactAddress.objects.filter(address=address, retired_on=None, contact__merged_into=None)
    contacts = [link.contact for link in reading.select_related("contact__language")[:AT_ONE_ADDRESS]]
    return [
        contact
        for contact in contacts
        if visibility.groups_of(contact, on).exists() or visibility.meetings_of(contact, on).exists()
    ]


def _send(contact: Contact, address: Address, *, now: datetime.datetime) -> None:
    """Queue the mail with the link; one that the address must not get is left out."""
    language = language_of(contact)
    try:
        mail.send_link(
            address=address,
            words=_WORDS,
            url=url_of(contact, language=language),
            life=links.LIVES[links.Door.PARTNER],
            purpose=mail.OWN_DATA_PURPOSE,
            language=language,
            now=now,
        )
    except Suppressed:
        log.info("members_link.withheld", extra={"address_id": address.pk})
