"""What a publication consists of: who made it, and its files."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from home.drafts import NamesOrganisation
from publications import identifiers
from publications.enums import FileKind, Language, Role


class Contributor(Orderable, NamesOrganisation):
    """An author, editor or translator, in the order and spelling of the publication itself."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="contributors")
    given = models.CharField(_("given names"), max_length=120, blank=True)
    family = models.CharField(_("family name, or name of the body"), max_length=200)
    is_body = models.BooleanField(
        _("is a body"), default=False, help_text=_("A ministry, unit or group, not a person. It has no given names.")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AUTHOR)
    affiliation = models.CharField(
        _("affiliation as printed"), max_length=300, blank=True, help_text=_("As the publication writes it.")
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("The same in the directory, if it is there."),
    )
    orcid = models.CharField(_("ORCID iD"), max_length=60, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("given"), FieldPanel("family")]),
        FieldRowPanel([FieldPanel("is_body"), FieldPanel("role"), FieldPanel("orcid")]),
        FieldRowPanel([FieldPanel("affiliation"), FieldPanel("organisation")]),
    ]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def orcid_url(self) -> str:
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""

    def clean(self) -> None:
        super().clean()
        if self.is_body and self.given:
            raise ValidationError({"given": _("A body has no given names. Write its whole name in one field.")})
        try:
            self.orcid = identifiers.orcid(self.orcid)
        except ValidationError as error:
            raise ValidationError({"orcid": error}) from error


class PublicationFile(Orderable):
    """One file of a publication: the text in one language, a summary, slides. The first one is what “Read” opens."""

    publication = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("file")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind, default=FileKind.TEXT)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ENGLISH)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True, validators=[MinValueValidator(1)])
    accessible = models.BooleanField(
        _("accessible"),
        default=False,
        help_text=_("It has headings and real text that a screen reader can read, in the right order."),
    )

    panels = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
        FieldRowPanel([FieldPanel("pages"), FieldPanel("accessible")]),
    ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_language_display()}"

    @property
    def url(self) -> str:
        address: str = self.document.url
        return address

    @property
    def format(self) -> str:
        """The format in capitals, as people call it: PDF."""
        extension: str = self.document.file_extension
        return extension.upper()

    @property
    def size(self) -> int | None:
        """Bytes; unknown where nobody measured them yet."""
        bytes_: int | None = self.document.file_size
        return bytes_
