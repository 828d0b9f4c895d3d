"""The files that publications can be taken away in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from publications.citing import bibtex, csl, ris, table

if TYPE_CHECKING:
    from publications.models import PublicationPage


def _csl_json(publications: Sequence[PublicationPage]) -> str:
    return json.dumps(csl.items(publications), ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class Format:
    """A format: its code in addresses, its name, and how publications are written in it."""

    code: str
    name: str
    extension: str
    content_type: str
    write: Callable[[Sequence[PublicationPage]], str]

    def response(self, publications: Sequence[PublicationPage], *, name: str) -> HttpResponse:
        """Return `publications` as a file to be kept, called `name` and the format's ending."""
        disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{self.extension}")
        headers = {"Content-Disposition": disposition}
        return HttpResponse(
            self.write(publications), content_type=f"{self.content_type}; charset=utf-8", headers=headers
        )


FORMATS = {
    made.code: made
    for made in (
        Format("bibtex", "BibTeX", "bib", "application/x-bibtex", lambda found: bibtex.write(csl.items(found))),
        Format("ris", "RIS", "ris", "application/x-research-info-systems", lambda found: ris.write(csl.items(found))),
        Format("csl", "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", _csl_json),
        Format("csv", "CSV", "csv", "text/csv", table.write),
    )
}
