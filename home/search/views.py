"""The page of the search."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from home.search import finding


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer ``?q=``, narrowed by ``kind``, page by page. Kept out of search engines: they have questions enough."""
    found = finding.find(request.GET.get("q", ""), kind=request.GET.get("kind", ""), number=request.GET.get("page"))
    editions = [
        {"count": other.count, "url": translate_url(request.path, other.language)} | get_language_info(other.language)
        for other in found.elsewhere
        if other.language in dict(settings.LANGUAGES)
    ]
    kind = next((choice.kind for choice in found.choices if choice.chosen and choice.kind), None)
    response = render(request, "home/search.html", {"found": found, "elsewhere": editions, "kind": kind})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
