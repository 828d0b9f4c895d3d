"""What lists of people can be narrowed by."""

from typing import Any

import django_filters
import django_filters.fields
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.health import CONDITIONS
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
    Segment,
    Tag,
    Topic,
)
from stakeholders.segments import rules

NEVER = "never"


def subscription_choices() -> list[tuple[str, str]]:
    """Return “topic: state” for every topic and state."""
    states = [*ConsentRecord.Action.choices, (NEVER, _("Never asked"))]
    return [(f"{topic.code}:{state}", f"{topic}: {label}") for topic in Topic.objects.all() for state, label in states]


class _TermsField(django_filters.fields.ModelMultipleChoiceField):
    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError as error:  # a key larger than the database has
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class TermsFilter(django_filters.ModelMultipleChoiceFilter):
    """Any of several entries of a controlled list. `distinct` is for relations to many: it looks at every row."""

    field_class = _TermsField

    def __init__(self, *args: Any, distinct: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, distinct=distinct, **kwargs)


class ContactFilterSet(WagtailFilterSet):
    """Every condition is asked of one contact after the other, by an index: a list needs only as many as it shows, and
    for neither database is it slower to count so than to gather all keys first.
    """

    subscription = django_filters.ChoiceFilter(
        label=_("Subscription"), choices=subscription_choices, method="by_subscription"
    )
    province = TermsFilter(label=_("Province"), queryset=Province.objects.all())
    language = TermsFilter(label=_("Reads"), queryset=Language.objects.all())
    kind = TermsFilter(label=_("Kind of organisation"), queryset=OrganisationKind.objects.all(), method="by_kind")
    tag = TermsFilter(label=_("Tag"), queryset=Tag.objects.all(), method="by_tag")
    health = django_filters.ChoiceFilter(
        label=_("What is missing"),
        choices=[(code, condition.label) for code, condition in CONDITIONS.items()],
        method="by_health",
    )
    segment = django_filters.ModelChoiceFilter(label=_("Segment"), queryset=Segment.objects.all(), method="by_segment")

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_subscription(self, queryset: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        """Keep contacts who have the state at one of their addresses, or who were never asked at any."""
        topic, _colon, state = value.partition(":")
        states = ConsentState.objects.filter(purpose=topic)
        if state == NEVER:
            return queryset.exclude(_at(states))
        return queryset.filter(_at(states.filter(action=state)))

    def by_kind(self, queryset: QuerySet[Contact], name: str, value: QuerySet[OrganisationKind]) -> QuerySet[Contact]:
        if not value:
            return queryset
        posts = Affiliation.objects.current(timezone.localdate()).filter(organisation__kind__in=value)
        return queryset.filter(Exists(posts.filter(contact=OuterRef("pk"))))

    def by_tag(self, queryset: QuerySet[Contact], name: str, value: QuerySet[Tag]) -> QuerySet[Contact]:
        if not value:
            return queryset
        return queryset.filter(Exists(Contact.tags.through.objects.filter(tag__in=value, contact=OuterRef("pk"))))

    def by_health(self, queryset: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        return queryset.filter(CONDITIONS[value].q(timezone.now()))

    def by_segment(self, queryset: QuerySet[Contact], name: str, value: Segment) -> QuerySet[Contact]:
        """Keep whom a saved segment means today: nobody, where it names what is gone."""
        try:
            rule = rules.parse(value.rule)
        except UnknownCriterionError:
            return queryset.none()
        return queryset.filter(rule.q(timezone.localdate()))


def _at(states: QuerySet[ConsentState]) -> Exists:
    """Return the condition that a contact has such a state at one of their addresses."""
    links = ContactAddress.objects.filter(contact=OuterRef("pk"))
    return Exists(links.filter(Exists(states.filter(address=OuterRef("address")))))


class OrganisationFilterSet(WagtailFilterSet):
    kind = TermsFilter(label=_("Kind"), queryset=OrganisationKind.objects.all())
    sectors = TermsFilter(label=_("Sector"), queryset=Sector.objects.all(), distinct=True)
    provinces = TermsFilter(label=_("Province"), queryset=Province.objects.all(), distinct=True)
    public = django_filters.BooleanFilter(label=_("Shown to the public"))

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
