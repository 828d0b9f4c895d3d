from publications.models.article_parts import ArticleAuthor, ArticleCategory, ArticleTag, RelatedPage
from publications.models.articles import ArticleIndexPage, ArticlePage
from publications.models.imports import PublicationImport, PublicationImportRow
from publications.models.index import PublicationIndexPage
from publications.models.parts import Contributor, PublicationFile
from publications.models.publications import PublicationPage

__all__ = [
    "ArticleAuthor",
    "ArticleCategory",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTag",
    "Contributor",
    "PublicationFile",
    "PublicationImport",
    "PublicationImportRow",
    "PublicationIndexPage",
    "PublicationPage",
    "RelatedPage",
]
