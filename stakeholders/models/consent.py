"""Proof of who agreed to what. Records are only ever added; the current state is the latest record."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a consent record."""

    def __init__(self) -> None:
        super().__init__("Consent records are only ever added.")


class ConsentRecordQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    def erase(self) -> int:
        """Delete the records for good, with the states derived from them; return how many records there were.

        For `stakeholders.privacy` alone: an erasure, or what was never confirmed.
        """
        _all, by_model = super().delete()
        return by_model.get(ConsentRecord._meta.label, 0)


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
        MAIL = "mail", _("Mail to the unsubscribe address")
        PROVIDER = "provider", _("Mail provider")
        REPERMISSION = "repermission", _("Mail that asked the existing list")
        DETAILS = "details", _("The person’s own page")
        IMPORT = "import", _("Import")
        MERGE = "merge", _("Two contacts found to be one")
        STAFF = "staff", _("Staff")

    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=64)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.CONSENT)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    at = models.DateTimeField(_("at"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    wording = models.ForeignKey(
        ConsentWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("wording")
    )
    note = models.CharField(_("note"), max_length=255, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
        help_text=_("Empty where the reader acted."),
    )

    objects = ConsentRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["-pk"]
        # The latest record of an address and purpose is the one with the highest key.
        indexes = [models.Index(fields=["address", "purpose", "-id"], name="consent_latest")]
        constraints = [
            # What the unit itself writes down as given must say where the proof is.
            models.CheckConstraint(
                condition=~Q(action="given", source__in=["import", "staff"], note=""), name="given_names_its_evidence"
            ),
            models.CheckConstraint(condition=~Q(basis="") & ~Q(source=""), name="consent_has_basis_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError


class ConsentState(models.Model):
    """The latest record of an address and purpose: derived, so that 200,000 can be counted while one waits.

    Written by `stakeholders.consent` with every record, and by nothing else; `consent.rebuild` makes it anew.
    """

    address = models.ForeignKey("delivery.Address", on_delete=models.CASCADE, related_name="+", db_index=False)
    purpose = models.CharField(max_length=64)
    action = models.CharField(max_length=10, choices=ConsentRecord.Action)
    record = models.OneToOneField(ConsentRecord, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "purpose"], name="one_state_per_purpose")]
        indexes = [models.Index(fields=["purpose", "action", "address"], name="state_of_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.get_action_display()}"


class Pause(models.Model):
    """A reader wants no bulk mail until a day, and then everything as before. Consent stays as it is."""

    address = models.OneToOneField("delivery.Address", on_delete=models.CASCADE, related_name="+")
    until = models.DateField(_("until"))  # mail goes again on this day
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.until}"
