"""The links that people ask for: to their preferences, and to the pages on their own data. They come by mail only."""

import datetime
import logging
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from delivery import addresses, suppression
from delivery.exceptions import Suppressed
from delivery.links import PersonalLinks, absolute
from delivery.models import Address
from stakeholders import decoy, mail
from stakeholders.mail import LinkWords
from stakeholders.throttle import address_allowed
from stakeholders.tokens import LIVES, PREFERENCES_LIFE, Door, door_token

log = logging.getLogger(__name__)


class Wish(models.TextChoices):
    """What somebody wants to do, and is mailed a link for."""

    PREFERENCES = "preferences", _("Choose what I get, pause it or stop it")
    DETAILS = "details", _("Correct my details")
    DOWNLOAD = "download", _("Download what you hold on me")
    ERASURE = "erasure", _("Ask to be erased")


@dataclass(frozen=True)
class _Page:
    """The page that a wish leads to, and the mail that brings its link."""

    door: Door
    url_name: str
    words: LinkWords


_PREFERENCES_WORDS = LinkWords(
    subject=_("Your link to choose what you get from us"),
    says=_("Here you see what we send to this address, change it, pause it or stop it."),
    button=_("Change what you get"),
    warns=_("Don’t forward it: whoever has it can change what you get."),
)
_PAGES = {
    Wish.DETAILS: _Page(
        Door.DETAILS,
        "stakeholders:details",
        LinkWords(
            subject=_("Your link to correct your details"),
            says=_("Here you see your name, your post and how we reach you, and correct what is wrong."),
            button=_("Correct my details"),
            warns=_("Don’t forward it: whoever has it sees your details and can change them."),
        ),
    ),
    Wish.DOWNLOAD: _Page(
        Door.DOWNLOAD,
        "stakeholders:download",
        LinkWords(
            subject=_("Your link to what we hold on you"),
            says=_("Here you can download one file with everything that we hold on you."),
            button=_("Download what you hold"),
            warns=_("Don’t forward it: whoever has it can read all of that."),
        ),
    ),
    Wish.ERASURE: _Page(
        Door.ERASURE,
        "stakeholders:erasure",
        LinkWords(
            subject=_("Your link to ask for erasure"),
            says=_(
                "Here you read what is erased and what stays, and can ask for it. Nothing is asked for by opening it."
            ),
            button=_("Ask to be erased"),
            warns=_("Don’t forward it: whoever has it can have you erased."),
        ),
    ),
}


def send_to(*, email: str, wish: Wish, language: str, now: datetime.datetime) -> None:
    """Mail `email` the link for `wish` if we know it; nobody is told whether we do, nor can tell by the time it takes.

    Raises:
        delivery.exceptions.InvalidAddress: `email` is no address; the text says why.
    """
    key = addresses.fold(email)
    address = Address.objects.filter(key=key).first()
    allowed = address_allowed(key)
    to = address if address and allowed and suppression.check(address, _purpose(wish)) is None else None
    with decoy.mailbox() as nobody:
        if to is None:
            log.info("personal_link.withheld", extra={"address_id": address and address.pk, "wish": str(wish)})
            _send(nobody, wish, language=language, now=now)
    if to is None:
        decoy.ring()
    else:
        _send(to, wish, language=language, now=now)


def send(*, address: Address, wish: Wish, language: str, now: datetime.datetime) -> None:
    """Mail the link for `wish` to the address behind another link; one that gets too many, or none, gets nothing."""
    if not (address_allowed(address.key) and _send(address, wish, language=language, now=now)):
        log.info("personal_link.withheld", extra={"address_id": address.pk, "wish": str(wish)})


def _send(address: Address, wish: Wish, *, language: str, now: datetime.datetime) -> bool:
    """Queue the mail; return whether the address may get it."""
    if wish == Wish.PREFERENCES:
        words, life = _PREFERENCES_WORDS, PREFERENCES_LIFE
        url = PersonalLinks.for_language(language).preferences_url(address.pk)
    else:
        page = _PAGES[wish]
        words, life = page.words, LIVES[page.door]
        with translation.override(language):
            url = absolute(reverse(page.url_name, args=[door_token(page.door, address.pk)]))
    try:
        mail.send_link(
            address=address, words=words, url=url, life=life, purpose=_purpose(wish), language=language, now=now
        )
    except Suppressed:
        return False
    return True


def _purpose(wish: Wish) -> str:
    return mail.PREFERENCES_PURPOSE if wish == Wish.PREFERENCES else mail.OWN_DATA_PURPOSE
