"""The product's settings with short times, so that recovery takes seconds. No database is less durable for it."""

from coordination_site.settings.test import *  # noqa: F403
from coordination_site.settings.test import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.apps.ChaosConfig"]
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://")
CELERY_BEAT_SCHEDULE_FILENAME = env.str("CHAOS_BEAT_FILE", "")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "delivery.tasks.sweep", "schedule": 1.0, "options": {"expires": 2}},
    "heartbeat": {"task": "delivery.tasks.heartbeat", "schedule": 5.0, "options": {"expires": 5}},
}

DELIVERY_RUN_SECONDS = 2
DELIVERY_BEAT_SECONDS = 0.5
DELIVERY_LEASE_SECONDS = 3
DELIVERY_PREPARING_SECONDS = 3
if runs := env.int("CHAOS_PARALLEL_RUNS", 0):
    DELIVERY_PARALLEL_RUNS = DELIVERY_BULK_RUNS = runs
