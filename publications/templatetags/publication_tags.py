"""Publications, for templates of lower rooms."""

from django import template
from wagtail.models import Locale
from wagtail.query import PageQuerySet

from publications import listing
from publications.articles import listing as news
from publications.models import ArticlePage, PublicationPage

register = template.Library()


@register.simple_tag
def latest_publications(count: int) -> PageQuerySet:
    """Return `count` public publications in the active language's edition: what stands first, then the newest."""
    standing = PublicationPage.objects.live().public().filter(locale=Locale.get_active(), withdrawn_on=None)
    newest = listing.in_order(standing)
    return newest.order_by("-featured", *newest.query.order_by)[:count]


@register.simple_tag
def latest_articles(count: int) -> PageQuerySet:
    """Return the newest `count` articles that the public may see in the active language's edition."""
    return news.public(ArticlePage.objects.filter(locale=Locale.get_active()))[:count]
