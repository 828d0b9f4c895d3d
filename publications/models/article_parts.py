"""What an article consists of besides its text: categories, tags, authors, and what to read next."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, Tag
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from home.bilingual import worded
from home.drafts import NamesOrganisation


class ArticleCategory(models.Model):
    """A shelf that articles stand on; an article may stand on several."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_ur = models.CharField(_("name in Urdu"), max_length=80, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, help_text=_("Stands in addresses."))

    class Meta:
        verbose_name = _("category of articles")
        verbose_name_plural = _("categories of articles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_language(self) -> str:
        return worded(self, "name")


class ArticleTag(ItemBase):
    """A free word that an article is found by."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    content_object = ParentalKey("publications.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")

    def __str__(self) -> str:
        return self.tag.name


class ArticleAuthor(Orderable, NamesOrganisation):
    """Who wrote an article, as they are printed above it. They need no account and no entry among the contacts."""

    article = ParentalKey("publications.ArticlePage", on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=160)
    role = models.CharField(_("post"), max_length=160, blank=True, help_text=_("“Research analyst”, for example."))
    affiliation = models.CharField(
        _("affiliation as printed"), max_length=300, blank=True, help_text=_("As the author writes it.")
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
    is_guest = models.BooleanField(_("guest author"), default=False, help_text=_("Does not work for the unit."))
    bio = models.TextField(_("about the author"), max_length=600, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("affiliation"), FieldPanel("organisation")]),
        FieldPanel("is_guest"),
        FieldPanel("bio"),
    ]

    def __str__(self) -> str:
        return self.name


class RelatedPage(Orderable):
    """A page to read after an article."""

    article = ParentalKey("publications.ArticlePage", on_delete=models.CASCADE, related_name="related")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [PageChooserPanel("page")]

    def __str__(self) -> str:
        return str(self.page)
