"""The list of consent records, the latest first: in the order in which they were written."""

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from stakeholders import search
from stakeholders.admin.filters import ConsentFilterSet
from stakeholders.admin.paging import KeysFirstIndexView
from stakeholders.models import ConsentRecord


def _moment(record: ConsentRecord) -> str:
    """Return when it was, to the minute: “two days ago” proves nothing."""
    return date_format(localtime(record.at), "SHORT_DATETIME_FORMAT")


class ConsentIndexView(KeysFirstIndexView):
    filterset_class = ConsentFilterSet
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)("address", label=_("Address"), get_url=self.get_inspect_url),
            Column("moment", label=_("At"), accessor=_moment),
            Column("purpose", label=_("Topic")),
            Column("get_action_display", label=_("Action")),
            Column("get_basis_display", label=_("Basis")),
            Column("get_source_display", label=_("Source")),
            Column("note", label=_("Note")),
            Column("recorded_by", label=_("Recorded by")),
        ]

    def search_queryset(self, queryset: QuerySet[ConsentRecord]) -> QuerySet[ConsentRecord]:
        if not self.is_searching:
            return queryset
        return search.at_addresses_with(queryset, self.search_query, by="address", key="pk")

    def with_details(self, records: QuerySet[ConsentRecord]) -> QuerySet[ConsentRecord]:
        return records.select_related("address", "recorded_by")
