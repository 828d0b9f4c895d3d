"""The steps before the check: the file, its columns, and how its rows are to be taken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from stakeholders.admin.imports.base import BatchScreen, ImportScreen, State, refusals_told
from stakeholders.admin.imports.forms import ColumnsForm, OptionsForm, UploadForm, initial
from stakeholders.importing import batches, presets
from stakeholders.importing.batches import OPEN, ImportRefusedError
from stakeholders.importing.options import Options


class Upload(ImportScreen, FormView):
    """Take a file."""

    form_class = UploadForm
    template_name = "stakeholders/admin/imports/upload.html"
    page_title = gettext_lazy("Bring in a list")

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        batch = batches.upload(data=file.read(), filename=file.name, by=self.request.user.pk, now=timezone.now())
        step = "import:batch" if batch.state == State.REFUSED else "import:columns"
        return redirect(step, batch.pk)


class OpenScreen(BatchScreen, FormView):
    """A form about a file that was not imported yet. For any other there is only its own page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.has_permission() and self.batch.state not in OPEN:
            return redirect(self.batch_url)
        return super().dispatch(request, *args, **kwargs)


class Columns(OpenScreen):
    """Say what each column is: guessed, or as it was the last time."""

    form_class = ColumnsForm
    template_name = "stakeholders/admin/imports/columns.html"
    page_title = gettext_lazy("What is in which column?")
    step = "columns"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "columns": self.batch.columns}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = Options.from_json(self.batch.options)
        preset = presets.recognise([column["heading"] for column in self.batch.columns])
        return super().get_context_data(
            preset=preset, options=options, same_file=batches.same_file(self.batch), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "sheet" in request.POST:
            with refusals_told(request):
                batches.choose_sheet(self.batch, sheet=request.POST["sheet"])
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        try:
            batches.choose_columns(
                self.batch, fields=form.chosen(), keep_as=form.cleaned_data["keep_as"], by=self.request.user.pk
            )
        except ImportRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect("import:options", self.batch.pk)


class HowToTake(OpenScreen):
    """Say how the rows are to be taken, then have them checked."""

    form_class = OptionsForm
    template_name = "stakeholders/admin/imports/options.html"
    page_title = gettext_lazy("How is it to be taken?")
    step = "options"

    def get_initial(self) -> dict[str, Any]:
        return initial(Options.from_json(self.batch.options))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("import:columns", args=[self.batch.pk]), **kwargs)

    def form_valid(self, form: OptionsForm) -> HttpResponse:
        with refusals_told(self.request):
            options = form.options(Options.from_json(self.batch.options))
            batches.choose_options(self.batch, options=options)
            batches.start_check(self.batch, now=timezone.now())
        return redirect(self.batch_url)
