"""Exports that may be opened in a spreadsheet program without harm, by those who may take people's data away."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views import generic

log = logging.getLogger(__name__)

# A cell that begins with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(value: Any) -> Any:
    """Return `value`, with an apostrophe before text that a spreadsheet program would run as a formula.

    Control characters go: XLSX can't hold them, and one that was pasted in would end the whole export.
    """
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class GuardedIndexView(generic.IndexView):
    """Wagtail's index view, whose exports need `export_permission`, are logged, and hold no formulas."""

    export_permission: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            if not request.user.has_perm(self.export_permission):
                raise PermissionDenied
            log.info("export", extra={"model": self.model._meta.label, "user_id": request.user.pk})
        return super().dispatch(request, *args, **kwargs)

    @property
    def show_export_buttons(self) -> bool:
        return bool(self.list_export) and self.request.user.has_perm(self.export_permission)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return neutralised(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"  # without the mark Excel reads UTF-8, and Urdu with it, as Latin-1
        yield from super().stream_csv(queryset)
