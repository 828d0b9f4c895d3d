"""A finished page, and the answers made of it: whole or “not modified”, compressed or not."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

# Browsers ask every time whether their copy still holds, so that nobody reads what was withdrawn.
REVALIDATE = "no-cache"
VARY = "Accept-Encoding, Cookie"
_SPEED = 6  # of gzip's 1 to 9: beyond, a page gets smaller by a hundredth
_SHORTEST = 200  # bytes: below, compression costs more than it saves
_GZIP_TAKEN = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))(?:;|,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What everybody gets who asks for one address. Its body is kept as it mostly travels: by gzip.

    Only what holds no secret of its reader may be compressed: beside a reader's own words the length of the answer
    would tell a secret letter by letter (BREACH, CVE-2013-3587). Public pages have none.
    """

    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    compressed: bool

    @classmethod
    def of(cls, response: HttpResponse) -> Self:
        """Return the page that `response` shows."""
        body = response.content
        # Weak (RFC 9110, 8.8.1): the same page has other octets when it is compressed.
        etag = "W/" + _opaque(response.get("ETag") or f'"{hashlib.sha256(body).hexdigest()[:24]}"')
        own = {"etag", "content-length", "vary", "cache-control"}
        headers = tuple((name, value) for name, value in response.items() if name.lower() not in own)
        if len(body) < _SHORTEST:
            return cls(etag, headers, body, compressed=False)
        return cls(etag, headers, gzip.compress(body, _SPEED, mtime=0), compressed=True)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to `request`: the page, or that the reader's copy still holds (RFC 9110, 13.1.2)."""
        asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if "*" in asked or _opaque(self.etag) in {_opaque(etag) for etag in asked}:
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = self._whole(request)
        response["ETag"] = self.etag
        response["Cache-Control"] = REVALIDATE
        response["Vary"] = VARY
        return response

    def _whole(self, request: HttpRequest) -> HttpResponse:
        taken = self.compressed and _GZIP_TAKEN.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.body if taken or not self.compressed else gzip.decompress(self.body)
        response = HttpResponse(body, headers=dict(self.headers))
        response["Content-Length"] = str(len(body))
        if taken:
            response["Content-Encoding"] = "gzip"
        return response


def _opaque(etag: str) -> str:
    """Return a tag without its mark of weakness: If-None-Match compares weakly."""
    return etag.removeprefix("W/")
