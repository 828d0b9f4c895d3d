"""Who is alive. A claim lives as long as its worker run's heartbeat, whatever SMTP does meanwhile."""

import uuid

from django.db import models

from delivery.models.mailings import Mailing


class WorkerRun(models.Model):
    """One run of the engine in one process: the claimant of messages.

    Gone when the run left nothing behind; whatever a run left behind is found by its row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="runs")
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Heartbeat(models.Model):
    """When a part of the system last said that it lives; read by /health/."""

    name = models.CharField(max_length=64, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
