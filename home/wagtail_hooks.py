from wagtail import hooks

from home.admin.figures import KeyFigureViewSet


@hooks.register("register_admin_viewset")
def key_figures() -> KeyFigureViewSet:
    return KeyFigureViewSet("key-figures")
