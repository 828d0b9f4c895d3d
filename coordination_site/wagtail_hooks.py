"""Registration only: what each thing does stands in its own module."""

from django.urls.resolvers import URLPattern
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from coordination_site import outbox


@hooks.register("register_admin_urls")
def register_outbox_urls() -> list[URLPattern]:
    return outbox.urlpatterns


@hooks.register("register_admin_menu_item")
def register_outbox_menu_item() -> MenuItem:
    return outbox.menu_item()
