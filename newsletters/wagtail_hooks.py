"""Registration only: what each thing does stands in its own module."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from newsletters.choosers import key_figure_chooser


@hooks.register("register_admin_viewset")
def register_choosers() -> ChooserViewSet:
    return key_figure_chooser
