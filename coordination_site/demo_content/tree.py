"""Puts pages into the tree, in English and in Urdu, where they are missing. What stands there already is left alone."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from wagtail.models import Locale, Page

from home.models import BasePage

# Makes the fields of one language's edition: anew for each, since a page takes over the child rows it is given.
Fields = Callable[[], dict[str, Any]]


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
        record: dict[str, Any],
        *,
        on: datetime.date | None = None,
        fields: Fields = dict,
    ) -> BasePage:
        """Return the English page of `slug` under `parent`; an Urdu one stands beside it if the record has Urdu words.

        `record` holds the words under ``en`` and ``ur``; `fields` makes what both have in common. `on` is the day the
        page went on record, where that was not today.
        """
        page = self.put(page_class, parent, slug, on=on, **record["en"], **fields())
        if "ur" in record:
            self.put_urdu(page, on=on, **record["ur"], **fields())
        return page

    def put(
        self, page_class: type[BasePage], parent: Page, slug: str, *, on: datetime.date | None, **fields: Any
    ) -> BasePage:
        """Return the page of `slug` under `parent`, made of `fields` if it isn't there yet."""
        standing: BasePage | None = page_class.objects.child_of(parent).filter(slug=slug).first()
        if standing:
            return standing
        page = page_class(slug=slug, locale=parent.locale, **fields)
        if on:
            page.first_published_at = self.now.replace(year=on.year, month=on.month, day=on.day)
        parent.add_child(instance=page)
        page.save_revision(log_action=False).publish(log_action=False)
        self.planted += 1
        return page

    def put_urdu(self, page: BasePage, *, on: datetime.date | None, **fields: Any) -> BasePage:
        """Return the Urdu edition of `page`, made of `fields` if it isn't there yet. A machine wrote its words."""
        parent = page.get_parent().get_translation(self._urdu)
        key = page.translation_key
        return self.put(type(page), parent, page.slug, on=on, translation_key=key, machine_made=True, **fields)

    def describe(self, page: BasePage, summary: str) -> None:
        """Give a page that stands already its summary."""
        page.summary = summary
        page.machine_made = page.locale_id == self._urdu.pk
        page.save_revision(log_action=False).publish(log_action=False)
        self.planted += 1


def mark_urdu(pages: QuerySet[BasePage]) -> None:
    """Say of the Urdu ones among `pages`, which follow records, that a machine wrote their words."""
    pages.filter(locale__language_code="ur").update(machine_made=True)


def link_to(page: Page, text: str) -> str:
    """Return rich text that links `text` to `page`, as Wagtail's editor stores it."""
    return f'<a linktype="page" id="{page.pk}">{escape(text)}</a>'
