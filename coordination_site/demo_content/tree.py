"""Puts pages into the tree, in English and in Urdu, where they are missing. What stands there already is left alone."""

import copy
import datetime
from typing import Any, NamedTuple

from django.utils.html import escape
from wagtail.models import Locale, Page

from home.models import BasePage


class Edition(NamedTuple):
    """The words of one page in one language. `body` is rich text, and empty where the page has no such field."""

    title: str
    summary: str
    body: str = ""

    def fields(self) -> dict[str, str]:
        """Return what the words fill in of a page."""
        return {name: words for name, words in self._asdict().items() if words}


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
        """Return the English page of `slug` under `parent`; its Urdu edition, where there is one, stands beside it.

        `on` is the day the page went on record, where that was not today.
        """
        page = self.put(page_class, parent, slug, on=on, **english.fields(), **fields)
        if urdu:
            self.put_urdu(page, on=on, **urdu.fields(), **fields)
        return page

    def put(
        self, page_class: type[BasePage], parent: Page, slug: str, *, on: datetime.date | None = None, **fields: Any
    ) -> BasePage:
        """Return the page of `slug` under `parent`, made of `fields` if it isn't there yet."""
        standing: BasePage | None = page_class.objects.child_of(parent).filter(slug=slug).first()
        if standing:
            return standing
        page = page_class(slug=slug, locale=parent.locale, **copy.deepcopy(fields))
        if on:
            page.first_published_at = self.now.replace(year=on.year, month=on.month, day=on.day)
        parent.add_child(instance=page)
        page.save_revision(log_action=False).publish(log_action=False)
        self.planted += 1
        return page

    def put_urdu(self, page: BasePage, *, on: datetime.date | None = None, **fields: Any) -> BasePage:
        """Return the Urdu edition of `page`, made of `fields` if it isn't there yet."""
        parent = page.get_parent().get_translation(self._urdu)
        return self.put(type(page), parent, page.slug, on=on, translation_key=page.translation_key, **fields)


def link_to(page: Page, text: str) -> str:
    """Return rich text that links `text` to `page`, as Wagtail's editor stores it."""
    return f'<a linktype="page" id="{page.pk}">{escape(text)}</a>'
