"""Production: nothing is relaxed, and what must be set has no default: a missing variable stops the start by name."""

from coordination_site.settings.required import require

# Before anything reads them with a default.
require(("SITE_URL", "SECRET_KEY", "ADDRESS_HASH_KEY", "DATABASE_URL", "CELERY_BROKER_URL"))

from coordination_site.settings.base import *  # noqa: E402, F403
