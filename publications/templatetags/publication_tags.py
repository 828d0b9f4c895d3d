"""Publications, for templates of lower rooms."""

from django import template
from django.db.models import F
from wagtail.models import Locale
from wagtail.query import PageQuerySet

from publications.models import PublicationPage

register = template.Library()


@register.simple_tag
def latest_publications(count: int) -> PageQuerySet:
    """Return the `count` newest public publications in the active language's edition of the site."""
    publications = PublicationPage.objects.live().public().filter(locale=Locale.get_active())
    newest = publications.order_by(F("published_on").desc(nulls_last=True), "title")
    return newest.select_related("locale").prefetch_related("contributors", "files__document")[:count]
