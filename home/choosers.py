"""Choosers that blocks need. wagtail_hooks.py registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet


class KeyFigureChooserViewSet(ChooserViewSet):
    model = "home.KeyFigure"
    icon = "order"
    choose_one_text = _("Choose a key figure")
    choose_another_text = _("Choose another key figure")
    edit_item_text = _("Edit this key figure")


key_figure_chooser = KeyFigureChooserViewSet("key_figure_chooser")
KeyFigureChooserBlock = key_figure_chooser.get_block_class(name="KeyFigureChooserBlock", module_path="home.choosers")


class HelplineChooserViewSet(ChooserViewSet):
    model = "home.Helpline"
    icon = "mobile-alt"
    choose_one_text = _("Choose a helpline")
    choose_another_text = _("Choose another helpline")
    edit_item_text = _("Edit this helpline")


helpline_chooser = HelplineChooserViewSet("helpline_chooser")
HelplineChooserBlock = helpline_chooser.get_block_class(name="HelplineChooserBlock", module_path="home.choosers")
