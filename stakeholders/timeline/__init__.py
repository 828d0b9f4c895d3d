"""All that happened to a contact, in one line: each source brings its newest entries, the page merges them."""

from stakeholders.timeline.entries import Entry, Kind, Page, page, register

__all__ = ["Entry", "Kind", "Page", "page", "register"]
