"""Who may bring publications in: writers, as drafts, in a list to which they may add pages."""

from django.contrib.auth.models import AbstractUser
from wagtail.models import Locale

from publications.models import PublicationIndexPage

IMPORT = "publications.add_publicationimport"


def list_for(user: AbstractUser) -> PublicationIndexPage | None:
    """Return the list that `user` may add publications to, that in the site's first language before others."""
    lists = PublicationIndexPage.objects.select_related("locale").order_by("path")
    allowed = [page for page in lists if page.permissions_for_user(user).can_add_subpage()]
    first = Locale.get_default().pk
    return min(allowed, key=lambda page: page.locale_id != first, default=None)
