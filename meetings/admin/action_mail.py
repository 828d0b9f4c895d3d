"""The monthly mail to owners, for staff: who got it, whom it can’t reach, what it says, sending it to one."""

import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.actions import digest, owners
from meetings.admin.workspace import INVITE, PermissionMixin, refusals_told
from meetings.invitations import refusals
from meetings.models import ActionDigest
from stakeholders.models import Contact

MONTHS = 12


class MailScreen(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    permission = INVITE
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("meetings_admin:actions"), "label": _("Actions")},
            {"url": reverse("meetings_admin:action_digests"), "label": _("Monthly mail")},
        ]


class Digests(MailScreen):
    """Everybody who has open actions today, with what they were sent in a month; and what reaches nobody."""

    template_name = "meetings/admin/action_digests.html"
    page_title = gettext_lazy("Monthly mail about actions")

    @cached_property
    def month(self) -> datetime.date:
        """The month that is asked for, or this one."""
        try:
            return datetime.date.fromisoformat(f"{self.request.GET.get('month', '')}-01")
        except ValueError:
            return digest.month_of(timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = ActionDigest.objects.filter(month=self.month, contact__merged_into=None)
        people = owners.with_open_actions(on=today)
        return super().get_context_data(**kwargs) | {
            "month": self.month,
            "months": self._months(),
            "rows": [
                (row, refusals.in_words(row.refused) if row.refused else "")
                for row in rows.select_related("contact", "message").order_by("contact__name", "pk")
            ],
            "people": people,
            "unreachable": [owner for owner in people if owner.refusal is not None],
            "unowned": owners.reached_by_nobody(on=today),
        }

    def _months(self) -> list[datetime.date]:
        found = ActionDigest.objects.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS]
        return sorted({*found, self.month, digest.month_of(timezone.now())}, reverse=True)


class OnePersonsMail(MailScreen):
    """What one person would get now; a POST sends it."""

    template_name = "meetings/admin/action_mail.html"

    @cached_property
    def contact(self) -> Contact:
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        return get_object_or_404(Contact.objects.select_related("language"), id=self.kwargs["contact_id"])

    def get_page_title(self) -> str:
        return _("Mail about actions")

    def get_page_subtitle(self) -> str:
        return str(self.contact)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owner = owners.owner(self.contact, on=timezone.localdate())
        content = digest.preview(self.contact, now=timezone.now()) if owner.actions else None
        return super().get_context_data(**kwargs) | {"owner": owner, "content": content}

    def post(self, request: HttpRequest, contact_id: int) -> HttpResponse:
        """Send it, or say why not."""
        with refusals_told(request):
            digest.send_now(self.contact, by=self.user, now=timezone.now())
            messages.success(request, _("It is on its way."))
        return redirect("meetings_admin:action_mail", self.contact.pk)


@method_decorator(xframe_options_sameorigin, name="dispatch")
class MailPart(OnePersonsMail):
    """The mail as it looks, for a frame."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, contact_id: int) -> HttpResponse:
        """Return its HTML."""
        return HttpResponse(digest.preview(self.contact, now=timezone.now()).html)
