"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import files

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/files/<int:pk>/", files.document, name="file"),
    path("meetings/files/<int:pk>/<str:token>/", files.document, name="partners_file"),
]
