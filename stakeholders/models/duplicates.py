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

    subject = models.CharField(_("of"), max_length=12, choices=Subject)
    first = models.PositiveBigIntegerField()  # the smaller key
    second = models.PositiveBigIntegerField(db_index=True)
    kind = models.CharField(_("because of"), max_length=8, choices=Kind)
    score = models.PositiveSmallIntegerField()  # per cent
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)  # “these are two”, said of `kind`
    found_at = models.DateTimeField()  # by the last search that found it

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


class DuplicateSearch(models.Model):
    """One search for resemblances: asked for by a person or by the clock, run by a worker, counted."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    whole = models.BooleanField()  # everything, or only what changed since the last search
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # the worker's last sign of life
    finished_at = models.DateTimeField(null=True)
    compared = models.PositiveIntegerField(default=0)  # contacts and organisations looked at
    found = models.PositiveIntegerField(default=0)
    crowded = models.PositiveIntegerField(default=0)  # groups so large that they say nothing, left out

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        ordering = ["-pk"]
        constraints = [
            # The next one may wait while one runs; of those that have not begun there is one.
            models.UniqueConstraint(models.Value(1), condition=models.Q(started_at=None), name="one_search_waits")
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class Merge(models.Model):
    """Two records made one, with all that is needed to part them again."""

    subject = models.CharField(_("of"), max_length=12, choices=Resemblance.Subject)
    kept = models.PositiveBigIntegerField(db_index=True)
    gone = models.PositiveBigIntegerField(db_index=True)
    before = models.JSONField(default=dict)  # see stakeholders.duplicates.journal
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True)
    leftovers = models.JSONField(default=list)  # [{"what", "why"}]: what the undoing left as it was

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
