from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import record
        from home.search import kinds
        from publications import retention, withdrawal
        from publications.articles.record import articles
        from publications.models import ArticlePage, PublicationPage
        from publications.record import publications

        withdrawal.connect()
        retention.register_all()
        record.register(publications)
        record.register(articles)
        kinds.register(PublicationPage, kinds.Kind("publications", _("Publications"), _("Publication")))
        kinds.register(ArticlePage, kinds.Kind("news", _("News"), _("Article")))
