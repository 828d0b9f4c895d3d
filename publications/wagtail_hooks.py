"""Registration only: what each thing does stands in its own module."""

from wagtail import hooks

from publications.articles.admin import ArticleCategoryViewSet


@hooks.register("register_admin_viewset")
def article_categories() -> ArticleCategoryViewSet:
    return ArticleCategoryViewSet("article_categories", url_prefix="article-categories")
