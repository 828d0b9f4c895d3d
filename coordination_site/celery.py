"""The Celery app. The broker is only a doorbell: the database is the queue of record."""

import gc
import os

from celery import Celery
from celery.signals import worker_process_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination_site.settings.dev")

app = Celery("coordination_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def leave_alone_what_is_loaded(**_: object) -> None:
    """Keep half a million objects of code and settings out of every garbage collection to come."""
    gc.collect()
    gc.freeze()


@worker_ready.connect
def say_so(**_: object) -> None:
    """Be known to /health/ from the first moment, not from beat's next tick on."""
    app.send_task("delivery.tasks.heartbeat")
