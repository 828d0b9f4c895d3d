"""Puts pages into the tree, in English and in Urdu, where they are missing. What stands there already is left alone."""

import datetime
from typing import Any, NamedTuple

from django.utils.html import escape
from wagtail.models import Locale, Page

from home.models import BasePage


class Edition(NamedTuple):
    """The words of one page in one language. `body` is rich text and empty where the page has no such field."""

    title: str
    summary: str
    body: str = ""


class Planter:
    """Plants pages and counts those that were new."""

    def __init__(self, *, now: datetime.datetime) -> None:
        self.now = now
        self.planted = 0
        self._urdu = Locale.objects.get(language_code="ur")

    def plant(
        self,
        page_class: type[BasePage],
        parent: Page,
        slug: str,
        english: Edition,
        urdu: Edition | None = None,
        *,
        on: datetime.date | None = None,
        **fields: Any,
    ) -> BasePage:
        """Return the English page of `slug` under `parent`, with its Urdu edition beside it where there is one.

        `on` is the day the page went on record, where it was not made today.
        """
        page = self._page(page_class, parent, slug, english, on=on, locale=parent.locale, fields=fields)
        if urdu:
            fields = {**fields, "translation_key": page.translation_key}
            parent = parent.get_translation(self._urdu)
            self._page(page_class, parent, slug, urdu, on=on, locale=self._urdu, fields=fields)
        return page

    def _page(
        self,
        page_class: type[BasePage],
        parent: Page,
        slug: str,
        edition: Edition,
        *,
        on: datetime.date | None,
        locale: Locale,
        fields: dict[str, Any],
    ) -> BasePage:
        standing = page_class.objects.child_of(parent).filter(slug=slug).first()
        if standing:
            return standing
        words = edition._asdict()
        if not edition.body:
            del words["body"]
        page = page_class(slug=slug, locale=locale, **words, **fields)
        if on:
            page.first_published_at = self.now.replace(year=on.year, month=on.month, day=on.day)
        parent.add_child(instance=page)
        page.save_revision(log_action=False).publish(log_action=False)
        self.planted += 1
        return page


def link_to(page: Page, text: str) -> str:
    """Return rich text that links `text` to `page`, as Wagtail's editor stores it."""
    return f'<a linktype="page" id="{page.pk}">{escape(text)}</a>'
