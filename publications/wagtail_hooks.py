"""Registration only: what each thing does stands in its own module."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from publications import withdrawn_files
from publications.admin import menu
from publications.admin.viewset import PublicationImportViewSet
from publications.articles.admin import ArticleCategoryViewSet
from publications.importing.saving import LOG_ACTION

hooks.register("before_serve_document", withdrawn_files.refuse)


@hooks.register("register_admin_viewset")
def register_imports() -> PublicationImportViewSet:
    return PublicationImportViewSet()


@hooks.register("register_admin_viewset")
def article_categories() -> ArticleCategoryViewSet:
    return ArticleCategoryViewSet("article_categories", url_prefix="article-categories")


@hooks.register("register_admin_menu_item")
def register_publications_menu() -> SubmenuMenuItem:
    return menu.submenu()


@hooks.register("register_log_actions")
def register_import_action(actions: LogActionRegistry) -> None:
    @actions.register_action(LOG_ACTION)
    class ImportFormatter(LogFormatter):
        label = _("Import")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return _("Imported: %(source)s") % {"source": log_entry.data.get("source", "")}
