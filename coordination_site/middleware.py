"""One Content-Security-Policy for the public, one for Wagtail's admin."""

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
