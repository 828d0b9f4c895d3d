"""What a programme has several of: organisations that carry it out, results, and readings."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin

from home.drafts import NamesOrganisation
from home.models.figures import KeyFigure
from home.models.programmes import ProgrammePage


class ProgrammePartner(TranslatableMixin, Orderable, NamesOrganisation):
    """An organisation that carries a programme out, or helps to: one of the public directory, or a name."""

    class Role(models.TextChoices):
        IMPLEMENTER = "implementer", _("Implements it")
        PARTNER = "partner", _("Partner")

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="partners")
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.IMPLEMENTER)
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"public": True},
        verbose_name=_("from the directory"),
    )
    name = models.CharField(_("or its name"), max_length=200, blank=True)

    panels = [FieldRowPanel(["role", "organisation", "name"])]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("implementer or partner")
        verbose_name_plural = _("implementers and partners")

    def __str__(self) -> str:
        return self.name or str(self.organisation)

    def clean(self) -> None:
        super().clean()
        if bool(self.organisation_id) == bool(self.name.strip()):
            raise ValidationError(_("Choose an organisation of the directory, or write its name; not both."))

    @property
    def shown_name(self) -> str:
        """What readers read, in their language where the directory has it."""
        return self.name or (self.organisation.name_in_language if self.organisation else "")

    @property
    def is_shown(self) -> bool:
        """Whether readers may see it: a name that somebody wrote, or an organisation that is public."""
        organisation = self.organisation
        return bool(self.name) or bool(organisation and organisation.public and organisation.merged_into_id is None)


class ProgrammeResult(TranslatableMixin, Orderable):
    """What came of a programme. It is a finding only where it says from what source, and as of when."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="results")
    text = models.TextField(_("result"), max_length=600)
    figure = models.ForeignKey(
        KeyFigure,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("key figure"),
        help_text=_("Brings its number, source and date along."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    panels = [
        FieldPanel("text"),
        FieldPanel("figure"),
        FieldPanel("source"),
        FieldRowPanel(["source_url", "as_of"]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return self.text

    @property
    def said_by(self) -> str:
        """Its source; where none is written, that of its figure."""
        return self.source or (self.figure.source if self.figure else "")

    @property
    def holds_as_of(self) -> datetime.date | None:
        """The day for which it holds; where none is written, that of its figure. None where there is neither."""
        return self.as_of or (self.figure.as_of if self.figure else None)

    @property
    def is_finding(self) -> bool:
        """Whether it may stand among the results: it has a source and a date. All else is a claim."""
        return bool(self.said_by and self.holds_as_of)


class ProgrammeReading(TranslatableMixin, Orderable):
    """Something to read on: a page of this site, an address elsewhere, or a title for which there is no address."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="readings")
    title = models.CharField(_("title"), max_length=250, blank=True, help_text=_("Empty: the title of the page."))
    leads_to = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page of this site"),
    )
    url = models.URLField(_("or address"), blank=True)

    panels = [FieldPanel("title"), FieldPanel("leads_to"), FieldPanel("url")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return self.title or str(self.leads_to)

    def clean(self) -> None:
        super().clean()
        if self.leads_to_id and self.url:
            raise ValidationError(_("Choose a page of this site or write an address; not both."))
        if not self.leads_to_id and not self.title.strip():
            raise ValidationError({"title": _("Write a title, or choose a page of this site.")})
