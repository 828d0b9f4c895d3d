"""Old links: the page of a record that was merged leads to the one that it is now."""

from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from stakeholders.duplicates.subjects import subject_of
from stakeholders.duplicates.survivors import survivor
from stakeholders.models import Contact, Organisation
from stakeholders.permissions import MERGE


class FollowsMerge(View):
    """A view of one contact or organisation, for the front of its bases."""

    model: type[Contact] | type[Organisation]
    successor: Contact | Organisation | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        key = str(kwargs["pk"])
        merged = self.model.with_merged.exclude(merged_into=None).filter(id=key).first() if key.isdecimal() else None
        if merged is None:
            super().setup(request, *args, **kwargs)
        else:
            View.setup(self, request, *args, **kwargs)  # what the others set up needs a record that can be seen
            self.successor = survivor(merged)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.successor is None:
            return super().dispatch(request, *args, **kwargs)
        messages.info(request, _("That entry was merged into this one."))
        return redirect(cast(ResolverMatch, request.resolver_match).view_name, self.successor.pk)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Return the buttons that the page has anyway, and “Merge with…”."""
        buttons = list(super().header_more_buttons)  # type: ignore[misc]  # Wagtail's views have it
        if self.request.user.has_perm(MERGE):
            record = self.object  # type: ignore[attr-defined]
            url = reverse("duplicates:choose", args=[subject_of(record).code.value, record.pk])
            buttons.append(Button(_("Merge with…"), url=url, icon_name="copy", priority=30))
        return buttons
