"""Every address of the site. Staff work under /admin/, the public reads everything else in English or under /ur/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler400 = "home.errors.not_understood"
handler403 = "home.errors.not_allowed"
handler404 = "home.errors.not_found"
handler500 = "home.errors.broken"

urlpatterns = [
    path("", include("delivery.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.machine_urls")),
    *i18n_patterns(
        path("", include("stakeholders.urls")),
        path("", include("meetings.urls")),
        path("", include("home.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]

if settings.SERVE_MEDIA:  # elsewhere the web server in front does it: deploy/
    urlpatterns.insert(0, re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
