"""Registration only: what each thing does stands in its own module."""

from wagtail import hooks

from publications import withdrawn_files
from publications.articles.admin import ArticleCategoryViewSet

hooks.register("before_serve_document", withdrawn_files.refuse)


@hooks.register("register_admin_viewset")
def article_categories() -> ArticleCategoryViewSet:
    return ArticleCategoryViewSet("article_categories", url_prefix="article-categories")
