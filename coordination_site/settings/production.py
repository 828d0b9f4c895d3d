"""Production: nothing is relaxed, and what must be set has no default: a missing variable stops the start by name."""

from coordination_site.settings.base import *  # noqa: F403
from coordination_site.settings.base import env

SITE_URL = env.str("SITE_URL").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY")
ADDRESS_HASH_KEY = env.str("ADDRESS_HASH_KEY")
DATABASE_URL = env.str("DATABASE_URL")
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
