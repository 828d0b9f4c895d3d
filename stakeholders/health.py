"""What keeps mail from people, as conditions over contacts: what the charts count, lists can be narrowed to."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.enums import SuppressionReason
from delivery.models import Suppression
from stakeholders.consent import Action
from stakeholders.models import Affiliation, ConsentState, ContactAddress, Organisation, Topic

YEAR = datetime.timedelta(days=365)
_BOUNCES = (SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES)


@dataclass(frozen=True)
class Condition:
    """One thing that is wrong with contacts, and what staff can do about it."""

    label: str | Promise
    advice: str | Promise
    q: Callable[[datetime.datetime], Q]  # over Contact


def _at(addresses: Q) -> Q:
    """Return contacts who have such an address in use. Asked of each by an index: a list needs only a page of them."""
    return Q(Exists(ContactAddress.objects.filter(addresses, contact=OuterRef("pk"), retired_on=None)))


def _states(action: Action) -> Q:
    topics = Topic.objects.values("code")
    states = ConsentState.objects.filter(purpose__in=topics, action=action)
    return Q(Exists(states.filter(address=OuterRef("address"))))


def _bounced(now: datetime.datetime) -> Q:
    bounced = Suppression.objects.filter(reason__in=_BOUNCES).values("address_hash")
    links = ContactAddress.objects.filter(address__hash__in=bounced, retired_on=None)
    return Q(pk__in=links.values("contact"))  # few: found first


def _unconfirmed(now: datetime.datetime) -> Q:
    return _at(_states(Action.REQUESTED)) & ~_at(_states(Action.GIVEN))


def _no_consent(now: datetime.datetime) -> Q:
    return _at(Q()) & ~_at(_states(Action.GIVEN)) & ~_at(_states(Action.REQUESTED))


def _no_province(now: datetime.datetime) -> Q:
    in_a_province = Organisation.provinces.through.objects.values("organisation")
    posts = Affiliation.objects.current(now.date()).filter(organisation__in=in_a_province)
    return Q(province=None) & ~Q(Exists(posts.filter(contact=OuterRef("pk"))))


def _no_address(now: datetime.datetime) -> Q:
    return ~_at(Q())


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
