"""Which requests a kept page may answer, and which answers may be kept: when in doubt, none."""

import hashlib
import re
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path

# Views that show everybody the same. What is not named here is never kept: mailed links, forms, files, the admin.
PUBLIC_VIEWS = frozenset(
    {
        *("wagtail_serve", "home_search", "home_robots", "home_sitemaps", "home_sitemap"),
        *("meetings:decisions", "meetings:decision", "meetings:minutes"),
    }
)
# Fields of a request that such an answer may name in Vary: cookies are asked for below, and the language of these
# views is in their path.
KNOWN_IN_VARY = frozenset({"cookie", "accept-language", "accept-encoding"})
# Whoever brings one of these may be shown something of their own: staff's bar, a page behind a password, thanks.
OWN_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
# What others append to an address to follow readers. No page of ours reads it, so we don't either.
TRACKERS = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|twclid|li_fat_id|igsh(id)?|mc_[ce]id", re.ASCII)
LONGEST_QUERY = 500  # characters; beyond, nobody reads it for trackers
NUMBER = re.compile(r"[1-9][0-9]?", re.ASCII)  # pages of a list: of what lies beyond nothing is kept
MOST = 300_000  # bytes of an answer
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


def is_anonymous(request: HttpRequest) -> bool:
    """Whether `request` only reads, and brings nothing by which it could be answered differently from others."""
    return (
        request.method in ("GET", "HEAD")
        and not any(name in request.COOKIES for name in OWN_COOKIES)
        and "HTTP_AUTHORIZATION" not in request.META
    )


def may_fill(request: HttpRequest) -> bool:
    """Whether what the anonymous `request` is answered may be kept: else it must not claim a place that others fill."""
    return settings.CSRF_COOKIE_NAME not in request.COOKIES


def is_of_public_view(request: HttpRequest) -> bool:
    """Whether a view answers `request` whose pages may be kept. Others answer “not modified” by themselves."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return resolve(request.path_info).view_name in PUBLIC_VIEWS
        except Resolver404:
            return False


def drop_trackers(request: HttpRequest) -> None:
    """Take trackers out of the query, before anybody reads it: a page repeats its query in links."""
    query = request.META.get("QUERY_STRING", "")
    if not query or len(query) > LONGEST_QUERY:
        return
    parts = query.split("&")
    request.META["QUERY_STRING"] = "&".join(part for part in parts if not TRACKERS.fullmatch(part.partition("=")[0]))


def name_of(request: HttpRequest) -> str:
    """Return under which name the answer to an anonymous `request` is kept; empty where none is.

    Of queries only the number of a list's page is known: others have no end, and would push out what everybody reads.
    """
    query = request.META.get("QUERY_STRING", "")
    if query and not _is_page_number(query):
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name = f"{request.scheme}://{host}{request.path}?{query}"
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _is_page_number(query: str) -> bool:
    fields = parse_qsl(query, keep_blank_values=True) if len(query) < len("page=100") else []
    return len(fields) == 1 and fields[0][0] == "page" and bool(NUMBER.fullmatch(fields[0][1]))


def is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether `response` to an anonymous `request` would be the same for all others.

    A page with a CSRF token sets the cookie of that name, but not for those who have it already: what they get is
    never taken for public. A cookie of any name, a word of caution in Cache-Control or an unknown Vary decides as well.
    """
    view = request.resolver_match.view_name if request.resolver_match else ""
    caution = _words(response.get("Cache-Control", "")) & {"private", "no-store", "max-age=0"}
    return (
        view in PUBLIC_VIEWS
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and may_fill(request)
        and not caution
        and _words(response.get("Vary", "")) <= KNOWN_IN_VARY
        and "Content-Encoding" not in response
    )


def _words(header: str) -> set[str]:
    return {word.strip().lower() for word in header.split(",") if word.strip()}
