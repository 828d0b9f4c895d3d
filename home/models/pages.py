"""The home page, plain content pages, and the unit's programmes and tools."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from home.models.base import BasePage


class HomePage(BasePage):
    """The first page of each language."""

    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]


class ContentPage(BasePage):
    """A page of text: about, privacy, contact; also the parent of programme pages."""

    body = RichTextField(_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]


class ProgrammePage(BasePage):
    """A programme or tool of the model: a workforce, an app, a portal, a guideline."""

    class Kind(models.TextChoices):
        WORKFORCE = "workforce", _("Workforce")
        APP = "app", _("App")
        PORTAL = "portal", _("Portal")
        GUIDELINE = "guideline", _("Guideline")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_ur = models.CharField(_("name in Urdu"), max_length=120, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    link = models.URLField(_("link"), blank=True)
    body = RichTextField(_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("name_ur"),
        FieldPanel("logo"),
        FieldPanel("link"),
        FieldPanel("body"),
    ]
    parent_page_types = ["home.ContentPage", "home.HomePage"]
    subpage_types: list[str] = []
