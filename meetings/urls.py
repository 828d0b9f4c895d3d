"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = []
