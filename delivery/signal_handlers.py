"""What delivery hears from Celery."""

import sys
from typing import Any

from celery.signals import worker_init
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections


@worker_init.connect
def refuse_to_work_misconfigured(**kwargs: Any) -> None:
    """Stop a worker that starts with failing checks, those of the database included; Celery itself only logs them."""
    try:
        call_command("check", databases=["default"])
    except SystemCheckError as error:
        sys.exit(str(error))
    finally:
        connections.close_all()  # nothing open may be inherited by the pool's processes
