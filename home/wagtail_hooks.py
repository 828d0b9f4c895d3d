from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from home.choosers import key_figure_chooser
from home.viewsets import KeyFigureViewSet, PreferredTermViewSet


@hooks.register("register_admin_viewset")
def key_figures() -> KeyFigureViewSet:
    return KeyFigureViewSet("key-figures")


@hooks.register("register_admin_viewset")
def preferred_terms() -> PreferredTermViewSet:
    return PreferredTermViewSet("preferred-terms")


@hooks.register("register_admin_viewset")
def choosers() -> ChooserViewSet:
    return key_figure_chooser
