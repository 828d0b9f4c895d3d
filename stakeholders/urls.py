"""Public pages of the subscription: subscribe, confirm, preferences, unsubscribe."""

from django.urls import URLPattern

app_name = "stakeholders"
urlpatterns: list[URLPattern] = []
