"""What the pages of imports share: who may see them, the file they are about, and refusals told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stakeholders.importing.batches import OPEN, ImportRefusedError
from stakeholders.models import ImportBatch
from stakeholders.permissions import IMPORT_CONTACTS

State = ImportBatch.State
# The steps, as they are counted on each page, and the states in which one of them is where a file stands.
STEPS = (
    ("columns", gettext_lazy("Columns")),
    ("options", gettext_lazy("How to take it")),
    ("check", gettext_lazy("Check")),
    ("import", gettext_lazy("Import")),
)
_STEP_OF: dict[str, str] = {State.CHECKING: "check", State.CHECKED: "check"}


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal into a message on the next page: two tabs and double clicks end here."""
    try:
        yield
    except ImportRefusedError as refusal:
        messages.error(request, str(refusal))


class ImportScreen(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """A page under People → Imports."""

    permission_required = IMPORT_CONTACTS
    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "upload"

    def trail(self) -> list[tuple[str, str]]:
        """Return (label, URL) of the pages above this one."""
        return [(_("Imports"), reverse("import:index"))]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for label, url in self.trail()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


class BatchScreen(ImportScreen):
    """A page about one file. The file itself, which may be large, is not read."""

    step = ""

    @cached_property
    def batch(self) -> ImportBatch:
        return get_object_or_404(
            ImportBatch.objects.defer("file").select_related("created_by"), pk=self.kwargs["batch_id"]
        )

    @property
    def batch_url(self) -> str:
        return reverse("import:batch", args=[self.batch.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.batch.filename, self.batch_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = self.step or _STEP_OF.get(self.batch.state, "import")
        return super().get_context_data(
            batch=self.batch, batch_url=self.batch_url, open=self.batch.state in OPEN, steps=STEPS, step=step, **kwargs
        )
