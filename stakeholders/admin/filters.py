"""What lists of people can be narrowed by."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from stakeholders.consent import latest_action
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Topic,
)

NEVER = "never"


def subscription_choices() -> list[tuple[str, str]]:
    """Return “topic: state” for every topic and state."""
    states = [*ConsentRecord.Action.choices, (NEVER, _("Never asked"))]
    return [(f"{topic.code}:{state}", f"{topic}: {label}") for topic in Topic.objects.all() for state, label in states]


class ContactFilterSet(WagtailFilterSet):
    subscription = django_filters.ChoiceFilter(
        label=_("Subscription"), choices=subscription_choices, method="by_subscription"
    )
    province = django_filters.ModelMultipleChoiceFilter(label=_("Province"), queryset=Province.objects.all())
    language = django_filters.ModelMultipleChoiceFilter(label=_("Reads"), queryset=Language.objects.all())
    kind = django_filters.ModelMultipleChoiceFilter(
        label=_("Kind of organisation"), queryset=OrganisationKind.objects.all(), method="by_kind"
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_subscription(self, queryset: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        """Keep contacts who have the state at one of their addresses, or who were never asked at any."""
        topic, _colon, state = value.partition(":")
        links = ContactAddress.objects.filter(contact=OuterRef("pk")).alias(
            action=latest_action(topic, address="address")
        )
        if state == NEVER:
            return queryset.exclude(Exists(links.filter(action__isnull=False)))
        return queryset.filter(Exists(links.filter(action=state)))

    def by_kind(self, queryset: QuerySet[Contact], name: str, value: QuerySet[OrganisationKind]) -> QuerySet[Contact]:
        if not value:
            return queryset
        posts = Affiliation.objects.current(timezone.localdate()).filter(contact=OuterRef("pk"))
        return queryset.filter(Exists(posts.filter(organisation__kind__in=value)))


class OrganisationFilterSet(WagtailFilterSet):
    kind = django_filters.ModelMultipleChoiceFilter(label=_("Kind"), queryset=OrganisationKind.objects.all())
    provinces = django_filters.ModelMultipleChoiceFilter(label=_("Province"), queryset=Province.objects.all())

    class Meta:
        model = Organisation
        fields: list[str] = []


class ConsentFilterSet(WagtailFilterSet):
    purpose = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=Topic.objects.all(), to_field_name="code", method="by_topic"
    )
    action = django_filters.ChoiceFilter(label=_("Action"), choices=ConsentRecord.Action)
    source = django_filters.MultipleChoiceFilter(label=_("Source"), choices=ConsentRecord.Source)
    at = django_filters.DateFromToRangeFilter(label=_("At"), widget=DateRangePickerWidget)

    class Meta:
        model = ConsentRecord
        fields: list[str] = []

    def by_topic(self, queryset: QuerySet[ConsentRecord], name: str, value: Topic) -> QuerySet[ConsentRecord]:
        return queryset.filter(purpose=value.code)
