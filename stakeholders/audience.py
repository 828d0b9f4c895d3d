"""Who a mailing is for: criteria over people, resolved to candidates in SQL, counted before anything is sent.

Everybody who matches the criteria is a candidate; whoever can't get the mailing is excluded with a reason. The reasons
that hang on consent are given here; the engine adds those that hang on the address (duplicates and suppression).
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from delivery.audiences import Candidate
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason, SuppressionReason
from delivery.models import Address, Suppression
from stakeholders.consent import Action, latest_action
from stakeholders.criteria import RESOLVER, Criteria, in_words
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Affiliation, Contact, ContactAddress, Pause

__all__ = [
    "RESOLVER",
    "AudienceCount",
    "Criteria",
    "candidates",
    "count",
    "count_by_language",
    "in_words",
    "people",
    "subscribers",
]

CHUNK = 2000  # rows fetched at a time: memory stays flat however many contacts there are


def people(criteria: Criteria, *, on: datetime.date) -> QuerySet[Contact]:
    """Return the contacts who match, whatever they consented to; `on` is the day for which posts are current.

    A contact without a province of their own stands in those of the organisations where they hold a post.
    """
    contacts = Contact.objects.all()
    posts = Affiliation.objects.current(on).filter(contact=OuterRef("pk"))
    if criteria.languages:
        contacts = contacts.filter(language__code__in=criteria.languages)
    if criteria.kinds:
        contacts = contacts.filter(Exists(posts.filter(organisation__kind__code__in=criteria.kinds)))
    if criteria.provinces:
        by_organisation = Exists(posts.filter(organisation__provinces__code__in=criteria.provinces))
        contacts = contacts.filter(Q(province__code__in=criteria.provinces) | Q(by_organisation, province__isnull=True))
    return contacts


def candidates(criteria: Criteria, *, on: datetime.date) -> QuerySet[Contact]:
    """Return the matching contacts with `chosen_address` and `exclusion` (empty: none), in a stable order.

    The address chosen is the main one if it consented, else the first that did. Where none did, it is the main one,
    and the exclusion says what stands there: never asked, not confirmed or withdrawn. Whoever paused at the address
    chosen is left out until the day they named.
    """
    addresses = ContactAddress.objects.filter(contact=OuterRef("pk"), retired_on=None).order_by("-primary", "pk")
    consenting = addresses.alias(action=latest_action(criteria.topic, address="address")).filter(action=Action.GIVEN)
    main_action = addresses.annotate(action=latest_action(criteria.topic, address="address"))
    return (
        people(criteria, on=on)
        .annotate(
            consenting_address=Subquery(consenting.values("address")[:1]),
            main_address_id=Subquery(addresses.values("address")[:1]),
            main_action=Subquery(main_action.values("action")[:1]),
        )
        .annotate(
            exclusion=Case(
                When(
                    Exists(Pause.objects.filter(address=OuterRef("consenting_address"), until__gt=on)),
                    then=Value(ExclusionReason.PAUSED.value),
                ),
                When(consenting_address__isnull=False, then=Value("")),
                When(main_address_id__isnull=True, then=Value(ExclusionReason.NO_ADDRESS.value)),
                When(main_action=Action.WITHDRAWN, then=Value(ExclusionReason.WITHDRAWN.value)),
                When(main_action=Action.REQUESTED, then=Value(ExclusionReason.UNCONFIRMED.value)),
                default=Value(ExclusionReason.NO_CONSENT.value),
                output_field=CharField(),
            )
        )
        .order_by("pk")
    )


def subscribers(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    """Yield a candidate for every matching contact, by one query: the resolver that delivery calls.

    Raises:
        UnknownCriterionError: the criteria name what is not in our lists, or another topic than the mailing's purpose.
    """
    wanted = Criteria.from_json(criteria)
    if wanted.topic != purpose:
        raise UnknownCriterionError(f"The audience is of {wanted.topic!r}, but the mailing of {purpose!r}.")
    rows = candidates(wanted, on=timezone.localdate()).values_list(
        "pk", "exclusion", "consenting_address", "main_address_id", "language__code", "name", "name_ur"
    )
    for pk, exclusion, consenting, main, language, name, name_ur in rows.iterator(chunk_size=CHUNK):
        yield Candidate(
            contact_ref=str(pk),
            address_id=main if exclusion else consenting,
            language=language,
            values={"name": (name_ur or name) if language == "ur" else (name or name_ur)},
            exclusion=ExclusionReason(exclusion) if exclusion else None,
            detail="",
        )


@dataclass(frozen=True)
class AudienceCount:
    """What preparing a mailing would find now: everybody, those who get it, and the others by reason."""

    candidates: int
    reachable: int
    excluded: dict[ExclusionReason, int]


def count(criteria: Criteria) -> AudienceCount:
    """Return how many the criteria reach now, by one aggregate query: what the send screen shows while one chooses.

    It says what `delivery.preparing` would say: consent first, then suppression, then addresses that contacts share.
    """
    groups = (
        candidates(criteria, on=timezone.localdate())
        .annotate(suppression=_suppression_of("consenting_address", purpose=criteria.topic))
        .order_by()
        .values("exclusion", "suppression")
        .annotate(contacts=Count("pk"), addresses=Count("consenting_address", distinct=True))
    )
    reachable, excluded = 0, Counter[ExclusionReason]()
    for group in groups:
        if group["exclusion"]:
            excluded[ExclusionReason(group["exclusion"])] += group["contacts"]
        elif group["suppression"]:
            excluded[EXCLUSION_FOR_SUPPRESSION[SuppressionReason(group["suppression"])]] += group["contacts"]
        else:
            reachable = group["addresses"]
            excluded[ExclusionReason.DUPLICATE] += group["contacts"] - group["addresses"]
    return AudienceCount(
        candidates=reachable + excluded.total(), reachable=reachable, excluded={k: n for k, n in excluded.items() if n}
    )


def count_by_language(criteria: Criteria) -> dict[str, int]:
    """Return how many of those whom the criteria reach now read each language, by one query.

    Of contacts who share an address the first gets the mail, as in `delivery.preparing`.
    """
    first_at_address = (
        candidates(criteria, on=timezone.localdate())
        .annotate(suppression=_suppression_of("consenting_address", purpose=criteria.topic))
        .filter(exclusion="", suppression=None)
        .order_by()
        .values("consenting_address")
        .annotate(first=Min("pk"))
        .values("first")
    )
    readers = Contact.objects.filter(pk__in=first_at_address).order_by()
    return dict(readers.values_list("language__code").annotate(Count("pk")))


def _suppression_of(address: str, *, purpose: str) -> Subquery:
    """Return a subquery for the reason why the address in the outer field `address` gets no mail of `purpose`."""
    reasons = Suppression.objects.filter(
        address_hash=Subquery(Address.objects.filter(pk=OuterRef(OuterRef(address))).values("hash")[:1]),
        purpose__in=("", purpose),
    )
    return Subquery(reasons.order_by("purpose").values("reason")[:1])
