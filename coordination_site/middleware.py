"""One Content-Security-Policy for the public, one for Wagtail's admin; and no personal link in search engines."""

from collections.abc import Callable

from csp.constants import NONE, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

# What Wagtail's editor needs and no more: inline scripts and styles of its own pages, previews in frames, blob images.
ADMIN_POLICY = {
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "object-src": [NONE],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Send django-csp's header, with the admin's wider policy on the admin's own paths only."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(reverse("wagtailadmin_home")):
            parts.update = ADMIN_POLICY
        return parts


# What addresses of personal links are made of: who has one may act, whoever they are.
KEYS = {"key", "token"}


def keep_personal_links_unlisted(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep every address that holds somebody's token out of search engines, whichever view answers it.

    robots.txt does not forbid them: an address that may not be read is listed all the same where somebody links to it.
    """

    def answered(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if request.resolver_match and KEYS & set(request.resolver_match.kwargs):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return answered
