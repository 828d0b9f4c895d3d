"""Addresses, and the list of those that must get no mail."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delivery.enums import SuppressionReason


class Address(models.Model):
    """One mailbox. Consent, suppression and messages hang on it; several contacts may share it.

    Made only by `delivery.addresses.get_or_create`, which validates and folds.
    """

    email = models.CharField(_("address"), max_length=320, help_text=_("As its owner writes it."))  # empty: erased
    key = models.CharField(max_length=320, unique=True, editable=False)  # folded: what makes two spellings one mailbox
    hash = models.CharField(max_length=64, db_index=True, editable=False)  # keyed hash of the key: joins suppression
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return self.email or gettext("(erased)")


class Suppression(models.Model):
    """A mailbox that gets no mail of one purpose, or (purpose empty) of any. Outlives the address: a hash is kept."""

    address_hash = models.CharField(max_length=64, editable=False)
    purpose = models.CharField(max_length=64, blank=True, help_text=_("Empty: everything."))
    reason = models.CharField(max_length=16, choices=SuppressionReason)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [models.UniqueConstraint(fields=["address_hash", "purpose"], name="one_suppression_per_purpose")]
        permissions = [("export_suppression", _("Can export the list of suppressions"))]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.address_hash[:8]}"
