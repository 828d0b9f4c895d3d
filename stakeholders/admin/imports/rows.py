"""The report, row by row: what it would do or did, what is wrong with it, and whom it may be."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from stakeholders.admin.imports.base import BatchScreen
from stakeholders.importing import reasons
from stakeholders.importing.counting import stopped
from stakeholders.models import Contact, ImportRow, Topic

PER_PAGE = 50


class RowFilterSet(WagtailFilterSet):
    outcome = django_filters.MultipleChoiceFilter(label=gettext_lazy("Outcome"), choices=ImportRow.Outcome)
    told = django_filters.ChoiceFilter(
        label=gettext_lazy("What is told"),
        choices=[
            ("problems", gettext_lazy("Something, whatever it is")),
            ("stopped", gettext_lazy("Not revived: unsubscribed, bounced, complained or erased")),
        ],
        method="by_told",
    )

    class Meta:
        model = ImportRow
        fields: list[str] = []

    def by_told(self, rows: QuerySet[ImportRow], name: str, value: str) -> QuerySet[ImportRow]:
        return rows.filter(stopped()) if value == "stopped" else rows.exclude(problems=[])


class ContactsColumn(Column):
    """Whom the row means, or may mean, each with the way there."""

    cell_template_name = "stakeholders/admin/imports/_contacts_cell.html"


class ProblemsColumn(Column):
    """What is told, each with the column that it is about."""

    cell_template_name = "stakeholders/admin/imports/_problems_cell.html"


class Rows(BatchScreen, generic.IndexView):
    """Pages of rows. Whatever their number, the queries are the same."""

    model = ImportRow
    template_name = "stakeholders/admin/imports/rows.html"
    results_template_name = "stakeholders/admin/imports/rows_results.html"
    filterset_class = RowFilterSet
    paginate_by = PER_PAGE
    default_ordering = "number"
    is_searchable = False
    permission_policy = None

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("number", label=gettext_lazy("Row"), sort_key="number"),
            Column("outcome", label=gettext_lazy("Outcome"), accessor=ImportRow.get_outcome_display),
            ProblemsColumn("told", label=gettext_lazy("What is to be said")),
            ContactsColumn("people", label=gettext_lazy("Contact")),
            Column("summary", label=gettext_lazy("What is in it"), classname="import-row"),
        ]

    def get_page_title(self) -> str:
        return _("Rows")

    @cached_property
    def index_url(self) -> str:
        return reverse("import:rows", args=[self.batch.pk])

    @cached_property
    def index_results_url(self) -> str:
        return reverse("import:rows_results", args=[self.batch.pk])

    def get_base_queryset(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(batch=self.batch).defer("plan", "undo")

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        rows = list(object_list)
        topics = {topic.code: str(topic) for topic in Topic.objects.all()}
        keys = {pk for row in rows for pk in (*row.matches, *filter(None, [row.contact_id]))}
        people = Contact.with_merged.in_bulk(keys)
        for row in rows:
            row.summary = " · ".join(cell for cell in row.cells if cell)[:120]
            row.told = [(told["column"], reasons.in_words(told, topics), told["warning"]) for told in row.problems]
            row.people = [people[pk] for pk in (row.matches or [row.contact_id]) if pk in people]
        return super().get_table(rows, **kwargs)
