"""Taking data away: what of it is chosen, the file that is made of it, and the log of who took what."""

import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from stakeholders.admin import asked
from stakeholders.admin.acts import ActView
from stakeholders.admin.paging import KeysFirstIndexView
from stakeholders.exporting import asking, making
from stakeholders.exporting.formats import FORMATS
from stakeholders.exporting.sources import CONTACTS, ORGANISATIONS, Source
from stakeholders.models import Contact, ExportFile, ExportRecord, Organisation
from stakeholders.permissions import EXPORT_CONTACTS, ExportPolicy

REFRESH_SECONDS = 2


class ExportForm(forms.Form):
    """The columns, and the kind of file."""

    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    file_format = forms.ChoiceField(label=_("Kind of file"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = cast(forms.MultipleChoiceField, self.fields["columns"])
        formats = cast(forms.ChoiceField, self.fields["file_format"])
        columns.choices = [(column.code, column.label) for column in source.columns]
        formats.choices = [(code, FORMATS[code].label) for code in source.formats]


class ExportView(ActView):
    """Choose the columns; they are remembered until one signs out."""

    source: Source
    permission_required = EXPORT_CONTACTS
    form_class = ExportForm
    template_name = "stakeholders/admin/export.html"
    header_icon = "download"
    button_label = _("Make the file")

    @property
    def remembered_as(self) -> str:
        return f"export:{self.source.code}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"source": self.source}

    def get_initial(self) -> dict[str, Any]:
        usual = {
            "columns": [column.code for column in self.source.columns if column.at_first],
            "file_format": self.source.formats[0],
        }
        return usual | self.request.session.get(self.remembered_as, {})

    def form_valid(self, form: ExportForm) -> HttpResponse:
        columns, file_format = form.cleaned_data["columns"], form.cleaned_data["file_format"]
        self.request.session[self.remembered_as] = {"columns": columns, "file_format": file_format}
        file = asking.ask(
            source=self.source,
            question={"query": self.request.GET.urlencode()},
            columns=columns,
            file_format=file_format,
            narrowed=asked.in_words(self.model, self.request.GET),
            by=self.request.user.pk,
            now=timezone.now(),
        )
        return redirect("export:file", file.record_id)


class ContactExportView(ExportView):
    source = CONTACTS
    model = Contact
    index_url_name = "contact:index"
    page_title = _("Export contacts")


class OrganisationExportView(ExportView):
    source = ORGANISATIONS
    model = Organisation
    index_url_name = "organisation:index"
    page_title = _("Export organisations")


class OwnFileMixin(PermissionRequiredMixin):
    """A file is for who asked for it, as long as they may export; others learn no more than the log says."""

    permission_required = EXPORT_CONTACTS
    raise_exception = True
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def record(self) -> ExportRecord:
        return get_object_or_404(ExportRecord, id=self.kwargs["pk"], by=self.request.user)

    @cached_property
    def file(self) -> ExportFile | None:
        """The file, unless its time is over."""
        return ExportFile.objects.filter(record=self.record, expires_at__gt=timezone.now()).first()


class FileView(OwnFileMixin, WagtailAdminTemplateMixin, TemplateView):
    """How far the file is, and where to fetch it. The page can be left and returned to."""

    template_name = "stakeholders/admin/export_file.html"
    page_title = _("Export")
    header_icon = "download"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("export:index"), "label": _("Exports")},
            {"url": "", "label": self.page_title, "sublabel": self.record.what},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, record=self.record, file=self.file, states=ExportFile.State)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.file and self.file.state in {ExportFile.State.WAITING, ExportFile.State.MAKING}:
            response["Refresh"] = str(REFRESH_SECONDS)
        return response


class DownloadView(OwnFileMixin, View):
    """The file itself, a piece in memory at a time."""

    def get(self, request: HttpRequest, **kwargs: Any) -> StreamingHttpResponse:
        file = self.file
        if file is None or file.state != ExportFile.State.READY:
            raise Http404
        response = StreamingHttpResponse(making.pieces(file), content_type=FORMATS[self.record.format].content_type)
        response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
        response["Content-Length"] = str(file.size)
        response["Cache-Control"] = "no-store"
        return response


def _moment(record: ExportRecord) -> str:
    return date_format(timezone.localtime(record.at), "SHORT_DATETIME_FORMAT")


def _narrowed(record: ExportRecord) -> Any:
    return record.narrowed or _("All")


def _columns(record: ExportRecord) -> str:
    return ", ".join(record.columns)


class ExportIndexView(KeysFirstIndexView):
    """Who took what, the latest first."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("moment", label=_("At"), accessor=_moment, get_url=self.file_url),
            Column("by", label=_("Who")),
            Column("what", label=_("What")),
            Column("narrowed", label=_("Narrowed to"), accessor=_narrowed),
            NumberColumn("rows", label=_("Rows")),
            Column("format", label=_("Format")),
            Column("columns", label=_("Columns"), accessor=_columns),
        ]

    @cached_property
    def now(self) -> datetime.datetime:
        return timezone.now()

    def file_url(self, record: ExportRecord) -> str | None:
        """Return where one's own file lies, while it does."""
        file = getattr(record, "file", None)
        if file is None or file.expires_at <= self.now or record.by != self.request.user:
            return None
        return reverse("export:file", args=[record.pk])

    def with_details(self, records: QuerySet[ExportRecord]) -> QuerySet[ExportRecord]:
        return records.select_related("by", "file").defer("file__question")


class ExportViewSet(ModelViewSet):
    """Read only: a log."""

    model = ExportRecord
    icon = "download"
    name = "export"
    menu_label = _("Exports")
    index_view_class = ExportIndexView
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["what"]

    @property
    def permission_policy(self) -> ExportPolicy:
        return ExportPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/file/", FileView.as_view(), name="file"),
            path("<int:pk>/download/", DownloadView.as_view(), name="download"),
        ]
