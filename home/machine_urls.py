"""Addresses that programs ask for, the same in every language."""

from django.urls import path

from home import sitemaps

urlpatterns = [
    path("robots.txt", sitemaps.robots, name="home_robots"),
    path("sitemap.xml", sitemaps.index, name="home_sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="home_sitemap"),
]
