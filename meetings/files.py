"""Files that belong to meetings and groups. They lie outside the media folder: a view decides who gets them."""

import secrets
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

# What is taken, and as what it is handed out: by its ending, never as the sender of the file called it.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
EXTENSIONS = tuple(CONTENT_TYPES)
MAX_BYTES = 25 * 1024 * 1024
# What the first bytes of each kind of file must be: a name is only what somebody calls it.
_OPENINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_ZIP = b"PK\x03\x04"


def private_storage() -> Any:
    """Return where files lie that no web server hands out by itself."""
    return storages["private"]


def stored_name(instance: object, filename: str) -> str:
    """Return a name that tells nothing and can't be guessed; the ending stays."""
    return f"meetings/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()[:6]}"


def ending_of(name: str | None) -> str:
    """Return what stands behind the last dot of a file's name, in lower case."""
    return PurePath(name or "").suffix.lower().lstrip(".")


def validate_file(upload: File) -> None:
    """Validator: the file is small enough and begins like what its name says it is; once stored it is not asked again.

    Raises:
        ValidationError: it is too large, or something else than its name says.
    """
    if getattr(upload, "_committed", False):
        return
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file has more than 25 MB."))
    ending = ending_of(upload.name)
    upload.seek(0)
    start = upload.read(8)
    upload.seek(0)
    if not start.startswith(_OPENINGS.get(ending, _ZIP)):
        raise ValidationError(_("The file is not what its name says: .%(ending)s."), params={"ending": ending})


class UploadedFile(models.Model):
    """A record that may have a file."""

    file = models.FileField(
        _("file"),
        blank=True,
        upload_to=stored_name,
        storage=private_storage,
        max_length=120,
        validators=[FileExtensionValidator(EXTENSIONS), validate_file],
    )
    file_name = models.CharField(max_length=150, blank=True, editable=False)  # what it was called when it came

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.file:
            self.file_name = ""
        elif not getattr(self.file, "_committed", True):
            self.file_name = PurePath(self.file.name or "").name[-150:]
        before = type(self)._default_manager.filter(pk=self.pk).values_list("file", flat=True).first()
        super().save(*args, **kwargs)
        if before and before != self.file.name:
            forget_file(before)


def forget_file(name: str) -> None:
    """Remove a file once the change that made it needless is committed; one that is gone already is no trouble."""
    transaction.on_commit(lambda: private_storage().delete(name))
