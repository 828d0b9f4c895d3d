"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver

app_name = "meetings_admin"

urlpatterns: list[URLPattern | URLResolver] = []
