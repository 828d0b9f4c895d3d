"""The demo: the whole product on one machine. No mail can leave it: the catcher is SMTP fixed to loopback."""

import secrets

from dotenv import dotenv_values

from coordination_site.settings.base import *  # noqa: F403
from coordination_site.settings.base import ALLOWED_HOSTS, CELERY_BROKER_URL, SITE_URL, VAR_DIR, env
from coordination_site.settings.caches import caches
from coordination_site.settings.databases import database

DEMO_DIR = VAR_DIR / "demo"
DEMO_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret(name: str) -> str:
    """Return this installation's own random key, made at the first start and kept beside the demo's database."""
    path = DEMO_DIR / name
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


# What the running demo chose, so that a command in another terminal rings the same bell and finds the same catcher.
RUNNING = DEMO_DIR / "running.env"
running = {name: value for name, value in dotenv_values(RUNNING).items() if value}

SITE_URL = WAGTAILADMIN_BASE_URL = env.str("SITE_URL", running.get("SITE_URL", SITE_URL)).rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", running.get("CELERY_BROKER_URL", CELERY_BROKER_URL))
SECRET_KEY = _kept_secret("secret-key")
ADDRESS_HASH_KEY = _kept_secret("address-hash-key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database(env.str("DATABASE_URL", f"sqlite:///{DEMO_DIR / 'db.sqlite3'}"))}
CACHES = caches("memory://")  # one web process: nothing to share
MEDIA_ROOT = DEMO_DIR / "media"
SERVE_MEDIA = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DEMO_DIR / "celerybeat-schedule")

# SMTP_URL from the environment is ignored on purpose: only the port on this machine may be chosen.
EMAIL_TRANSPORT = "catcher"
CATCHER_PORT = env.int("CATCHER_PORT", int(running.get("CATCHER_PORT", 8025)))
SMTP_URL = f"smtp://127.0.0.1:{CATCHER_PORT}"
CATCHER_DIR = DEMO_DIR / "caught"
SENDER_DOMAIN = "unit.example.org"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = REPLY_TO_EMAIL = f"newsletter@{SENDER_DOMAIN}"
APPROVE_BY_CODE = True
DEMO_PASSWORD = "demo-of-2026"  # noqa: S105 - of accounts that exist in the demo only, printed at every start

# No collecting of static files: WhiteNoise finds them where they lie.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DEMO_DIR / "private"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
