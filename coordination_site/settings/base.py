"""Settings shared by every way of running. They are safe for production; dev, demo and test only relax them.

Everything that differs between installations is an environment variable; docs/operations.md lists them.
"""

import logging
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from coordination_site.settings.caches import caches
from coordination_site.settings.databases import database
from coordination_site.settings.schedule import beat_schedule, bulk_routes

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()

# The site ----------------------------------------------------------------------------------------------------------
DEBUG = False
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECRET_KEY = env.str("SECRET_KEY", "")
# Keys the suppression list and the unsubscribe links, which never expire: rotating SECRET_KEY must not break them.
ADDRESS_HASH_KEY = env.str("ADDRESS_HASH_KEY", "")

ROOT_URLCONF = "coordination_site.urls"
WSGI_APPLICATION = "coordination_site.wsgi.application"
AUTH_USER_MODEL = "coordination_site.User"
AUTHENTICATION_BACKENDS = ["coordination_site.signing_in.GuardedBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "coordination_site",
    "newsletters",
    "meetings",
    "publications",
    "stakeholders",
    "delivery",
    "home",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_localize",
    "wagtail_localize.locales",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "coordination_site.page_cache.middleware.PageCacheMiddleware",
    "home.asked_once.AskedOnceMiddleware",
    "coordination_site.middleware.ContentSecurityPolicyMiddleware",
    "coordination_site.middleware.keep_personal_links_unlisted",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.not_published.NotPublishedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Data --------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'site.sqlite3'}"))}
CACHES = caches(env.str("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0"))
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
PRIVATE_ROOT = VAR_DIR / "private"  # files that only a view hands out, after asking who may see them
SERVE_MEDIA = False
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Languages and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("ur", _("Urdu"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Karachi"  # how times are shown; they are stored in UTC
USE_TZ = True

# Wagtail -----------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Coordination platform"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES  # what staff may choose for themselves
# Browsers don't know Debian's name for the server's own zone, and stop at it.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
# An edition is a draft until a person publishes it: it begins as a copy of the original, in the original's language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "coordination_site.signing_in.PasswordResetForm"  # noqa: S105 - a form
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to a foreign host from a staff member's browser
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "home/password_required.html"  # noqa: S105 - a template
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = WAGTAIL_PASSWORD_REQUIRED_TEMPLATE
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
# No stemming: it knows one language, and beginnings of words are found anyway.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.search.backend", "SEARCH_CONFIG": "simple"}}

# Mail --------------------------------------------------------------------------------------------------------------
EMAIL_TRANSPORT = env.str("EMAIL_TRANSPORT", "smtp")
SMTP_URL = env.str("SMTP_URL", "smtp://localhost:25")
# Django's own mail: password resets and the editors' notices.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "coordination_site.staff_mail.SmtpUrlBackend")
ANYMAIL = env.json("ANYMAIL", {})
SMTP_CONNECTIONS = env.int("SMTP_CONNECTIONS", 4)  # per worker process that sends
SENDER_DOMAIN = env.str("SENDER_DOMAIN", SITE_HOST)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"newsletter@{SENDER_DOMAIN}")
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", DEFAULT_FROM_EMAIL)
# Only the DNS knows the rest: what our mail is signed with, and the public addresses that it leaves from.
DKIM_SELECTORS = env.str("DKIM_SELECTORS", "").replace(",", " ").split()
SENDER_IPS = env.str("SENDER_IPS", "").replace(",", " ").split()
# A maildir on every worker's host to which bounces+…@, unsubscribe@ and abuse@ are delivered; empty: none is read.
DELIVERY_RETURNS_MAILDIR = env.str("DELIVERY_RETURNS_MAILDIR", "")
# Only the demo lets code approve a mailing; everywhere else a person does (docs/roles.md).
APPROVE_BY_CODE = False

# Celery: tasks carry ids only, results are rows of ours --------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Seconds. Without them a broker that is reached and never answers keeps the page of whoever subscribes, and /health/,
# for ever. Workers wait for it a second at a time.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3, "socket_timeout": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TASK_QUEUES = {"fast": {"exchange": "fast"}, "bulk": {"exchange": "bulk"}}
CELERY_TASK_ROUTES = bulk_routes()
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = beat_schedule(reads_returns=bool(DELIVERY_RETURNS_MAILDIR))

# Safety ------------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
# Whether what stands before us writes X-Forwarded-Proto and X-Forwarded-For: from anybody else they are inventions.
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser's session, as the statement on privacy says
CSRF_FAILURE_VIEW = "home.errors.form_not_accepted"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows previews in a frame
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# No inline script and no foreign host on the public site. The admin's policy is in coordination_site/middleware.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "coordination_site.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", logging.INFO)},
    "loggers": {"django_tasks": {"level": "WARNING"}},  # two lines for every page saved
}
