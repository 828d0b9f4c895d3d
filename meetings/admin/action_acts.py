"""Acts on the actions that were ticked in the list: a status for all of them, a mail to who has them."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.actions import digest, owners, tracking
from meetings.admin.action_forms import ActForm
from meetings.admin.actions import chosen
from meetings.admin.workspace import CHANGE, INVITE, VIEW, PermissionMixin
from meetings.exceptions import MeetingsError
from meetings.models import ActionItem
from stakeholders.models import Contact

MOST = 200  # actions at once
PEOPLE_AT_ONCE = 25  # mails are written while the browser waits
TOLD = 10  # refusals that are told one by one


class ActOnActions(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """Says what it will do and to which, and does it by a POST. What is refused is told; the others are done."""

    template_name = "meetings/admin/actions_act.html"
    header_icon = "clipboard-list"
    _show_breadcrumbs = True
    permission = VIEW
    needs = {"status": CHANGE, "remind": INVITE}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.needs.get(self.act, CHANGE)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def act(self) -> str:
        return "remind" if self.request.GET.get("act") == "remind" else "status"

    def get_page_title(self) -> str:
        return _("Remind who has them") if self.act == "remind" else _("Set the status")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("meetings_admin:actions"), "label": _("Actions")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def actions(self) -> Sequence[ActionItem]:
        found = ActionItem.objects.filter(id__in=chosen(self.request)).select_related(
            "meeting__series", "owner", "owner_organisation"
        )
        return list(found[: MOST + 1])

    @cached_property
    def people(self) -> Sequence[Contact]:
        """Who answers for those of them that are open."""
        still_open = [action for action in self.actions if action.is_open]
        answering = owners.answering_for(still_open, on=timezone.localdate())
        keys = {key for keys in answering.values() for key in keys}
        return list(Contact.objects.filter(pk__in=keys).order_by("name", "pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {
            "act": self.act,
            "actions": self.actions[:MOST],
            "too_many": len(self.actions) > MOST,
            "people": self.people if self.act == "remind" else [],
            "too_many_people": self.act == "remind" and len(self.people) > PEOPLE_AT_ONCE,
        }
        return {"form": ActForm()} | context

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it, and go back to the list."""
        if not self.actions or len(self.actions) > MOST:
            return redirect("meetings_admin:actions")
        if self.act == "remind":
            self._remind()
            return redirect("meetings_admin:actions")
        form = ActForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        self._set_status(form.cleaned_data["status"], form.cleaned_data["note"])
        return redirect("meetings_admin:actions")

    def _set_status(self, status: str, note: str) -> None:
        done, refused = 0, []
        for action in self.actions:
            try:
                tracking.update(action, status=status, note=note, by=self.user, now=timezone.now())
            except MeetingsError as refusal:
                refused.append(f"{action.number}: {refusal}")
            else:
                done += 1
        said = ngettext("%(count)d action was changed.", "%(count)d actions were changed.", done)
        self._tell(said % {"count": done}, refused, done=done)

    def _remind(self) -> None:
        sent, refused = 0, []
        for contact in self.people[:PEOPLE_AT_ONCE]:
            try:
                digest.send_now(contact, by=self.user, now=timezone.now())
            except MeetingsError as refusal:
                refused.append(str(refusal))
            else:
                sent += 1
        said = ngettext("%(count)d person is written to.", "%(count)d people are written to.", sent)
        self._tell(said % {"count": sent}, refused, done=sent)

    def _tell(self, said: str, refused: list[str], *, done: int) -> None:
        if done:
            messages.success(self.request, said)
        for refusal in refused[:TOLD]:
            messages.error(self.request, refusal)
        if len(refused) > TOLD:
            more = len(refused) - TOLD
            messages.error(
                self.request,
                ngettext("%(count)d more was refused.", "%(count)d more were refused.", more) % {"count": more},
            )
