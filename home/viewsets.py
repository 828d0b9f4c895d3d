"""Key figures and preferred terms in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.viewsets.model import ModelViewSet

from home.models import KeyFigure, PreferredTerm


class KeyFigureViewSet(ModelViewSet):
    """One row, shown in many places: an edit here changes the home page and every draft, never a mail that was sent."""

    model = KeyFigure
    icon = "order"
    menu_label = _("Key figures")
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["label", "qualifier", "value", "as_of", "source"]
    list_filter = ["as_of"]
    search_fields = ["key", "label", "label_ur", "brand", "definition"]
    search_backend_name = None
    panels = [
        HelpPanel(_("The home page and all newsletters that pick this figure show what stands here.")),
        FieldRowPanel(["qualifier", "value", "as_of"]),
        FieldPanel("label"),
        FieldPanel("label_ur"),
        FieldRowPanel(["brand", "brand_language"]),
        FieldPanel("definition"),
        FieldPanel("source"),
        FieldPanel("key"),
    ]


class PreferredTermViewSet(ModelViewSet):
    """How the unit writes a name. Editors of pages and of newsletters are pointed to variants; nothing is replaced."""

    model = PreferredTerm
    icon = "openquote"
    menu_label = _("Preferred terms")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["preferred", "preferred_ur", "abbreviation"]
    search_fields = ["preferred", "preferred_ur", "abbreviation", "avoid"]
    search_backend_name = None
    panels = [
        FieldRowPanel(["preferred", "preferred_ur"]),
        FieldPanel("abbreviation"),
        FieldPanel("avoid"),
        FieldPanel("note"),
    ]
