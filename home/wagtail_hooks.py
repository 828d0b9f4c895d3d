"""Registration only: what each thing does stands in its own module."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from home.admin.figures import KeyFigureViewSet
from home.admin.terms import PreferredTermViewSet
from home.choosers import key_figure_chooser


@hooks.register("register_admin_viewset")
def key_figures() -> KeyFigureViewSet:
    return KeyFigureViewSet("key-figures")


@hooks.register("register_admin_viewset")
def preferred_terms() -> PreferredTermViewSet:
    return PreferredTermViewSet("preferred-terms")


@hooks.register("register_admin_viewset")
def choosers() -> ChooserViewSet:
    return key_figure_chooser
