"""Publications, for templates of lower rooms."""

from django import template
from wagtail.models import Locale
from wagtail.query import PageQuerySet

from home import rooms
from publications import listing
from publications.articles import listing as news
from publications.models import ArticleIndexPage, ArticlePage, PublicationIndexPage, PublicationPage

register = template.Library()


@register.simple_tag
def latest_publications(count: int) -> PageQuerySet:
    """Return `count` public publications in the active language's edition: what stands first, then the newest."""
    standing = PublicationPage.objects.live().public().filter(locale=Locale.get_active(), withdrawn_on=None)
    newest = listing.in_order(standing)
    return newest.order_by("-featured", *newest.query.order_by).defer_streamfields()[:count]


@register.simple_tag
def latest_articles(count: int) -> PageQuerySet:
    """Return the newest `count` articles of the active language's edition that the public may see, with what a line
    of a list says of them.
    """
    newest = news.public(ArticlePage.objects.filter(locale=Locale.get_active()))
    lines = newest.only("title", "url_path", "published_on", "locale__language_code")
    return lines.prefetch_related(None).prefetch_related("authors")[:count]


@register.simple_tag
def publications_url() -> str:
    """Return the address of the list of publications; empty where there is none that everybody may read."""
    return rooms.url_of(PublicationIndexPage)


@register.simple_tag
def news_url() -> str:
    """Return the address of the list of articles; empty where there is none that everybody may read."""
    return rooms.url_of(ArticleIndexPage)
