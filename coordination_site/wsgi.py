"""WSGI entry point; production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination_site.settings.production")

application = get_wsgi_application()

from coordination_site import page_cache  # noqa: E402  knows the settings from here on

page_cache.empty()  # a new release shows other pages
