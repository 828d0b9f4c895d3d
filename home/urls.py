"""Public addresses of the ground floor that are no pages, in each language."""

from django.urls import path

from home.search import views as search

urlpatterns = [path("search/", search.search, name="home_search")]
