"""What screens about one page have in common."""

from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page


class PageScreen(WagtailAdminTemplateMixin, View):
    """A screen about one page, which one comes to from its editor, and leaves for there."""

    _show_breadcrumbs = True

    @property
    def page(self) -> Page:
        raise NotImplementedError

    @property
    def user(self) -> AbstractUser:
        return cast(AbstractUser, self.request.user)  # nobody comes here without an account

    @property
    def editor_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": self.editor_url, "label": self.get_page_subtitle()}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(editor_url=self.editor_url, **kwargs)
