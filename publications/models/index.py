"""The list of publications."""

from typing import Any

from django.http import HttpRequest

from home.models import BasePage
from publications import listing


class PublicationIndexPage(BasePage):
    """All publications, by year, the newest first."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from publications.models.publications import PublicationPage

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        publications = PublicationPage.objects.child_of(self).live().public()
        return context | listing.context(publications, kind=request.GET.get("kind", ""))
