"""What this room can be asked about people. The keys are kept for ever: stored rules name them."""

import datetime
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import (
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Sector,
    Tag,
    Topic,
)
from stakeholders.segments import conditions, registry
from stakeholders.segments.engagement import engagement
from stakeholders.segments.registry import Criterion
from stakeholders.segments.values import of_choices, of_records, of_terms

PROVINCE, KIND, LANGUAGE = "province", "kind", "language"


def register() -> None:
    """Make the criteria known, in the order in which the builder offers them."""
    for criterion in (
        *(_topic(), _province(), _kind(), _sector(), _organisation(), _language(), _tag()),
        *(engagement, _address(), _lacking()),
    ):
        registry.register(criterion)


def _topic() -> Criterion:
    return Criterion(
        key="topic",
        label=_("Topic"),
        phrase=_("who take %(values)s"),
        negative=_("who do not take %(values)s"),
        q=conditions.takes,
        **of_terms(Topic),
    )


def _province() -> Criterion:
    return Criterion(
        key=PROVINCE,
        label=_("Province"),
        phrase=_("in %(values)s"),
        negative=_("not in %(values)s"),
        q=conditions.in_province,
        **of_terms(Province),
    )


def _kind() -> Criterion:
    return Criterion(
        key=KIND,
        label=_("Kind of organisation"),
        phrase=_("at an organisation of the kind %(values)s"),
        negative=_("not at an organisation of the kind %(values)s"),
        q=conditions.of_kind,
        **of_terms(OrganisationKind),
    )


def _sector() -> Criterion:
    return Criterion(
        key="sector",
        label=_("Sector of the organisation"),
        phrase=_("in the sector %(values)s"),
        negative=_("not in the sector %(values)s"),
        q=conditions.in_sector,
        **of_terms(Sector),
    )


def _organisation() -> Criterion:
    return Criterion(
        key="organisation",
        label=_("Organisation, with its parts"),
        phrase=_("at %(values)s"),
        negative=_("not at %(values)s"),
        q=conditions.at_one_of,
        **of_records(
            Organisation.objects.all,
            called=lambda organisation: organisation.name_in_language,
            ever=Organisation.with_merged.all,
        ),
    )


def _language() -> Criterion:
    return Criterion(
        key=LANGUAGE,
        label=_("Language"),
        phrase=_("who read %(values)s"),
        negative=_("who read another language than %(values)s"),
        q=conditions.reads,
        **of_terms(Language),
    )


def _tag() -> Criterion:
    return Criterion(
        key="tag",
        label=_("Tag"),
        phrase=_("with the tag %(values)s"),
        negative=_("without the tag %(values)s"),
        q=conditions.tagged,
        **of_terms(Tag),
    )


def _address() -> Criterion:
    return Criterion(
        key="address",
        label=_("Kind of address"),
        phrase=_("with an address of the kind %(values)s"),
        negative=_("without an address of the kind %(values)s"),
        q=conditions.reached_at,
        **of_choices(ContactAddress.Kind.choices),
    )


def _lacking() -> Criterion:
    return Criterion(
        key="lacking",
        label=_("What is missing"),
        phrase=_("of whom is not recorded: %(values)s"),
        negative=_("of whom is recorded: %(values)s"),
        q=_lacks,
        **of_choices([(value, label) for value, (label, _condition) in _GAPS.items()]),
    )


_GAPS: dict[str, tuple[Any, Callable[[datetime.date], Q]]] = {
    "name": (_("a name"), conditions.without_name),
    "address": (_("an address in use"), conditions.without_address),
    "post": (_("a post that is held today"), conditions.without_post),
    "province": (_("a province, of their own or of their organisation"), conditions.without_province),
    "subscription": (_("a topic that they take"), conditions.without_subscription),
}


def _lacks(gaps: tuple[str, ...], on: datetime.date) -> Q:
    return reduce(or_, (_GAPS[gap][1](on) for gap in gaps))
