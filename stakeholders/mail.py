"""The personal mails of a subscription: one function each, three templates each, through delivery's fast queue."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from delivery import one_off
from delivery.links import PersonalLinks, absolute
from delivery.models import Address
from home.models import UnitSettings
from stakeholders.models import Topic
from stakeholders.tokens import CONFIRMATION_LIFE, PREFERENCES_LIFE, Confirmation, confirmation_token

# What a one-off mail of ours is about: an unsubscription from it drops what waits for confirmation.
CONFIRMATION_PURPOSE = "confirmation"
PREFERENCES_PURPOSE = "preferences"


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


def send_preferences_link(*, address: Address, language: str, now: datetime.datetime) -> None:
    """Mail a fresh link to the preferences of `address` to it.

    Raises:
        delivery.exceptions.Suppressed: the address must get no mail.
    """
    with translation.override(language):
        one_off.send(
            address=address,
            purpose=PREFERENCES_PURPOSE,
            room="stakeholders",
            message="preferences_link",
            context={
                "unit": unit(),
                "url": PersonalLinks.for_language(language).preferences_url(address.pk),
                "days": PREFERENCES_LIFE.days,
            },
            language=language,
            now=now,
        )


def unit() -> dict[str, str]:
    """Return who writes, in the active language, as the frame of every mail shows it."""
    site = Site.objects.filter(is_default_site=True).first()
    settings = UnitSettings.for_site(site) if site else UnitSettings()
    return {
        "name": settings.in_language("unit_name"),
        "ministry": settings.in_language("ministry"),
        "postal_address": settings.in_language("postal_address"),
    }
