"""News and articles: who wrote them, who posted them, where they come from, and what they are about."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.body.blocks import body_field
from home.elsewhere import elsewhere
from home.models import BasePage
from publications.articles import affiliations, feed, linked, listing, provenance, related, sharing
from publications.articles.forms import ArticleForm
from publications.enums import ArticleKind, Licence, Provenance
from publications.models.article_parts import ArticleCategory, ArticleTag


class ArticleIndexPage(RoutablePageMixin, BasePage):
    """News: all articles by month, the newest first."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.ArticlePage"]

    def articles(self) -> PageQuerySet:
        """Return the articles that everybody may read, the newest first."""
        return listing.public(ArticlePage.objects.child_of(self))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["elsewhere"] = elsewhere(self, lambda index: index.articles(), request)
        return context | listing.context(self.articles(), request.GET)

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        """The latest articles as an Atom feed."""
        return feed.atom(self, request)


class ArticlePage(BasePage):
    """A news item or an article, by people who need not be those who posted it. Nobody can reply to it here."""

    kind = models.CharField(_("kind"), max_length=8, choices=ArticleKind, default=ArticleKind.ARTICLE)
    published_on = models.DateField(_("published"), default=timezone.localdate)
    updated_on = models.DateField(
        _("updated"), null=True, blank=True, help_text=_("When something changed that readers should know of.")
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("posted by"),
    )
    show_poster = models.BooleanField(
        _("name the person who posted it"), default=False, help_text=_("Otherwise readers see the unit's name.")
    )
    categories = ParentalManyToManyField(
        ArticleCategory, blank=True, related_name="articles", verbose_name=_("categories")
    )
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    hero = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    hero_alt = models.CharField(
        _("what the picture shows"), max_length=250, blank=True, help_text=_("For those who can't see it.")
    )
    hero_caption = models.CharField(_("caption"), max_length=250, blank=True)
    hero_credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("Who made the picture."))
    body = body_field()

    provenance = models.CharField(
        _("where the text comes from"),
        max_length=8,
        choices=Provenance,
        blank=True,
        help_text=_("Needed before it is published."),
    )
    reprint_source = models.CharField(_("first published by"), max_length=200, blank=True)
    original_url = models.URLField(
        _("address of the original"), max_length=500, blank=True, help_text=_("Search engines count that one.")
    )
    reprint_permission = models.CharField(
        _("permission"), max_length=250, blank=True, help_text=_("Who gave it, and when. Readers see it.")
    )
    licence = models.CharField(_("licence"), max_length=16, choices=Licence, blank=True)

    base_form_class = ArticleForm
    checks_messaging = True
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("published_on"), FieldPanel("updated_on")]),
        InlinePanel("authors", heading=_("Authors"), label=_("Author")),
        FieldPanel("show_poster"),
        MultiFieldPanel(
            [
                FieldPanel("hero"),
                FieldPanel("hero_alt"),
                FieldRowPanel([FieldPanel("hero_caption"), FieldPanel("hero_credit")]),
            ],
            heading=_("Picture"),
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("categories"), FieldPanel("tags")], heading=_("What it is about")),
        MultiFieldPanel(
            [
                FieldPanel("provenance"),
                FieldPanel("reprint_source"),
                FieldPanel("original_url"),
                FieldRowPanel([FieldPanel("reprint_permission"), FieldPanel("licence")]),
            ],
            heading=_("Provenance"),
        ),
        InlinePanel(
            "related",
            heading=_("Related reading"),
            label=_("Page"),
            help_text=_("Empty: the newest articles of the same categories and tags."),
        ),
    ]
    parent_page_types = ["publications.ArticleIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.RelatedFields("authors", [index.SearchField("name"), index.SearchField("affiliation")]),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(SynchronizedField(field, overridable=False) for field in ("original_url", "licence", "categories")),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def listing_date(self) -> datetime.date:
        return self.published_on

    @property
    def poster(self) -> str:
        """Who posted it, where the person is to be named; empty where the unit speaks."""
        return self.posted_by.get_full_name() if self.show_poster and self.posted_by else ""

    @property
    def is_reprint(self) -> bool:
        return self.provenance == Provenance.REPRINT

    @property
    def licence_url(self) -> str:
        return Licence(self.licence).url if self.licence else ""

    def clean(self) -> None:
        super().clean()
        if self.updated_on and self.updated_on < self.published_on:
            raise ValidationError({"updated_on": _("It can't have been updated before it was published.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save without tags that say nothing: what “, , ,” leaves behind.

        Raises:
            ValidationError: it is to go live without byline or provenance. A draft may lack both.
        """
        if self.live and kwargs.get("clean", True):
            values = {name: getattr(self, name) for name in provenance.FIELDS}
            problems = provenance.problems(values, authors=self.authors.count())
            if problems:
                raise ValidationError(problems)
        empty = [tag.name for tag in self.tags.all() if not any(character.isalnum() for character in tag.name)]
        if empty:
            self.tags.remove(*empty)
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        address = self.get_full_url(request) if self.pk else ""
        bylines = affiliations.bylines(self)
        return context | {
            "bylines": bylines,
            "tags": list(self.tags.all()),
            "share": sharing.links(title=self.title, url=address),
            "address": address,
            "code": sharing.code(address) if address else "",
            "related": related.reading(self),
            "data": linked.article(self, request, authors=[byline.author for byline in bylines]),
        }
