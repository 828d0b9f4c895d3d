"""Files that belong to meetings and groups. They lie outside the media folder: a view decides who gets them."""

import secrets
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

EXTENSIONS = ("pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods", "png", "jpg", "jpeg")
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


def validate_file(upload: File) -> None:
    """Validator: the file is small enough and begins like what its name says it is.

    Raises:
        ValidationError: it is too large, or something else than its name says.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file has more than 25 MB."))
    ending = PurePath(upload.name or "").suffix.lower().lstrip(".")
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
        if self.file and not getattr(self.file, "_committed", True):
            self.file_name = PurePath(self.file.name or "").name[-150:]
        super().save(*args, **kwargs)
