"""What an article says to machines, in the words of https://schema.org/Article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from home.body import outline
from home.body.linked import faq
from home.models import UnitSettings
from publications.enums import ArticleKind

if TYPE_CHECKING:
    from publications.models import ArticleAuthor, ArticlePage

TYPES = {ArticleKind.ARTICLE: "Article", ArticleKind.NEWS: "NewsArticle"}


def article(page: ArticlePage, request: HttpRequest, *, authors: Iterable[ArticleAuthor]) -> dict[str, Any]:
    """Return `page` as linked data, with its questions and answers if it has any."""
    unit = UnitSettings.for_request(request).in_language("unit_name")
    data: dict[str, Any] = {
        "@type": TYPES[ArticleKind(page.kind)],
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "url": page.get_full_url(request) if page.pk else "",
        "datePublished": page.published_on.isoformat(),
        "dateModified": page.updated_on.isoformat() if page.updated_on else "",
        "wordCount": len(outline.plain_text(page.body).split()),
        "author": [_author(author) for author in authors],
        "publisher": {"@type": "Organization", "name": page.reprint_source or unit},
        "articleSection": [category.name_in_language for category in page.categories.all()],
        "keywords": ", ".join(tag.name for tag in page.tags.all()),
        "isBasedOn": page.original_url,
        "license": page.licence_url,
        "citation": [_source(source) for block in page.body if block.block_type == "sources" for source in block.value],
    }
    questions = faq(page.body)
    return {"@graph": [data, questions]} if questions else data


def _author(author: ArticleAuthor) -> dict[str, Any]:
    affiliation = {"@type": "Organization", "name": author.affiliation} if author.affiliation else {}
    return {"@type": "Person", "name": author.name, "jobTitle": author.role, "affiliation": affiliation}


def _source(source: Any) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "author": source["authors"],
        "publisher": source["publisher"],
        "datePublished": source["year"],
        "url": source["url"],
    }
