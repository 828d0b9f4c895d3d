"""Publications that came as BibTeX, RIS or CSL-JSON: what stood in the file, what became of it, and who brought it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicationImport(models.Model):
    """One file, or one pasted text. It is kept as the record of where its publications come from."""

    class State(models.TextChoices):
        READ = "read", _("Read, nothing saved yet")
        SAVED = "saved", _("Saved as drafts")
        UNDONE = "undone", _("Undone")

    class Format(models.TextChoices):
        BIBTEX = "bibtex", "BibTeX"
        RIS = "ris", "RIS"
        CSL = "csl", "CSL-JSON"

    state = models.CharField(_("state"), max_length=6, choices=State, default=State.READ)
    source_format = models.CharField(_("format"), max_length=6, choices=Format)
    filename = models.CharField(_("file"), max_length=255, blank=True)  # empty: the text was pasted
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("brought in"))
    saved_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of publications")
        verbose_name_plural = _("imports of publications")
        ordering = ["-pk"]
        default_permissions = ("add",)

    def __str__(self) -> str:
        return self.filename or str(_("Pasted text"))


class PublicationImportRow(models.Model):
    """One entry of it: an item of CSL-JSON, or the reason why it could not be read."""

    batch = models.ForeignKey(PublicationImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # from 1, in the order of the file
    line = models.PositiveIntegerField()
    item = models.JSONField(default=dict)  # CSL-JSON; empty where it could not be read
    notes = models.JSONField(default=list)  # in words: what was changed or left out of it
    reason = models.CharField(max_length=300, blank=True)  # in words: why it could not be read
    text = models.CharField(max_length=300, blank=True)  # the line that could not be read
    page = models.ForeignKey(
        "publications.PublicationPage", null=True, on_delete=models.SET_NULL, related_name="import_rows"
    )
    revision = models.PositiveBigIntegerField(null=True)  # of the draft as it was saved: a later one is somebody's work

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_publication_row_per_number")]

    def __str__(self) -> str:
        return f"{self.batch} {self.line}"
