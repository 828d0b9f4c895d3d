"""The pages that the engine links to, so that its tests need no higher room."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _page(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(token)


_pages = [
    path("unsubscribe/<str:token>/", _page, name="unsubscribe"),
    path("preferences/<str:token>/", _page, name="preferences"),
]

urlpatterns = [
    path("", include("delivery.urls")),
    path("", include((_pages, "stakeholders"))),
]
