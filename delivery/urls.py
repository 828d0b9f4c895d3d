"""Addresses of the engine itself."""

from django.urls import path

from delivery import views

urlpatterns = [path("health/", views.health, name="health")]
