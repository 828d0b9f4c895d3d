"""Registration only: what each thing does stands in its own module."""

from django.templatetags.static import static
from django.urls.resolvers import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from coordination_site import outbox


@hooks.register("register_admin_urls")
def register_outbox_urls() -> list[URLPattern]:
    return outbox.urlpatterns


@hooks.register("register_admin_menu_item")
def register_outbox_menu_item() -> MenuItem:
    return outbox.menu_item()


@hooks.register("insert_global_admin_css")
def link_admin_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
