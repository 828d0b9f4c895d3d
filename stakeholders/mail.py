"""The personal mails of a subscription: one function each, three templates each, through delivery's fast queue."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from delivery import one_off
from delivery.links import absolute
from delivery.models import Address
from home.models import UnitSettings
from stakeholders.models import ErasureRequest, Topic
from stakeholders.tokens import CONFIRMATION_LIFE, LIVES, Confirmation, Door, confirmation_token, door_token

# What a one-off mail of ours is about: an unsubscription from it drops what waits for confirmation.
CONFIRMATION_PURPOSE = "confirmation"
PREFERENCES_PURPOSE = "preferences"
OWN_DATA_PURPOSE = "own_data"
# The yearly question: nobody subscribed to it, everybody can stop it by itself.
STILL_YOU_PURPOSE = "still_you"
PURPOSE_NAMES: dict[str, str | Promise] = {STILL_YOU_PURPOSE: _("The yearly question whether this is still you")}


@dataclass(frozen=True)
class LinkWords:
    """What a mail with one personal link says."""

    subject: str | Promise
    says: str | Promise
    button: str | Promise
    warns: str | Promise


def send_confirmation(*, address: Address, topics: Iterable[str], language: str, now: datetime.datetime) -> None:
    """Ask whoever reads mail at `address` whether they want these topics.

    Raises:
        delivery.exceptions.Suppressed: the address must get no mail.
    """
    codes = tuple(sorted(topics))
    token = confirmation_token(Confirmation(address.pk, codes))
    with translation.override(language):
        one_off.send(
            address=address,
            purpose=CONFIRMATION_PURPOSE,
            room="stakeholders",
            message="confirmation",
            context={
                "unit": unit(),
                "topics": list(Topic.objects.filter(code__in=codes)),
                "url": absolute(reverse("stakeholders:confirm", args=[token])),
                "days": CONFIRMATION_LIFE.days,
            },
            language=language,
            unsubscribable=True,
            now=now,
        )


def send_link(
    *,
    address: Address,
    words: LinkWords,
    url: str,
    life: datetime.timedelta,
    purpose: str,
    language: str,
    now: datetime.datetime,
) -> None:
    """Mail a personal link that was asked for, good for `life`, to the address that it is about.

    Raises:
        delivery.exceptions.Suppressed: the address must get no mail.
    """
    with translation.override(language):
        one_off.send(
            address=address,
            purpose=purpose,
            room="stakeholders",
            message="personal_link",
            context={"unit": unit(), "words": words, "url": url, "days": life.days},
            language=language,
            now=now,
        )


def send_erasure_asked(*, address: Address, request: ErasureRequest, language: str, now: datetime.datetime) -> None:
    """Say that a request to be erased was written down, until when it is carried out, and where that can be seen.

    Raises:
        delivery.exceptions.Suppressed: the address must get no mail.
    """
    token = door_token(Door.ERASURE_STATUS, request.pk)
    with translation.override(language):
        one_off.send(
            address=address,
            purpose=OWN_DATA_PURPOSE,
            room="stakeholders",
            message="erasure_asked",
            context={
                "unit": unit(),
                "request": request,
                "url": absolute(reverse("stakeholders:erasure_status", args=[token])),
            },
            language=language,
            now=now,
        )


def send_still_you(*, address: Address, name: str, language: str, now: datetime.datetime) -> None:
    """Ask once a year whether what we hold of the person at `address` is still right.

    Raises:
        delivery.exceptions.Suppressed: the address must get no mail of this kind.
    """
    life = LIVES[Door.STILL_YOU]
    with translation.override(language):
        one_off.send(
            address=address,
            purpose=STILL_YOU_PURPOSE,
            room="stakeholders",
            message="still_you",
            context={
                "unit": unit(),
                "name": name,
                "yes_url": _door_url("still_you", door_token(Door.STILL_YOU, address.pk)),
                "correct_url": _door_url("details", door_token(Door.DETAILS, address.pk, life=life)),
                "days": life.days,
            },
            language=language,
            unsubscribable=True,
            now=now,
        )


def _door_url(name: str, token: str) -> str:
    return absolute(reverse(f"stakeholders:{name}", args=[token]))


def unit() -> dict[str, str]:
    """Return who writes, in the active language, as the frame of every mail shows it."""
    site = Site.objects.filter(is_default_site=True).first()
    settings = UnitSettings.for_site(site) if site else UnitSettings()
    return {
        "name": settings.in_language("unit_name"),
        "ministry": settings.in_language("ministry"),
        "postal_address": settings.in_language("postal_address"),
    }
