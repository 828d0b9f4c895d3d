"""Files of publications that were withdrawn: their old addresses say so, and hand nothing out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.documents.models import AbstractDocument

from publications.models import PublicationPage


def refuse(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Return a page that says why `document` is gone (410), if all publications that it belongs to were withdrawn."""
    found = PublicationPage.objects.filter(files__document=document).distinct()
    if not found.exists() or found.filter(withdrawn_on=None).exists():
        return None
    told = {page.translation_key: page for page in found.live().public().select_related("locale")}
    return render(request, "publications/file_withdrawn.html", {"publications": told.values()}, status=410)
