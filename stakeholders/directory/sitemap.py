"""The public organisations, for search engines."""

import datetime

from django.db.models import QuerySet
from wagtail.models import Locale

from home.sitemaps import Records
from stakeholders.directory import organisations
from stakeholders.models import DirectoryPage, Organisation


class Organisations(Records):
    """The pages of organisations in the directory, in every language in which everybody may read it."""

    def __init__(self) -> None:
        pages = DirectoryPage.objects.live().public().select_related("locale")
        self._directories = {page.locale.language_code: page for page in pages}

    def items(self) -> QuerySet[Organisation]:
        return organisations.public().order_by("pk").only("slug", "updated_at")

    def get_languages_for_item(self, item: Organisation) -> list[str]:
        return list(self._directories)

    def location(self, item: Organisation) -> str:
        return self._directories[Locale.get_active().language_code].address_of(item)

    def lastmod(self, item: Organisation) -> datetime.datetime:
        return item.updated_at
