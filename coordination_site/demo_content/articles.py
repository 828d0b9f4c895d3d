"""News and articles: what content/news.toml says."""

from typing import Any

from taggit.models import Tag
from wagtail.models import Page

from coordination_site.demo_content import read
from coordination_site.demo_content.bodies import body
from coordination_site.demo_content.pictures import load_conversation
from coordination_site.demo_content.tree import Planter
from coordination_site.models import User
from publications.models import ArticleAuthor, ArticleCategory, ArticlePage, ArticleTag, RelatedPage
from stakeholders.models import Organisation

_AS_WRITTEN = ("kind", "updated_on", "show_poster", "provenance", "reprint_source", "original_url", "licence")


def load_articles(planter: Planter, index: Page, pages: dict[str, Page]) -> dict[str, Page]:
    """Add the articles that are missing under `index`, in both languages; return the English page of each.

    `pages` are those that readers may be led on to, by slug.
    """
    said = read("news")
    for slug, (name, name_ur) in said["categories"].items():
        ArticleCategory.objects.get_or_create(slug=slug, defaults={"name": name, "name_ur": name_ur})
    planted: dict[str, Page] = {}
    for slug, record in said["articles"].items():
        page = planter.put(ArticlePage, index, slug, on=record["on"], **_fields(record, "en", pages))
        planter.put_urdu(page, on=record["on"], **_fields(record, "ur", pages))
        planted[slug] = page
    return planted


def _fields(record: dict[str, Any], language: str, pages: dict[str, Page]) -> dict[str, Any]:
    """Return the fields of one language's edition: what both have in common, and its words."""
    words = dict(record[language])
    return {name: record[name] for name in _AS_WRITTEN if name in record} | {
        "published_on": record["on"],
        "posted_by": User.objects.filter(username=record["poster"]).first(),
        "categories": list(ArticleCategory.objects.filter(slug__in=record["categories"])),
        "tagged_items": [ArticleTag(tag=Tag.objects.get_or_create(name=name)[0]) for name in record["tags"]],
        "hero": load_conversation() if "hero" in record else None,
        "authors": [_author(said) for said in words.pop("authors")],
        "related": [RelatedPage(page=pages[slug]) for slug in record["related"]],
        "body": body(words.pop("body")),
        **words,
    }


def _author(said: dict[str, Any]) -> ArticleAuthor:
    slug = said.get("organisation")
    organisation = Organisation.objects.get(slug=slug) if slug else None
    return ArticleAuthor(**{**said, "organisation": organisation})
