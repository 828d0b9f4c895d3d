"""Key figures, and the history that no change can overwrite."""

import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from home.bilingual import worded

STALE_AFTER = 365  # days


class Qualifier(models.TextChoices):
    EXACT = "", _("exactly")
    OVER = "over", _("over")
    ABOUT = "about", _("about")
    NEARLY = "nearly", _("nearly")


class Number(models.Model):
    """What a figure says: a number, how exact it is, of which day, and from where."""

    value = models.PositiveIntegerField(_("value"))
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier, blank=True, default=Qualifier.EXACT)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def number(self) -> tuple[int, str, datetime.date, str]:
        """All four, for comparing."""
        return self.value, self.qualifier, self.as_of, self.source


class KeyFigure(Number):
    """One number, told the same everywhere: newsletter, home page and plan refer to this row."""

    Qualifier = Qualifier

    key = models.SlugField(_("key"), max_length=60, unique=True)
    label = models.CharField(
        _("label"), max_length=160, help_text=_("What is counted: “people who received services”.")
    )
    label_ur = models.CharField(_("label in Urdu"), max_length=160, blank=True)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("A word that follows the number, as “per cent”. Mostly none.")
    )
    unit_ur = models.CharField(_("unit in Urdu"), max_length=40, blank=True)
    brand = models.CharField(
        _("brand text"), max_length=60, blank=True, help_text=_("The name it stands under, as text.")
    )
    brand_language = models.CharField(_("language of the brand text"), max_length=10, blank=True)
    definition = models.TextField(_("definition"), blank=True, help_text=_("Who or what is counted, and how."))
    definition_ur = models.TextField(_("definition in Urdu"), blank=True)
    stale_after = models.PositiveSmallIntegerField(
        _("grows stale after"),
        default=STALE_AFTER,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Days from the date of the value. Afterwards staff are asked for a newer one."),
    )

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["key"]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.qualifier, f"{self.value:,}", self.unit, self.label)))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and put the number on record whoever changed it: `home.figures.recording` also says who, and why."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            last = self.history.first()
            if last is None or last.number != self.number:
                self.history.create(**self.as_entry(), at=timezone.now())

    def as_entry(self) -> dict[str, Any]:
        """Return the number as the fields of a row of the history."""
        return dict(zip(("value", "qualifier", "as_of", "source"), self.number, strict=True))

    @property
    def local_label(self) -> str:
        """The label in the active language; in English where there is no Urdu one."""
        return worded(self, "label")

    @property
    def label_language(self) -> str:
        """The language that `local_label` is in."""
        return "ur" if self.label_ur and get_language() == "ur" else "en"

    @property
    def unit_in_language(self) -> str:
        return worded(self, "unit")

    @property
    def definition_in_language(self) -> str:
        return worded(self, "definition")

    @property
    def stale_on(self) -> datetime.date:
        """The first day on which the value is too old."""
        return self.as_of + datetime.timedelta(days=self.stale_after + 1)

    def is_stale(self, on: datetime.date) -> bool:
        return on >= self.stale_on


class KeyFigureEntry(Number):
    """What a figure said from one moment on. Rows are added only."""

    figure = models.ForeignKey(KeyFigure, on_delete=models.CASCADE, related_name="history")
    # What stood there was wrong, rather than old.
    is_correction = models.BooleanField(_("correction"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("value of a key figure")
        verbose_name_plural = _("values of key figures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.qualifier} {self.value:,} ({self.as_of})".strip()
