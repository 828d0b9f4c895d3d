"""Conditions on contacts as Q. What is found in other tables is asked by subqueries: safe to negate and to join."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Sector,
    Tag,
    Topic,
)
from stakeholders.models.terms import Term

Values = tuple[str, ...]


def at_address(*conditions: Any, **lookups: Any) -> Q:
    """Return who has an address in use of which the conditions hold."""
    links = ContactAddress.objects.filter(*conditions, retired_on=None, **lookups)
    return Q(pk__in=links.order_by().values("contact"))


def at_organisation(on: datetime.date, **conditions: Any) -> Q:
    """Return who holds a post on the day `on` at an organisation of which the conditions hold."""
    # Joined: by a subquery of organisations SQLite looks up one after the other, in thrice the time.
    at = {f"organisation__{name}": value for name, value in conditions.items()}
    posts = Affiliation.objects.current(on).filter(**at)
    return Q(pk__in=posts.order_by().values("contact"))


def takes(topics: Values, on: datetime.date) -> Q:
    """Return who consented to one of the topics, at any address in use."""
    given = ConsentState.objects.filter(purpose__in=topics, action=ConsentRecord.Action.GIVEN)
    return at_address(address__in=given.values("address"))


def in_province(codes: Values, on: datetime.date) -> Q:
    """Return who stands in a province: their own or, where none is recorded, one of an organisation of theirs."""
    provinces = _keys(Province, codes)
    return Q(province__in=provinces) | (Q(province=None) & at_organisation(on, provinces__in=provinces))


def of_kind(codes: Values, on: datetime.date) -> Q:
    return at_organisation(on, kind__in=_keys(OrganisationKind, codes))


def in_sector(codes: Values, on: datetime.date) -> Q:
    return at_organisation(on, sectors__in=_keys(Sector, codes))


def at_one_of(organisations: Values, on: datetime.date) -> Q:
    """Return who holds a post at one of the organisations, or at a part of one."""
    return at_organisation(on, pk__in=with_parts(int(key) for key in organisations))


def with_parts(organisations: Iterable[int]) -> set[int]:
    """Return these organisations or what they were merged into, and all that is part of them, by a query a level."""
    named = Organisation.with_merged.filter(pk__in=set(organisations)).values_list("pk", "merged_into")
    level = {merged_into or pk for pk, merged_into in named}
    found: set[int] = set()
    while level:
        found |= level
        level = set(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return found


def reads(codes: Values, on: datetime.date) -> Q:
    return Q(language__in=_keys(Language, codes))


def tagged(codes: Values, on: datetime.date) -> Q:
    tags = Contact.tags.through.objects.filter(tag__in=_keys(Tag, codes))
    return Q(pk__in=tags.values("contact"))


def reached_at(kinds: Values, on: datetime.date) -> Q:
    return at_address(kind__in=kinds)


# What is lacking is asked of one contact after the other, by an index: lists need only as many as they show, and to
# count them is no slower than to gather the keys of nearly everybody first.


def has_address(*conditions: Q | Exists) -> Q:
    """Return who has an address in use of which the conditions hold."""
    links = ContactAddress.objects.filter(*conditions, contact=OuterRef("pk"), retired_on=None)
    return Q(Exists(links))


def of_topics(*actions: ConsentRecord.Action) -> QuerySet[ConsentState]:
    """Return where one of the actions is what holds now, of any topic: the public directory is none."""
    return ConsentState.objects.filter(purpose__in=Topic.objects.values("code"), action__in=actions)


def said(*actions: ConsentRecord.Action) -> Q:
    """Return who has an address in use where one of the actions is what holds now, of any topic."""
    return has_address(_said_there(*actions))


def said_nothing(*actions: ConsentRecord.Action) -> Q:
    """Return who has an address in use, and none where one of the actions is what holds now."""
    return at_address(~_said_there(*actions)) & ~said(*actions)  # few: found first


def _said_there(*actions: ConsentRecord.Action) -> Exists:
    return Exists(of_topics(*actions).filter(address=OuterRef("address")))


def without_name(on: datetime.date) -> Q:
    return Q(name="", name_ur="")


def without_address(on: datetime.date) -> Q:
    return ~has_address()


def without_post(on: datetime.date) -> Q:
    return ~_has_post(on)


def without_province(on: datetime.date) -> Q:
    """Return who has none of their own, and holds no post at an organisation that has one."""
    in_a_province = Organisation.provinces.through.objects.values("organisation")
    return Q(province=None) & ~_has_post(on, organisation__in=in_a_province)


def without_subscription(on: datetime.date) -> Q:
    return ~said(ConsentRecord.Action.GIVEN)


def _has_post(on: datetime.date, **conditions: Any) -> Q:
    return Q(Exists(Affiliation.objects.current(on).filter(contact=OuterRef("pk"), **conditions)))


def _keys(model: type[Term], codes: Values) -> QuerySet[Any]:
    return model._default_manager.filter(code__in=codes).order_by().values("pk")
