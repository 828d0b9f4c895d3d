"""What the screens share: a page on one person that names the trail to it, for those who may erase."""

from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stakeholders.models import Contact
from stakeholders.permissions import ERASE


class PrivacyPage(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """A page behind the permission to erase and to hand out."""

    permission_required = ERASE
    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "user"

    @property
    def user(self) -> AbstractUser:
        """Return who acts; the permission has let nobody through without an account."""
        return cast(AbstractUser, self.request.user)

    def trail(self) -> list[tuple[str, Any]]:
        """Return address and label of the pages above."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": str(label)} for url, label in self.trail()]
        return [*above, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}]


def trail_to(contact: Contact) -> list[tuple[str, Any]]:
    """Return the trail to the page of a contact."""
    return [
        (reverse("contact:index"), capfirst(str(Contact._meta.verbose_name_plural))),
        (reverse("contact:inspect", args=[contact.pk]), contact),
    ]
