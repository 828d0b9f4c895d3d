from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class KeyFigure(models.Model):
    """One number, told the same everywhere: newsletter, home page and plan refer to this row."""

    class Qualifier(models.TextChoices):
        EXACT = "", _("exactly")
        OVER = "over", _("over")
        ABOUT = "about", _("about")
        NEARLY = "nearly", _("nearly")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    value = models.PositiveIntegerField(_("value"))
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier, blank=True, default=Qualifier.EXACT)
    label = models.CharField(
        _("label"), max_length=160, help_text=_("What is counted: “people who received services”.")
    )
    label_ur = models.CharField(_("label in Urdu"), max_length=160, blank=True)
    brand = models.CharField(
        _("brand text"), max_length=60, blank=True, help_text=_("The name it stands under, as text.")
    )
    brand_language = models.CharField(_("language of the brand text"), max_length=10, blank=True)
    definition = models.TextField(_("definition"), blank=True, help_text=_("Who or what is counted, and how."))
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.qualifier} {self.value:,} {self.label}".strip()

    @property
    def local_label(self) -> str:
        """The label in the active language; in English where there is no Urdu one."""
        return self.label_ur if self.label_ur and get_language() == "ur" else self.label

    @property
    def label_language(self) -> str:
        """The language that `local_label` is in."""
        return "ur" if self.label_ur and get_language() == "ur" else "en"
