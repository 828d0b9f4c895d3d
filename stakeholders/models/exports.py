"""Files that are made for staff to take away, kept until their time is over."""

from django.db import models

from stakeholders.models.privacy import ExportRecord


class ExportFile(models.Model):
    """One file: what it is made of, how far it is, and until when it lies there. Its record stays when it goes."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"  # what was asked for can’t be asked any more

    record = models.OneToOneField(ExportRecord, on_delete=models.CASCADE, related_name="file")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    question = models.JSONField()  # which records: see stakeholders.exporting.sources. May hold what was searched for
    language = models.CharField(max_length=10)  # of headings and of the words of controlled lists
    filename = models.CharField(max_length=120)
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(null=True)  # bytes
    runner = models.UUIDField(null=True)  # the task that works on it
    beat_at = models.DateTimeField(null=True)  # its last sign of life
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.filename


class ExportPiece(models.Model):
    """Some bytes of a file: in the database, since the worker that made it stands on another host."""

    file = models.ForeignKey(ExportFile, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_piece_per_number")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"
