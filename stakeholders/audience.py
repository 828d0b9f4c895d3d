"""Who a mailing is for: criteria over people, resolved to candidates in SQL, counted before anything is sent.

Everybody who matches the criteria is a candidate; whoever can't get the mailing is excluded with a reason. The reasons
that hang on consent are given here; the engine adds those that hang on the address (duplicates and suppression).
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from delivery.audiences import Candidate
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason, SuppressionReason
from delivery.models import Address, Suppression
from stakeholders.consent import Action, latest_action
from stakeholders.criteria import RESOLVER, Criteria, in_words
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import ConsentState, Contact, ContactAddress, Pause
from stakeholders.segments.people import meant

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

# Added to the key of an address that is a worse choice. Above any key, and twice over within what both databases hold.
_LATER = 2**60

_EXCLUSION_FOR_ACTION = {
    Action.WITHDRAWN: ExclusionReason.WITHDRAWN,
    Action.REQUESTED: ExclusionReason.UNCONFIRMED,
}


def people(criteria: Criteria, *, on: datetime.date) -> QuerySet[Contact]:
    """Return the contacts who match, whatever they consented to; `on` is the day for which posts are current."""
    return meant(criteria.rule, on)


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
    """Return how many the criteria reach now, by two aggregate queries: what the send screen shows while one chooses.

    It says what `delivery.preparing` would say: consent first, then suppression, then addresses that contacts share.
    """
    on = timezone.localdate()
    groups = (
        _chosen(criteria, on)
        .values("action", "paused", "suppression")
        .annotate(contacts=Count("pk"), addresses=Count("address", distinct=True))
    )
    reachable, excluded = 0, Counter[ExclusionReason]()
    for group in groups:
        reason = _reason(group)
        if reason is None:
            reachable = group["addresses"]
            excluded[ExclusionReason.DUPLICATE] += group["contacts"] - group["addresses"]
        else:
            excluded[reason] += group["contacts"]
    everybody = people(criteria, on=on).count()
    excluded[ExclusionReason.NO_ADDRESS] = everybody - reachable - excluded.total()
    return AudienceCount(candidates=everybody, reachable=reachable, excluded={k: n for k, n in excluded.items() if n})


def count_by_language(criteria: Criteria) -> dict[str, int]:
    """Return how many of those whom the criteria reach now read each language, by one query.

    Of contacts who share an address the first gets the mail, as in `delivery.preparing`.
    """
    first_at_address = (
        _chosen(criteria, timezone.localdate())
        .filter(action=Action.GIVEN, paused=False, suppression="")
        .values("address")
        .annotate(first=Min("contact"))
        .values("first")
    )
    readers = Contact.objects.filter(pk__in=first_at_address).order_by()
    return dict(readers.values_list("language__code").annotate(Count("pk")))


def _chosen(criteria: Criteria, on: datetime.date) -> QuerySet[Any]:
    """Return the address of each matching contact that has one in use, chosen as `candidates` does.

    With it stand the `action` that holds there (empty: none), whether it is `paused`, and a `suppression`'s reason.
    A whole table at a time: found contact by contact, 200,000 take three times as long.
    """
    given = ConsentState.objects.filter(purpose=criteria.topic, action=Action.GIVEN).values("address")
    rank = _unless(Q(address__in=given), 2 * _LATER) + _unless(Q(primary=True), _LATER) + F("pk")
    best = (
        ContactAddress.objects.filter(retired_on=None, contact__in=people(criteria, on=on).order_by().values("pk"))
        .order_by()
        .values("contact")
        .annotate(rank=Min(rank))
        .annotate(link=F("rank") % _LATER)
    )
    suppressions = Suppression.objects.filter(purpose__in=("", criteria.topic))
    suppressed = Address.objects.filter(hash__in=suppressions.values("address_hash")).values("pk")
    reasons = suppressions.filter(address_hash=OuterRef("address__hash")).order_by("purpose")
    return (
        ContactAddress.objects.filter(pk__in=best.values("link"))
        .annotate(
            action=Coalesce(latest_action(criteria.topic, address="address"), Value("")),
            paused=_is(Q(address__in=Pause.objects.filter(until__gt=on).values("address"))),
            # Few are suppressed: only for those the reason is looked up.
            suppression=Case(
                When(address__in=suppressed, then=Subquery(reasons.values("reason")[:1])),
                default=Value(""),
                output_field=CharField(),
            ),
        )
        .order_by()
    )


def _reason(group: dict[str, Any]) -> ExclusionReason | None:
    """Return why a group of `_chosen` gets nothing, in the order in which preparing asks."""
    if group["action"] != Action.GIVEN:
        return _EXCLUSION_FOR_ACTION.get(group["action"], ExclusionReason.NO_CONSENT)
    if group["paused"]:
        return ExclusionReason.PAUSED
    if group["suppression"]:
        return EXCLUSION_FOR_SUPPRESSION[SuppressionReason(group["suppression"])]
    return None


def _unless(condition: Q, penalty: int) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(penalty), output_field=BigIntegerField())


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
