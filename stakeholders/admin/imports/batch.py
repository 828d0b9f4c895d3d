"""One file: where it stands, what the check found, and the buttons for what comes next."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView, View

from stakeholders.admin.imports.base import BatchScreen, ImportScreen, State, refusals_told
from stakeholders.importing import batches, handing_back
from stakeholders.importing.batches import ImportRefusedError
from stakeholders.importing.claims import WORKING
from stakeholders.importing.counting import NOT_REVIVED
from stakeholders.importing.options import Options
from stakeholders.models import ImportBatch, ImportRow, Topic
from stakeholders.permissions import IMPORT_CONTACTS
from stakeholders.spreadsheets import XLSX, in_pieces

Outcome = ImportRow.Outcome
CSV = "text/csv; charset=utf-8"


def figures(batch: ImportBatch) -> dict[str, Any]:
    """Return what the page shows of where a file stands."""
    counts = batch.counts
    total = batch.rows_total or 0
    return {
        "batch": batch,
        "batch_url": reverse("import:batch", args=[batch.pk]),
        "working": batch.state in WORKING,
        "percent": round(100 * batch.rows_done / total) if total else 0,
        "outcomes": [(outcome, outcome.label, counts.get(outcome, 0)) for outcome in Outcome],
        "not_revived": counts.get(NOT_REVIVED, 0),
        "writing": counts.get(Outcome.CREATE, 0) + counts.get(Outcome.UPDATE, 0),
    }


class BatchPage(BatchScreen, TemplateView):
    """Progress while a worker is at it, then the report. It can be left and returned to."""

    template_name = "stakeholders/admin/imports/batch.html"

    def get_page_title(self) -> str:
        return self.batch.filename

    def trail(self) -> list[tuple[str, str]]:
        return ImportScreen.trail(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = Options.from_json(self.batch.options)
        topics = Topic.objects.filter(code__in=options.consent.topics) if options.consent else []
        return {
            **super().get_context_data(**kwargs),
            **figures(self.batch),
            "options": options,
            "topics": topics,
            "same_file": batches.same_file(self.batch),
        }


@require_GET
@permission_required(IMPORT_CONTACTS, raise_exception=True)
def progress(request: HttpRequest, batch_id: int) -> JsonResponse:
    """Answer the page's polling with the same fragments that it was made of."""
    batch = get_object_or_404(ImportBatch.objects.defer("file"), pk=batch_id)
    context = figures(batch)
    return JsonResponse(
        {
            "state": batch.state,
            "state_words": batch.get_state_display(),
            "ended": batch.state not in WORKING,
            "figures": render_to_string("stakeholders/admin/imports/_figures.html", context, request=request),
            "actions": render_to_string("stakeholders/admin/imports/_actions.html", context, request=request),
        }
    )


class HandBack(BatchScreen, View):
    """The same file with what was found, to mend it where it came from."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.batch.counts or self.kwargs["format"] not in ("csv", "xlsx"):
            raise Http404
        only = "problems" in request.GET
        name = handing_back.filename(self.batch, self.kwargs["format"])
        if self.kwargs["format"] == "xlsx":
            file = handing_back.as_xlsx(self.batch, only_problems=only)
            return FileResponse(file, as_attachment=True, content_type=XLSX, filename=name)
        lines = handing_back.as_csv(self.batch, only_problems=only)
        response = StreamingHttpResponse(in_pieces(lines, language=get_language()), content_type=CSV)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class Confirmation(BatchScreen, TemplateView):
    """A page that says what will happen, and to how many. GET shows, POST acts."""

    template_name = "stakeholders/admin/imports/confirm.html"
    statement_template = ""
    button_label: Any = ""
    button_class = ""
    state: State

    @property
    def seen(self) -> str:
        """Return what the form brings back: when the batch last moved. Another check makes another report."""
        return self.batch.beat_at.isoformat() if self.batch.beat_at else ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it while there is something to confirm."""
        return super().get(request, *args, **kwargs) if self.batch.state == self.state else redirect(self.batch_url)

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            if request.POST.get("seen") != self.seen:
                raise ImportRefusedError(batches.NOT_AS_SEEN)
            self.act()
        return redirect(self.batch_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **figures(self.batch),
            "options": Options.from_json(self.batch.options),
            "statement_template": self.statement_template,
            "button_label": self.button_label,
            "button_class": self.button_class,
            "seen": self.seen,
        }


class Commit(Confirmation):
    step = "import"
    page_title = gettext_lazy("Import")
    button_label = gettext_lazy("Import them")
    statement_template = "stakeholders/admin/imports/_commit.html"
    state = State.CHECKED

    def act(self) -> None:
        batches.start_commit(self.batch, now=timezone.now())


class Undo(Confirmation):
    step = "import"
    page_title = gettext_lazy("Take the import back")
    button_label = gettext_lazy("Take it back")
    button_class = "serious"
    statement_template = "stakeholders/admin/imports/_undo.html"
    state = State.COMMITTED

    def act(self) -> None:
        batches.start_undo(self.batch, now=timezone.now())


class Check(BatchScreen, View):
    """Have the file checked once more: what is known may have changed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            batches.start_check(self.batch, now=timezone.now())
        return redirect(self.batch_url)


class Cancel(BatchScreen, View):
    """Stop a check."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            batches.cancel_check(self.batch, now=timezone.now())
            done = self.batch.rows_total or 0
            text = ngettext("The check of %d row was stopped.", "The check of %d rows was stopped.", done) % done
            messages.success(request, f"{text} {_('Nothing was imported.')}")
        return redirect(self.batch_url)
