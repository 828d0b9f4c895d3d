"""What people ask about their own data, what was erased, who took data away, and what was thrown out in time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.enums import SuppressionReason


class ErasureRequest(models.Model):
    """Somebody who reads mail at an address wants to be forgotten. Staff carry it out; mail stopped at once."""

    address = models.ForeignKey("delivery.Address", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    refused_note = models.CharField(_("why not"), max_length=255, blank=True)
    erasure = models.ForeignKey("Erasure", null=True, on_delete=models.PROTECT, related_name="requests")

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class Erasure(models.Model):
    """The certificate of an erasure: a number, when, and how much; of the person nothing but keyed hashes."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Keyed hashes, by which an erasure is carried out again on a restored backup: of address keys, and of contacts.
    address_hashes = models.JSONField(default=list)
    contact_hashes = models.JSONField(default=list)
    suppressed_as = models.CharField(max_length=16, choices=SuppressionReason, default=SuppressionReason.ERASED)
    removed = models.JSONField(default=dict)  # kind of record -> how many
    kept = models.JSONField(default=dict)  # what stays without the person, and how many

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number


class ExportRecord(models.Model):
    """Who took which data away, and when. Holds no data itself."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=100)
    format = models.CharField(_("format"), max_length=8)
    columns = models.JSONField(_("columns"), default=list)
    narrowed = models.CharField(_("narrowed to"), max_length=500, blank=True)  # the filters, without what was searched
    rows = models.PositiveIntegerField(_("rows"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class RetentionRun(models.Model):
    """What one rule threw out on one day."""

    rule = models.CharField(_("rule"), max_length=40)
    at = models.DateTimeField(_("at"))
    removed = models.PositiveIntegerField(_("removed"))

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d}"
