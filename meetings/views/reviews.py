"""Hands out years in review as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from meetings import review_pdf
from meetings.groups import tabs
from meetings.models import GroupPage


@require_safe
def pdf(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The PDF of one year of a group of which everybody may know, if the unit has published it."""
    page = GroupPage.objects.live().public().filter(group__slug=slug).select_related("group").first()
    shown = tabs.review(page.group, year) if page else None
    if shown is None:
        raise Http404
    response = HttpResponse(review_pdf.pdf(shown["review"], shown["looked_back"]), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-{year}.pdf"'
    return response
