"""Records that may be one, and those that were found to be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Resemblance(models.Model):
    """Two contacts, or two organisations, that may be the same: waits for a person to decide."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Same address")
        PHONE = "phone", _("Same telephone number")
        NAME = "name", _("Similar name")

    class Subject(models.TextChoices):
        CONTACT = "contact", _("Contact")
        ORGANISATION = "organisation", _("Organisation")

    subject = models.CharField(max_length=12, choices=Subject)
    first = models.PositiveBigIntegerField()  # the smaller key
    second = models.PositiveBigIntegerField()
    kind = models.CharField(_("because of"), max_length=8, choices=Kind)
    score = models.PositiveSmallIntegerField()  # per cent
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)  # “these are two”: never proposed again
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "first", "second"], name="one_resemblance_per_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"


class Merge(models.Model):
    """Two records made one, with all that is needed to part them again."""

    subject = models.CharField(max_length=12, choices=Resemblance.Subject)
    kept = models.PositiveBigIntegerField(db_index=True)
    gone = models.PositiveBigIntegerField(db_index=True)
    before = models.JSONField(default=dict)  # see stakeholders.duplicates
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
