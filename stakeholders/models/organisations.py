"""Organisations, under all the names they ever had."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from home.folding import fold
from stakeholders.models.terms import OrganisationKind, Province, Sector


class UnmergedManager(models.Manager):
    """What was merged into another record is out of sight; links to it still resolve (`with_merged`)."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)


class Organisation(ClusterableModel):
    """A ministry, department, agency, NGO or university that the unit works with."""

    name = models.CharField(_("name"), max_length=255)
    name_ur = models.CharField(_("name in Urdu"), max_length=255, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(max_length=255, unique=True)
    kind = models.ForeignKey(
        OrganisationKind, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("kind")
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    provinces = models.ManyToManyField(Province, blank=True, related_name="organisations", verbose_name=_("provinces"))
    sectors = models.ManyToManyField(Sector, blank=True, related_name="organisations", verbose_name=_("sectors"))
    description = models.TextField(_("what it does"), blank=True, max_length=2000)
    description_ur = models.TextField(_("what it does, in Urdu"), blank=True, max_length=2000)
    website = models.URLField(_("website"), blank=True)
    public = models.BooleanField(_("shown to the public"), default=True)
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("When somebody last made sure that this is right.")
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="absorbed"
    )
    search_text = models.TextField(blank=True, editable=False)  # folded; kept by `stakeholders.search`
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Self]] = UnmergedManager()
    with_merged: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_language(self) -> str:
        """The name in the active language, or in English where there is no Urdu one."""
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name

    @property
    def description_in_language(self) -> str:
        return self.description_ur if self.description_ur and get_language() == "ur" else self.description


class OrganisationName(models.Model):
    """Another name of an organisation: one it had before, or one that people write. It finds the organisation too."""

    class Reason(models.TextChoices):
        FORMER = "former", _("Former name")
        VARIANT = "variant", _("As partners write it")
        MISSPELT = "misspelt", _("Misspelt")
        MERGED = "merged", _("Name of an organisation that was merged into this one")

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=255)
    folded = models.CharField(max_length=255, editable=False, db_index=True)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, default=Reason.VARIANT)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["-until", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="name_ends_after_it_begins",
                violation_error_message=_("It must not end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)[:255]
        super().save(*args, **kwargs)
