"""Development: the demo's safe mail and data, with Django's debug pages."""

from coordination_site.settings.demo import *  # noqa: F403
from coordination_site.settings.demo import CACHES

DEBUG = True
# A template shows what was changed in it at once.
CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
