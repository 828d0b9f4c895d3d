"""The Celery app. The broker is only a doorbell: the database is the queue of record."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination_site.settings.dev")

app = Celery("coordination_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
