"""Which pages everybody may read: the one rule for what lists them all, as search, sitemaps and pictures do."""

from wagtail.models import Page
from wagtail.query import PageQuerySet


def public() -> PageQuerySet[Page]:
    """Return the live pages of the site, in all languages, that lie behind no password and no signing in."""
    return Page.objects.live().public().filter(depth__gt=1).select_related("locale")
