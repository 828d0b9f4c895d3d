"""The screens of imports: bring, choose, confirm, undo. GET shows, POST acts; what is refused is said in words."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from home.staff import name_of
from publications.admin import entries
from publications.admin.forms import BringForm
from publications.admin.permissions import IMPORT, list_for
from publications.importing import batches
from publications.importing.batches import Checked, ImportRefusedError
from publications.importing.files import UnreadableFileError
from publications.models import PublicationImport, PublicationIndexPage

State = PublicationImport.State


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal into a message on the next page: two tabs and double clicks end here."""
    try:
        yield
    except ImportRefusedError as refusal:
        messages.error(request, str(refusal))


class ImportScreen(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """A page below Publications → Imports."""

    permission_required = IMPORT
    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "upload"

    @property
    def staff(self) -> AbstractUser:
        return cast(AbstractUser, self.request.user)  # the permission was asked before

    @cached_property
    def under(self) -> PublicationIndexPage:
        """Return the list that publications are saved in."""
        found = list_for(self.staff)
        if found is None:
            raise PermissionDenied(_("There is no list of publications that you may add to."))
        return found

    def trail(self) -> list[tuple[str, str]]:
        """Return (label, URL) of the pages above this one."""
        return [(_("Imports of publications"), reverse("publication_import:index"))]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for label, url in self.trail()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


class ImportIndex(ImportScreen, generic.IndexView):
    """All that was brought in, the latest first."""

    model = PublicationImport
    results_template_name = "publications/admin/imports_results.html"
    page_title = gettext_lazy("Imports of publications")
    paginate_by = 50
    default_ordering = "-pk"
    is_searchable = False
    permission_policy = None
    index_url_name = "publication_import:index"
    index_results_url_name = "publication_import:index_results"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=gettext_lazy("File"), accessor=str, get_url=_address),
            Column("format", label=gettext_lazy("Format"), accessor=PublicationImport.get_source_format_display),
            Column("state", label=gettext_lazy("State"), accessor=PublicationImport.get_state_display),
            NumberColumn("entries", label=gettext_lazy("Entries")),
            NumberColumn("drafts", label=gettext_lazy("Saved")),
            Column("created_by", label=gettext_lazy("Brought by"), accessor=lambda batch: name_of(batch.created_by)),
            DateColumn("created_at", label=gettext_lazy("When")),
        ]

    def trail(self) -> list[tuple[str, str]]:
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Import publications"), url=reverse("publication_import:add"), icon_name="upload"),
        ]

    def get_base_queryset(self) -> QuerySet[PublicationImport]:
        saved = Count("rows", filter=Q(rows__revision__isnull=False))
        return PublicationImport.objects.annotate(entries=Count("rows"), drafts=saved).select_related("created_by")


class Bring(ImportScreen, FormView):
    """Paste a text or choose a file."""

    form_class = BringForm
    template_name = "publications/admin/import_add.html"
    page_title = gettext_lazy("Import publications")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(under=self.under, **kwargs)

    def form_valid(self, form: BringForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            batch = batches.bring(data["source"], filename=data["filename"], by=self.staff, now=timezone.now())
        except UnreadableFileError as error:
            form.add_error("file" if data["filename"] else "text", str(error))
            return self.form_invalid(form)
        return redirect(_address(batch))


class BatchScreen(ImportScreen):
    """A page about one import."""

    @cached_property
    def batch(self) -> PublicationImport:
        return get_object_or_404(PublicationImport.objects.select_related("created_by"), pk=self.kwargs["pk"])

    def checked(self) -> list[Checked]:
        return batches.check(list(self.batch.rows.select_related("page")), under=self.under)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=self.batch, batch_url=_address(self.batch), under=self.under, **kwargs)


class BatchPage(BatchScreen, TemplateView):
    """What was read, to choose from; afterwards what became of it."""

    def get_template_names(self) -> list[str]:
        name = "import_choose" if self.batch.state == State.READ else "import_result"
        return [f"publications/admin/{name}.html"]

    def get_page_title(self) -> str:
        return str(self.batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.batch.state == State.READ:
            shown = entries.of(self.checked())
            counts = Counter(entry.state for entry in shown)
            return super().get_context_data(
                entries=shown,
                counts=[(state, state.label, counts[state]) for state in entries.State],
                can_go_on=any(entry.checked.can_be_saved for entry in shown),
                **kwargs,
            )
        rows = list(self.batch.rows.select_related("page", "page__locale"))
        return super().get_context_data(
            saved=[row for row in rows if row.revision],
            unreadable=[row for row in rows if row.reason],
            left_out=sum(not row.revision and not row.reason for row in rows),
            untouched=len(batches.untouched(self.batch)) if self.batch.state == State.SAVED else 0,
            **kwargs,
        )


class Below(BatchScreen):
    """A page below that of an import."""

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (str(self.batch), _address(self.batch))]


class Save(Below, TemplateView):
    """Say what would be saved, and how much of it; then save it."""

    template_name = "publications/admin/import_confirm.html"
    page_title = gettext_lazy("Save as drafts")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self._chosen(request.GET.getlist("row"))
        if self.batch.state != State.READ or not chosen:
            if self.batch.state == State.READ:
                messages.error(request, _("Nothing was chosen that could be saved."))
            return redirect(_address(self.batch))
        left_out = self.batch.rows.count() - len(chosen)
        return self.render_to_response(self.get_context_data(chosen=chosen, left_out=left_out))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        numbers = _numbers(request.POST.getlist("row"))
        with refusals_told(request):
            saved = batches.save(self.batch, numbers=numbers, under=self.under, by=self.staff, now=timezone.now())
            words = ngettext("%d draft was saved.", "%d drafts were saved.", saved) % saved
            if saved < len(numbers):
                words = f"{words} {_('What has come into the list meanwhile was not saved again.')}"
            messages.success(request, words)
        return redirect(_address(self.batch))

    def _chosen(self, listed: list[str]) -> list[entries.Entry]:
        numbers = _numbers(listed)
        return entries.of([each for each in self.checked() if each.row.number in numbers and each.can_be_saved])


class Undo(Below, TemplateView):
    """Say which drafts would go; then delete them."""

    template_name = "publications/admin/import_undo.html"
    page_title = gettext_lazy("Undo the import")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.batch.state != State.SAVED:
            return redirect(_address(self.batch))
        pages = batches.untouched(self.batch)
        stay = self.batch.rows.filter(page__isnull=False).count() - len(pages)
        return self.render_to_response(self.get_context_data(pages=pages, stay=stay))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            gone = batches.undo(self.batch, by=self.staff, now=timezone.now())
            messages.success(request, ngettext("%d draft was deleted.", "%d drafts were deleted.", gone) % gone)
        return redirect(_address(self.batch))


class Discard(BatchScreen, View):
    """Throw away what was read and not saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            batches.discard(self.batch, by=self.staff)
            messages.success(request, _("Nothing of it was saved."))
        return redirect("publication_import:index")


class PublicationList(ImportScreen, View):
    """Lead to the list of publications among the pages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("wagtailadmin_explore", self.under.pk)


def _address(batch: PublicationImport) -> str:
    return reverse("publication_import:batch", args=[batch.pk])


def _numbers(listed: list[str]) -> set[int]:
    return {int(number) for number in listed if number.isdecimal() and len(number) < 6}
