"""What working groups add to the public directory: a filter over its list, a section on an organisation's page.

Only that an organisation sits in a group, and as what, is shown: who sits there for it is the group's to publish.
"""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from meetings.enums import Visibility
from meetings.groups import cards
from meetings.models import GroupMembership, WorkingGroup
from stakeholders.directory.registry import Filter, Option, Section
from stakeholders.models import Organisation


class WorkingGroupFilter(Filter):
    """Organisations with a seat in a group today; the value is the group's slug."""

    name = "group"
    label: str | Promise = gettext_lazy("Working group")
    all_label: str | Promise = gettext_lazy("All working groups")

    def label_of(self, value: str) -> str | None:
        group = _at_work().filter(slug=value).first()
        return str(group) if group else None

    def narrow(self, organisations: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
        seats = _seats().filter(group__slug=value, organisation=OuterRef("pk"))
        return organisations.filter(Exists(seats))

    def options(self, organisations: QuerySet[Organisation]) -> list[Option]:
        among = Q(
            memberships__in=_seats().values("pk"),
            memberships__organisation__in=organisations.order_by().values("pk"),
        )
        groups = _at_work().annotate(among=Count("memberships__organisation", filter=among, distinct=True))
        return [Option(group.slug, str(group), group.among) for group in groups.order_by("name", "pk")]


def section(request: HttpRequest, organisation: Organisation) -> Section | None:
    """Return the groups in which an organisation sits today, each once with its roles there."""
    roles: dict[WorkingGroup, list[str]] = {}
    for seat in seats_of(organisation):
        labels = roles.setdefault(seat.group, [])
        if (label := seat.get_role_display()) not in labels:
            labels.append(label)
    if not roles:
        return None
    return Section(gettext("Working groups"), "meetings/directory_groups.html", {"groups": list(roles.items())})


def seats_of(organisation: Organisation) -> QuerySet[GroupMembership]:
    """Return the seats that an organisation holds today, as far as everybody may know."""
    return _seats().filter(organisation=organisation).select_related("group", "contact").order_by("group__name", "pk")


def _seats() -> QuerySet[GroupMembership]:
    return GroupMembership.objects.current(timezone.localdate()).filter(group__visibility=Visibility.PUBLIC)


def _at_work() -> QuerySet[WorkingGroup]:
    """Return the groups of which everybody may know that are not concluded."""
    return cards.public().filter(Q(concluded_on=None) | Q(concluded_on__gte=timezone.localdate()))
