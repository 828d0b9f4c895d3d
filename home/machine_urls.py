"""Addresses that programs ask for, the same in every language."""

from django.urls import path

from home import sitemaps
from home.pictures import views as pictures

urlpatterns = [
    path("robots.txt", sitemaps.robots, name="home_robots"),
    path("sitemap.xml", sitemaps.index, name="home_sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="home_sitemap"),
    path("picture/<int:page>-<slug:digest>.png", pictures.picture, name="home_picture"),
]
