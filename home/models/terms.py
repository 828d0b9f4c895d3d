"""Preferred terms: how the unit writes a name, and what it avoids."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PreferredTerm(models.Model):
    """One thing under one name. Writers are pointed to the name wherever they used a variant."""

    preferred = models.CharField(_("preferred"), max_length=160, unique=True)
    preferred_ur = models.CharField(_("preferred in Urdu"), max_length=160, blank=True)
    abbreviation = models.CharField(
        _("abbreviation"), max_length=30, blank=True, help_text=_("Pages explain it where it first occurs.")
    )
    avoid = models.TextField(
        _("variants to avoid"), blank=True, max_length=1000, help_text=_("One a line, in either language.")
    )
    note = models.CharField(_("note"), max_length=250, blank=True, help_text=_("Why, for colleagues."))

    class Meta:
        verbose_name = _("preferred term")
        verbose_name_plural = _("preferred terms")
        ordering = ["preferred"]
        constraints = [
            models.UniqueConstraint(
                fields=["abbreviation"],
                condition=~models.Q(abbreviation=""),
                name="one_meaning_of_an_abbreviation",
                violation_error_message=_("Another term has this abbreviation."),
            )
        ]

    def __str__(self) -> str:
        return self.preferred

    @property
    def variants(self) -> list[str]:
        """What to avoid, in either script."""
        return [" ".join(line.split()) for line in self.avoid.splitlines() if line.strip()]

    def clean(self) -> None:
        """Refuse a term that forbids itself."""
        super().clean()
        own = {self.preferred, self.preferred_ur, self.abbreviation}
        forbidden = [variant for variant in self.variants if variant in own]
        if forbidden:
            raise ValidationError({"avoid": _("“%s” is what is preferred.") % forbidden[0]})
