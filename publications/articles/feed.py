"""The latest articles as a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase

from home import feeds

if TYPE_CHECKING:
    from publications.models import ArticleIndexPage


def atom(index: ArticleIndexPage, request: HttpRequest) -> HttpResponseBase:
    """Return the latest articles of `index` as an Atom feed."""
    entries = [
        feeds.Entry(
            title=article.title,
            url=article.get_full_url(request),
            published=article.published_on,
            updated=article.last_published_at,
            summary=article.summary,
            kind=article.get_kind_display(),
        )
        for article in index.articles()[: feeds.LATEST]
    ]
    return feeds.atom(request, page=index, title=index.title, entries=entries)
