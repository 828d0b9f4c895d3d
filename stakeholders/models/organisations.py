from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models.terms import OrganisationKind, Province


class Organisation(models.Model):
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
    website = models.URLField(_("website"), blank=True)
    public = models.BooleanField(_("shown to the public"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
