"""Addresses of the engine itself."""

from django.urls import path

from delivery import views
from delivery.webhooks import views as webhooks

urlpatterns = [
    path("health/", views.health, name="health"),
    path("webhooks/<slug:provider>/", webhooks.events, name="webhook"),
]
