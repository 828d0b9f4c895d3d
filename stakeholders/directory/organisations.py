"""Which organisations the public may see, in which order, and where an old address of one leads."""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from stakeholders.models.organisations import Organisation, OrganisationName


def public() -> QuerySet[Organisation]:
    """Return the organisations that the public may see. Whatever is counted or searched starts from here."""
    return Organisation.objects.filter(public=True)


def in_order(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return `organisations` kind by kind, each by name in the active language."""
    name = Coalesce(NullIf("name_ur", Value("")), "name") if get_language() == "ur" else F("name")
    return organisations.order_by("kind__order", "kind__label", name, "pk")


def at(slug: str) -> Organisation | None:
    """Return the public organisation that the address of `slug` leads to, by way of mergers, or None.

    One that was not public when it was merged leads nowhere: the way on would say that it existed.
    """
    found = Organisation.with_merged.filter(slug=slug, public=True).first()
    passed: set[int] = set()
    while found and found.merged_into_id and found.pk not in passed:
        passed.add(found.pk)
        found = Organisation.with_merged.filter(pk=found.merged_into_id, public=True).first()
    return found if found and found.merged_into_id is None else None


def former_names(organisation: Organisation) -> QuerySet[OrganisationName]:
    """Return the names that it had before. How partners write it, and how they misspell it, only helps to find it."""
    return OrganisationName.objects.filter(organisation=organisation, reason=OrganisationName.Reason.FORMER)
