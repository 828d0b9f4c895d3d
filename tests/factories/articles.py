import datetime

import factory
import wagtail_factories

from publications.models import ArticleAuthor, ArticlePage


class ArticleFactory(wagtail_factories.PageFactory):
    """A published article written for this site; `parent` is the list that it stands in, `by` its authors' names."""

    class Meta:
        model = ArticlePage

    slug = factory.Sequence("article-{}".format)
    title = "Asking for help"
    published_on = datetime.date(2025, 6, 11)
    provenance = "own"
    by = ("Mahnoor Qaisrani",)

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        kwargs.setdefault("authors", [ArticleAuthor(name=name) for name in kwargs.pop("by")])
        return super()._create_instance(model_class, parent, kwargs)
