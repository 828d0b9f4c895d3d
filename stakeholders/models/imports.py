"""Lists that come as files: the file, what each of its rows would do, what it did, and how to take it back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportMapping(models.Model):
    """Which column is what, kept for the next file with the same headings."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    headings = models.CharField(max_length=64, db_index=True)  # digest of the folded headings it was made for
    columns = models.JSONField(default=dict)  # heading -> field code
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file on its way in."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        COMMITTING = "committing", _("Being imported")
        COMMITTED = "committed", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Can’t be read")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    filename = models.CharField(_("file"), max_length=255)
    file = models.BinaryField(null=True)  # in the database: workers stand on other hosts. Empty once its time is over
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    encoding = models.CharField(max_length=32, blank=True)
    columns = models.JSONField(default=list)  # of the file, in order: [{"heading", "sample", "field"}]
    options = models.JSONField(default=dict)  # see stakeholders.importing
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)  # of the step that runs
    counts = models.JSONField(default=dict)  # outcome -> rows, of the last check
    problem = models.CharField(max_length=500, blank=True)  # why the whole file is refused
    runner = models.UUIDField(null=True)  # the task that works on it
    beat_at = models.DateTimeField(null=True)  # its last sign of life
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One row of a file: what it would do, and after the commit what it did."""

    class Outcome(models.TextChoices):
        CREATE = "create", _("New contact")
        UPDATE = "update", _("Change")
        UNCHANGED = "unchanged", _("Nothing new")
        SKIP = "skip", _("Left out")
        AMBIGUOUS = "ambiguous", _("Ambiguous")
        ERROR = "error", _("Error")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row"))  # as a spreadsheet program counts: the headings are row 1
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    cells = models.JSONField(default=list)  # as they stand in the file, for the file that is handed back
    problems = models.JSONField(default=list)  # [{"column", "code", "text", "warning"}]
    plan = models.JSONField(default=dict)  # what it would write
    contact = models.ForeignKey(
        "stakeholders.Contact", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # matched, or made
    matches = models.JSONField(default=list)  # keys of the contacts it may be, where that is ambiguous
    undo = models.JSONField(null=True)  # what it wrote, and what stood there before
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"
