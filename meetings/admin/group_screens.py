"""What the screens of one working group share, and the first of them: its overview."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings import addresses
from meetings.actions.progress import meetings_of
from meetings.admin.groups import chaired_by_one_words
from meetings.admin.workspace import PermissionMixin
from meetings.enums import LEADING_ROLES, Visibility
from meetings.groups import keeping
from meetings.models import WorkingGroup
from stakeholders.models import Organisation

VIEW = "meetings.view_workinggroup"
CHANGE = "meetings.change_workinggroup"
TABS = (
    (gettext_lazy("Overview"), "meetings_admin:group"),
    (gettext_lazy("Terms of reference"), "meetings_admin:group_terms"),
    (gettext_lazy("Documents"), "meetings_admin:group_documents"),
)


class GroupScreen(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """A screen of the group whose key is in the address. Its template extends ``meetings/admin/group_screen.html``."""

    permission = VIEW
    header_icon = "group"
    url_name = ""  # of TABS
    page_title: str | Promise = ""

    @cached_property
    def group(self) -> WorkingGroup:
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        return get_object_or_404(WorkingGroup.objects.select_related("province", "parent"), id=self.kwargs["group_id"])

    def get_page_title(self) -> str:
        return str(self.page_title or self.group)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("working_group:index"), "label": _("Working groups")},
            {"url": reverse("meetings_admin:group", args=[self.group.pk]), "label": str(self.group)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [
            {"label": label, "url": reverse(name, args=[self.group.pk]), "here": name == self.url_name}
            for label, name in TABS
        ]
        may_change = self.user.has_perm(CHANGE)
        return super().get_context_data(**kwargs) | {"group": self.group, "tabs": tabs, "may_change": may_change}

    def home(self) -> HttpResponse:
        """Return the way back to the tab that this screen belongs to."""
        return redirect(self.url_name, self.group.pk)


class GroupOverview(GroupScreen):
    url_name = "meetings_admin:group"
    template_name = "meetings/admin/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group, today, now = self.group, timezone.localdate(), timezone.now()
        seats = group.memberships.select_related("organisation", "contact").order_by("organisation__name", "pk")
        sitting = list(seats.current(today))
        meetings = meetings_of(group).defer("body", "body_ur")
        one = keeping.chaired_by_one(keeping.of(group), today)
        shown = group.visibility == Visibility.PUBLIC
        return super().get_context_data(
            sitting=sorted(sitting, key=lambda seat: seat.role not in LEADING_ROLES),
            formerly=list(seats.filter(end__lt=today).order_by("-end")),
            plan=list(group.plan.order_by("-year", "position", "pk")),
            reviews=list(group.reviews.order_by("-year")),
            series=list(group.series.all()),
            children=list(group.children.all()),
            sectors=list(group.sectors.all()),
            coming=list(meetings.filter(end__gte=now).order_by("start", "pk")[:5]),
            held=list(meetings.filter(end__lt=now).order_by("-start", "-pk")[:5]),
            terms=group.terms.first(),
            public_url=addresses.group_url(group) if shown else "",
            caution=chaired_by_one_words(Organisation.objects.get(pk=one)) if one else "",
            today=today,
            **kwargs,
        )
