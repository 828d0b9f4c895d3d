"""Categories of articles in the admin."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldRowPanel, HelpPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from home import formats
from publications.models import ArticleCategory


class ArticleCategoryDeleteView(generic.DeleteView):
    """Asks before a category is deleted, and says how many articles lose it."""

    def get_usage_url(self) -> None:
        """Wagtail's own count of what refers to it does not see categories of articles, and would say none."""

    @property
    def confirmation_message(self) -> str:
        # The editions of an article in several languages are one.
        losing = self.object.articles.order_by().values("translation_key").distinct().count()
        if not losing:
            return str(super().confirmation_message)
        said = ngettext(
            "%(count)s article loses this category and stays where it is.",
            "%(count)s articles lose this category and stay where they are.",
            losing,
        )
        return f"{said % {'count': formats.number(losing)}} {super().confirmation_message}"


class ArticleCategoryViewSet(ModelViewSet):
    """The shelves that articles stand on. Deleting one takes the articles off it and leaves them where they are."""

    model = ArticleCategory
    icon = "folder-open-inverse"
    menu_label = _("Categories of articles")
    add_to_settings_menu = True
    delete_view_class = ArticleCategoryDeleteView
    copy_view_enabled = False
    list_display = ["name", "name_ur", "slug"]
    search_fields = ["name", "name_ur"]
    search_backend_name = None
    panels = [
        HelpPanel(_("Readers narrow the news down to a category. Without articles it isn’t shown.")),
        FieldRowPanel(["name", "name_ur"]),
        "slug",
    ]
