"""Pages for what went wrong. They say what to do next and nothing about what lies behind.

Not found and not allowed look like the rest of the site. What may have broken the site itself, 400 and 500, asks no
database, no catalogue and no stylesheet: one file in both languages.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.search.text import LONGEST_QUESTION

_LANGUAGE = re.compile(r"^/[a-z]{2}(-[a-z]{2,4})?/", re.IGNORECASE)  # ours, or one that we don't have
_SIGNS = re.compile(r"[\W_]+")
_EMPTY = ("index", "html", "htm", "php", "aspx", "wp", "pdf")  # parts of addresses that say nothing


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in the language of the address, with a search for the words of the address."""
    return render(request, "404.html", {"text": words_of(request.path)}, status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403. Why is never said: it could tell what is there."""
    return render(request, "403.html", status=403)


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form came without the proof that it was filled in here (Django's CSRF check)."""
    return render(request, "403_csrf.html", status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _standalone("400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return _standalone("500.html", status=500)


def words_of(path: str) -> str:
    """Return what somebody who came to `path` was probably looking for: its words, without language and endings."""
    words = _SIGNS.sub(" ", _LANGUAGE.sub("/", path)).split()
    return " ".join(word for word in words if word.lower() not in _EMPTY)[:LONGEST_QUESTION]


def _standalone(name: str, *, status: int) -> HttpResponse:
    html, policy = _file(name)
    return HttpResponse(html, status=status, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


@cache
def _file(name: str) -> tuple[str, str]:
    """Return a page that stands alone, and the policy that lets its own style through and nothing else."""
    html = (Path(settings.BASE_DIR) / "templates" / name).read_text()
    style = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return html, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'self'"
