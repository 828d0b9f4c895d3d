"""Addresses of the engine itself."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
