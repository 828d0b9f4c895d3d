"""The list of organisations, found by all the names they ever had."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn

from stakeholders import rows, search
from stakeholders.admin.acts import ActedUponIndexView, ChoiceColumn
from stakeholders.admin.filters import OrganisationFilterSet
from stakeholders.models import Organisation
from stakeholders.permissions import EXPORT_CONTACTS


class OrganisationIndexView(ActedUponIndexView):
    filterset_class = OrganisationFilterSet
    is_searchable = True
    default_ordering = "name"
    acts = (("organisation:export", _("Export"), EXPORT_CONTACTS),)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            ChoiceColumn("choice", label=""),
            self._get_title_column("name"),
            Column("acronym", label=_("Acronym"), sort_key="acronym"),
            Column("kind", label=_("Kind"), sort_key="kind__order"),
            Column("parent", label=_("Part of")),
            NumberColumn("people", label=_("People")),
            BooleanColumn("public", label=_("Shown to the public")),
            DateColumn("verified_on", label=_("Verified on"), sort_key="verified_on"),
        ]

    def search_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return search.matching(queryset, self.search_query)

    def with_details(self, records: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return rows.with_people(records.select_related("kind", "parent"), on=timezone.localdate())
