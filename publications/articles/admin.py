"""Categories of articles in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, HelpPanel
from wagtail.admin.viewsets.model import ModelViewSet

from publications.models import ArticleCategory


class ArticleCategoryViewSet(ModelViewSet):
    """The shelves that articles stand on. Deleting one takes the articles off it and leaves them where they are."""

    model = ArticleCategory
    icon = "folder-open-inverse"
    menu_label = _("Categories of articles")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "name_ur", "slug"]
    search_fields = ["name", "name_ur"]
    search_backend_name = None
    panels = [
        HelpPanel(_("Readers narrow the news down to a category. Without articles it isn’t shown.")),
        FieldRowPanel(["name", "name_ur"]),
        "slug",
    ]
