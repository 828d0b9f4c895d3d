"""What keeps mail from people, as conditions over contacts: what the charts count, lists can be narrowed to."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.enums import SuppressionReason
from delivery.models import Suppression
from stakeholders.consent import Action
from stakeholders.segments import conditions

YEAR = datetime.timedelta(days=365)
_BOUNCES = (SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES)


@dataclass(frozen=True)
class Condition:
    """One thing that is wrong with contacts, and what staff can do about it."""

    label: str | Promise
    advice: str | Promise
    q: Callable[[datetime.datetime], Q]  # over Contact


def _bounced(now: datetime.datetime) -> Q:
    bounced = Suppression.objects.filter(reason__in=_BOUNCES).values("address_hash")
    return conditions.at_address(address__hash__in=bounced)  # few: found first


def _unconfirmed(now: datetime.datetime) -> Q:
    asked = conditions.of_topics(Action.REQUESTED).values("address")
    return conditions.at_address(address__in=asked) & ~conditions.said(Action.GIVEN)  # few: found first


def _no_consent(now: datetime.datetime) -> Q:
    return conditions.said_nothing(Action.GIVEN, Action.REQUESTED)


def _no_address(now: datetime.datetime) -> Q:
    return conditions.without_address(timezone.localdate(now))


def _no_province(now: datetime.datetime) -> Q:
    return conditions.without_province(timezone.localdate(now))


def _unconfirmed_details(now: datetime.datetime) -> Q:
    return Q(confirmed_at__lt=now - YEAR) | Q(confirmed_at=None, created_at__lt=now - YEAR)


CONDITIONS = {
    "bounced": Condition(
        _("Mail bounces"),
        _("Find out where they are now; their mail is stopped until then."),
        _bounced,
    ),
    "unconfirmed": Condition(
        _("Asked for mail, never confirmed"),
        _("They never pressed the button in the mail that we sent. They are forgotten after some weeks."),
        _unconfirmed,
    ),
    "no_consent": Condition(
        _("Agreed to nothing"),
        _("They were never asked, or they said no. Whoever was never asked can be asked once."),
        _no_consent,
    ),
    "no_address": Condition(_("No address"), _("No mail can reach them."), _no_address),
    "no_province": Condition(
        _("No province"),
        _("Neither they nor the organisation of their post has one: they fall out of every choice by province."),
        _no_province,
    ),
    "old_details": Condition(
        _("Not confirmed for a year"),
        _("Nobody has said for a year that what stands here is still right."),
        _unconfirmed_details,
    ),
}
