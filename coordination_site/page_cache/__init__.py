"""Public pages, kept for readers who bring no session, and thrown away when anything changes that pages show.

`rules` says what may be kept, `shelf` where and how long, `emptying` when it goes, `middleware` puts them before the
site (docs/decisions/0033-pages-are-kept-by-generation.md).
"""

from coordination_site.page_cache.shelf import empty

__all__ = ["empty"]
