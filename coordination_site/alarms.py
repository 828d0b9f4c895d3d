"""Mails to staff about what nobody wished: a mailing that stands still, a helpline that nobody verified in time.

By the engine's own fast queue: when the provider takes no mail at all, these wait as every mail does, and the admin's
first page says it meanwhile.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from delivery import addresses, one_off
from delivery.exceptions import InvalidAddress, Suppressed
from delivery.links import absolute
from delivery.models import Mailing
from delivery.signals import mailing_in_trouble
from home.admin.helplines import VERIFY
from home.helplines import register
from home.models import Helpline
from newsletters.permissions import Act
from stakeholders import mail

logger = logging.getLogger(__name__)

PURPOSE = "alarm"


@receiver(mailing_in_trouble, dispatch_uid="coordination_site.alarms")
def tell_approvers(sender: object, *, mailing: Mailing, now: datetime, **kwargs: Any) -> None:
    """Queue the mail for all who may let mail go."""
    url = absolute(reverse("newsletters_admin:mailing", args=[mailing.pk]))
    _tell_all(Act.APPROVE, "mailing_stands", {"mailing": mailing, "url": url}, now=now, about=mailing.pk)


@receiver(register.hidden, dispatch_uid="coordination_site.helplines")
def tell_verifiers(
    sender: object, *, helplines: Sequence[Helpline], expired: bool, now: datetime, **kwargs: Any
) -> None:
    """Queue the mail for all who may verify helplines. Who hid one by changing it was told by the page."""
    if expired:
        url = absolute(reverse("helpline:index"))
        context = {"helplines": helplines, "url": f"{url}?shown=no"}
        _tell_all(VERIFY, "helplines_expired", context, now=now, about=[line.pk for line in helplines])


def who_may(permission: str) -> list[AbstractUser]:
    """Return the active accounts that have this permission and an address."""
    # `with_perm` asks the database for what `has_perm` would say.
    users = get_user_model().objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
    return list(users.exclude(email="").order_by("pk"))


def _tell_all(permission: str, message: str, context: dict[str, Any], *, now: datetime, about: Any) -> None:
    """Queue a mail for each. Who cannot be written to is logged, and keeps it from nobody else."""
    for user in who_may(permission):
        try:
            _tell(user, message, context, now)
        except (InvalidAddress, Suppressed):
            logger.warning(
                "alarm.not_sent", extra={"user_id": user.pk, "about": about, "alarm": message}, exc_info=True
            )


def _tell(user: AbstractUser, message: str, context: dict[str, Any], now: datetime) -> None:
    with translation.override(_language(user)):
        one_off.send(
            address=addresses.get_or_create(user.email),
            purpose=PURPOSE,
            room="coordination_site",
            message=message,
            context={"unit": mail.unit(), **context},
            language=_language(user),
            to_name=user.get_full_name(),
            now=now,
        )


def _language(user: AbstractUser) -> str:
    """Return the language in which a member of staff uses the admin, if mails are written in it."""
    profile = UserProfile.objects.filter(user=user).first()
    preferred: str = profile.get_preferred_language() if profile else ""
    return preferred if preferred in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
