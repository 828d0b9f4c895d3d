"""What preflight says: one finding, and how grave it is."""

import dataclasses

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsletters.body_walk import Place


class Severity(models.TextChoices):
    BLOCKS = "blocks", _("Must be mended before the issue can be approved")
    WARNS = "warns", _("Worth a look")


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an issue, where it stands, and what to do.

    `code` is stable, for tests and reports. `block_id` and `block_label` are empty where no single block is at fault.
    """

    severity: Severity
    code: str
    message: str | Promise
    block_id: str = ""
    block_label: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the issue can't be approved as long as this stands."""
        return self.severity == Severity.BLOCKS


def blocking(code: str, message: str | Promise, place: Place | None = None) -> Finding:
    return _finding(Severity.BLOCKS, code, message, place)


def warning(code: str, message: str | Promise, place: Place | None = None) -> Finding:
    return _finding(Severity.WARNS, code, message, place)


def _finding(severity: Severity, code: str, message: str | Promise, place: Place | None) -> Finding:
    return Finding(severity, code, message, place.block_id if place else "", place.label if place else "")
