"""Addresses that programs ask for, the same in every language."""

from django.templatetags.static import static
from django.urls import path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from home import sitemaps
from home.pictures import views as pictures

urlpatterns = [
    # Asked for by what doesn't look into the page first: cheaper than the page that says there is none.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/favicon.svg")), name="home_favicon"),
    path("robots.txt", sitemaps.robots, name="home_robots"),
    path("sitemap.xml", sitemaps.index, name="home_sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="home_sitemap"),
    path("picture/<int:page>-<slug:digest>.png", pictures.picture, name="home_picture"),
]
