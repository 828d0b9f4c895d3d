"""What the public pages share, and what holds for all that stand behind a personal link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from delivery import suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError

View = Callable[..., HttpResponse]


def personal_page(view: View) -> View:
    """Keep a page that stands behind a token out of caches, indexes and Referer headers; explain links that fail.

    Such pages use no cookie and check no CSRF token: the token in the address is the authority, which a forging page
    does not have; and `Referrer-Policy: no-referrer` makes browsers send ``Origin: null``, which Django's check
    refuses.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except LinkBrokenError:
            response = render(request, "stakeholders/link_problem.html", {"expired": False}, status=404)
        except LinkExpiredError:
            response = render(request, "stakeholders/link_problem.html", {"expired": True}, status=410)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(page)


def refuse_erased(address: Address) -> None:
    """Close every door of whom we promised to forget.

    Raises:
        LinkExpiredError: the address was erased, or emptied by retention, since the link was made.
    """
    if not address.email or suppression.check(address, "") == SuppressionReason.ERASED:
        raise LinkExpiredError


def too_many_forms(request: HttpRequest) -> HttpResponse:
    """Turn away a network that sends more forms than people do."""
    return render(request, "stakeholders/too_many_forms.html", status=429)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, or None where it is only shown; an empty form that was sent is sent."""
    return request.POST if request.method == "POST" else None


def masked(email: str) -> str:
    """Return an address that its owner recognises and a passer-by can't use: ``a•••@example.org``."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1] if len(local) > 1 else ''}•••@{domain}"
