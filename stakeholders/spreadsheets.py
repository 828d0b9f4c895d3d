"""Exports that may be opened in a spreadsheet program without harm, by those who may take people's data away."""

import logging
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views import generic

log = logging.getLogger(__name__)

# A cell that begins with one of these is run as a formula by spreadsheet programs (OWASP, “CSV Injection”); those of
# East Asia take the full-width ones, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet program may run `text`; some trim a cell before they look at it."""
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def neutralised(value: Any) -> Any:
    """Return `value`, with an apostrophe before text that a spreadsheet program would run as a formula.

    Control characters go: XLSX can't hold them, and one that was pasted in would end the whole export.
    """
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if is_formula(text) else text


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000  # rows read at a time
PIECE = 64 * 1024  # bytes sent at a time


def in_pieces(lines: Iterable[bytes], *, language: str | None) -> Iterator[bytes]:
    """Yield the lines in larger pieces, each made in `language`: they are made after the request's own has ended."""
    lines, piece = iter(lines), bytearray()
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            break
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


class GuardedIndexView(generic.IndexView):
    """Wagtail's index view, whose exports need `export_permission`, are logged, and hold no formulas.

    An export takes the same memory however many rows it has: they are read a chunk at a time, CSV is sent as it is
    made, and XLSX is put together on disk. So XLSX begins late, after half a minute for 200,000 rows; the browser waits
    on the page meanwhile, and the other threads of the web process answer.
    """

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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:  # without the page around the list, which would read all of it to count it
            return self.as_spreadsheet(self.exported(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def exported(self) -> Iterable[Any]:
        """Return what the export holds: what the list shows, all pages of it."""
        return self.get_queryset()

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        rows = queryset.iterator(chunk_size=CHUNK) if isinstance(queryset, QuerySet) else queryset
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_heading(self, queryset: Any, field: str) -> str:
        return super().get_heading(self, field)  # which asks for nothing but the model

    def write_csv_response(self, queryset: Iterable[Any]) -> StreamingHttpResponse:
        response = super().write_csv_response(queryset)
        response.streaming_content = in_pieces(response.streaming_content, language=translation.get_language())
        return response

    def write_xlsx_response(self, queryset: Iterable[Any]) -> FileResponse:
        output = TemporaryFile()  # noqa: SIM115  closed with the response
        self.write_xlsx(queryset, output)
        output.seek(0)
        return FileResponse(output, as_attachment=True, content_type=XLSX, filename=f"{self.get_filename()}.xlsx")

    def stream_csv(self, queryset: Iterable[Any]) -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"  # without the mark Excel reads UTF-8, and Urdu with it, as Latin-1
        yield from super().stream_csv(queryset)
