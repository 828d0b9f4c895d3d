"""Files of publications that were withdrawn: their old addresses say so, and hand nothing out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.documents.models import AbstractDocument

from publications.models import PublicationPage


def refuse(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Return a page that says why `document` is gone (410), if all publications that it belongs to were withdrawn."""
    publications = PublicationPage.objects.filter(files__document=document).select_related("locale").distinct()
    found = list(publications)
    if not found or not all(publication.is_withdrawn for publication in found):
        return None
    told = {publication.translation_key: publication for publication in found if publication.live}
    return render(request, "publications/file_withdrawn.html", {"publications": told.values()}, status=410)
