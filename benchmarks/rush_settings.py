"""Our site as it is deployed, with the demo's content, and files in a folder of the run's own."""

import os
from pathlib import Path

from coordination_site.settings.production import *  # noqa: F403
from coordination_site.settings.production import CACHES, STORAGES

_FOLDER = Path(os.environ["BENCH_FOLDER"])
MEDIA_ROOT = _FOLDER / "media"
STATIC_ROOT = _FOLDER / "static"
# The demo's content is loaded and approved by code here.
APPROVE_BY_CODE = True
DEMO_PASSWORD = "made up for benchmarks"  # noqa: S105 - of accounts that nobody can sign in to
if "BENCH_KEEPS_NO_PAGES" in os.environ:
    CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
if "BENCH_QUICK" in os.environ:  # no time to collect and compress static files
    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
