"""Proof of who agreed to what. Records are only ever added; the current state is the latest record."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentWording(models.Model):
    """The exact words shown when consent was asked, stored once per version and language."""

    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_wording_per_version")]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class ConsentRecord(models.Model):
    """One act of one address on one purpose."""

    class Action(models.TextChoices):
        REQUESTED = "requested", _("Asked for, not confirmed")
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        OFFICIAL_CAPACITY = "official", _("Official capacity")

    class Source(models.TextChoices):
        FORM = "form", _("Subscribe form")
        CONFIRMATION = "confirmation", _("Confirmation link")
        ONE_CLICK = "one_click", _("Unsubscribe button of the mail program")
        PAGE = "page", _("Unsubscribe or preferences page")
        IMPORT = "import", _("Import")
        STAFF = "staff", _("Staff")

    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=64)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.CONSENT)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    at = models.DateTimeField(_("at"))
    language = models.CharField(max_length=10, blank=True)
    wording = models.ForeignKey(ConsentWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["-pk"]
        # The latest record of an address and purpose is the one with the highest key.
        indexes = [models.Index(fields=["address", "purpose", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Consent records are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Consent records are only ever added.")
