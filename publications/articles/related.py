"""What to read after an article: what its author picked, or else what shares its categories and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from wagtail.models import Page

if TYPE_CHECKING:
    from publications.models import ArticlePage

SHOWN = 3


def reading(article: ArticlePage) -> list[Page]:
    """Return the pages to read next that everybody may read; those that were picked, in their order, go first.

    Where nothing was picked, these are the articles of the same language that have most in common, the newest first.
    """
    picked = [row.page_id for row in article.related.all()]
    if picked:
        return _in_language(article, picked)
    return _sharing(article)


def _in_language(article: ArticlePage, picked: list[int]) -> list[Page]:
    """Return the picked pages, each in the article's language where there is a public edition in it."""
    keys = {key: place for place, key in enumerate(_keys(picked))}
    wanted = Q(pk__in=picked) | Q(translation_key__in=keys, locale=article.locale_id)
    found = Page.objects.live().public().filter(wanted).exclude(pk=article.pk).select_related("locale").specific()
    editions = sorted(found, key=lambda page: page.locale_id == article.locale_id)
    by_key = {page.translation_key: page for page in editions}
    return sorted(by_key.values(), key=lambda page: keys[page.translation_key])


def _keys(picked: list[int]) -> list[object]:
    found = dict(Page.objects.filter(pk__in=picked).values_list("pk", "translation_key"))
    return [found[pk] for pk in picked if pk in found]


def _sharing(article: ArticlePage) -> list[Page]:
    categories = [category.pk for category in article.categories.all()]
    tags = [tag.pk for tag in article.tags.all()]
    if not categories and not tags:
        return []
    shared = Count("categories", filter=Q(categories__in=categories), distinct=True) + Count(
        "tagged_items", filter=Q(tagged_items__tag__in=tags), distinct=True
    )
    others = type(article).objects.live().public().filter(locale=article.locale_id).exclude(pk=article.pk)
    found = others.annotate(shared=shared).filter(shared__gt=0).order_by(F("shared").desc(), "-published_on", "-pk")
    return list(found.select_related("locale").defer_streamfields()[:SHOWN])
