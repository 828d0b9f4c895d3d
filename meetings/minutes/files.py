"""Minutes as files to take away, made once for each text and kept for a while.

They are kept by what they hold, never by which version they are of: what is closed or erased later makes another text,
so that no file of before is handed out.
"""

import hashlib
import json
from collections.abc import Callable

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from meetings.enums import Visibility
from meetings.minutes.parts import Edition, to_json
from meetings.minutes.rendering.docx import docx
from meetings.minutes.rendering.pdf import pdf

_KEPT = 24 * 60 * 60  # seconds
_MAKERS: dict[str, tuple[Callable[[Edition], bytes], str]] = {
    "pdf": (pdf, "application/pdf"),
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def as_response(edition: Edition, ending: str) -> HttpResponse:
    """Return an edition as a file in the active language, `ending` pdf or docx; a browser shows the first itself.

    Raises:
        Http404: there is no such kind of file.
    """
    if ending not in _MAKERS:
        raise Http404
    response = HttpResponse(content(edition, ending), content_type=_MAKERS[ending][1])
    way = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{_name(edition)}.{ending}"'
    response["Cache-Control"] = "no-cache" if edition.reader == Visibility.PUBLIC else "private, no-store"
    if edition.reader != Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def content(edition: Edition, ending: str) -> bytes:
    """Return the file, from the cache where the same text was asked for before."""
    make = _MAKERS[ending][0]
    text = json.dumps(to_json(edition), sort_keys=True)
    key = f"minutes:{ending}:{get_language()}:{hashlib.sha256(text.encode()).hexdigest()}"
    kept: bytes | None = caches["files"].get(key)
    if kept is None:
        kept = make(edition)
        caches["files"].set(key, kept, _KEPT)
    return kept


def _name(edition: Edition) -> str:
    parts = [edition.slug[:80], "minutes", f"v{edition.version}" if edition.version else "draft", edition.reader.value]
    return "-".join(parts)
