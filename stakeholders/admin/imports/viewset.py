"""Imports in the menu, and their addresses."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from stakeholders.admin.imports import batch, rows, steps
from stakeholders.admin.imports.base import ImportScreen
from stakeholders.models import ImportBatch
from stakeholders.permissions import IMPORT_CONTACTS


class ImportIndex(ImportScreen, generic.IndexView):
    """All files that were brought in, the latest first."""

    model = ImportBatch
    results_template_name = "stakeholders/admin/imports/index_results.html"
    page_title = gettext_lazy("Imports")
    paginate_by = 50
    default_ordering = "-pk"
    is_searchable = False
    permission_policy = None
    index_url_name = "import:index"
    index_results_url_name = "import:index_results"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "filename", label=gettext_lazy("File"), get_url=lambda row: reverse("import:batch", args=[row.pk])
            ),
            Column("state", label=gettext_lazy("State"), accessor=ImportBatch.get_state_display),
            NumberColumn("rows_total", label=gettext_lazy("Rows")),
            Column("created_by", label=gettext_lazy("Brought by")),
            DateColumn("created_at", label=gettext_lazy("When")),
        ]

    def trail(self) -> list[tuple[str, str]]:
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Bring in a list"), url=reverse("import:add"), icon_name="upload")]

    def get_base_queryset(self) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.defer("file", "columns", "options", "counts").select_related("created_by")


class ImportViewSet(ViewSet):
    """Every address of imports."""

    name = "import"
    url_prefix = "people/imports"
    icon = "upload"
    menu_label = gettext_lazy("Imports")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ImportIndex.as_view(), name="index"),
            path("results/", ImportIndex.as_view(results_only=True), name="index_results"),
            path("new/", steps.Upload.as_view(), name="add"),
            path("<int:batch_id>/", batch.BatchPage.as_view(), name="batch"),
            path("<int:batch_id>/columns/", steps.Columns.as_view(), name="columns"),
            path("<int:batch_id>/options/", steps.HowToTake.as_view(), name="options"),
            path("<int:batch_id>/check/", batch.Check.as_view(), name="check"),
            path("<int:batch_id>/cancel/", batch.Cancel.as_view(), name="cancel"),
            path("<int:batch_id>/progress.json", batch.progress, name="progress"),
            path("<int:batch_id>/rows/", rows.Rows.as_view(), name="rows"),
            path("<int:batch_id>/rows/results/", rows.Rows.as_view(results_only=True), name="rows_results"),
            path("<int:batch_id>/file.<str:format>", batch.HandBack.as_view(), name="file"),
            path("<int:batch_id>/commit/", batch.Commit.as_view(), name="commit"),
            path("<int:batch_id>/undo/", batch.Undo.as_view(), name="undo"),
        ]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return a menu item that only those see who may import."""

        class ImportMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm(IMPORT_CONTACTS)

        return ImportMenuItem
