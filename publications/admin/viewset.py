"""The addresses of imports."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from publications.admin import imports


class PublicationImportViewSet(ViewSet):
    """Every address of imports, and the way to the list of publications."""

    name = "publication_import"
    url_prefix = "publications"
    icon = "upload"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", imports.PublicationList.as_view(), name="list"),
            path("imports/", imports.ImportIndex.as_view(), name="index"),
            path("imports/results/", imports.ImportIndex.as_view(results_only=True), name="index_results"),
            path("imports/new/", imports.Bring.as_view(), name="add"),
            path("imports/<int:pk>/", imports.BatchPage.as_view(), name="batch"),
            path("imports/<int:pk>/save/", imports.Save.as_view(), name="save"),
            path("imports/<int:pk>/undo/", imports.Undo.as_view(), name="undo"),
            path("imports/<int:pk>/discard/", imports.Discard.as_view(), name="discard"),
        ]
