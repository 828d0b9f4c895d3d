"""Preferred terms in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet

from home.models import PreferredTerm


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
