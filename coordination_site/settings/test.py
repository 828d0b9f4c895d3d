"""Tests: fast hashes, no broker, no network, fixed keys."""

from coordination_site.settings.base import *  # noqa: F403
from coordination_site.settings.base import VAR_DIR, env
from coordination_site.settings.caches import caches
from coordination_site.settings.databases import database

SECRET_KEY = "only for tests"
ADDRESS_HASH_KEY = "only for tests too"
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": database(env.str("DATABASE_URL", "sqlite:///:memory:"))}
# Every request is answered anew: the tests of the page cache switch it on.
CACHES = caches("memory://") | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
MEDIA_ROOT = VAR_DIR / "test" / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
SENDER_DOMAIN = "unit.example.org"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = REPLY_TO_EMAIL = f"newsletter@{SENDER_DOMAIN}"
# What only the demo has; the tests of the demo switch it on.
CATCHER_DIR = VAR_DIR / "test" / "caught"
DEMO_PASSWORD = "only for tests"
