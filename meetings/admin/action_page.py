"""One action: all that was ever heard of it, and what staff do about it."""

import dataclasses
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.actions import carrying, owners, tracking
from meetings.actions.tracking import Details
from meetings.admin.action_forms import DetailsForm, HandOverForm, StatusForm
from meetings.admin.workspace import CHANGE, INVITE, PermissionMixin
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import ActionItem, ActionUpdate
from stakeholders.admin.choosers import VIEW_CONTACTS
from stakeholders.models import Contact


class ActionScreen(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """A screen on one action, whose key is in the address as `action_id`."""

    header_icon = "clipboard-list"
    page_title = gettext_lazy("Action")
    _show_breadcrumbs = True

    @cached_property
    def action(self) -> ActionItem:
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        found = ActionItem.objects.select_related("meeting__series", "item", "owner", "owner_organisation")
        return get_object_or_404(carrying.with_carried(found), id=self.kwargs["action_id"])

    @property
    def home(self) -> str:
        return reverse("meetings_admin:action", args=[self.action.pk])

    def get_page_subtitle(self) -> str:
        return self.action.number

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("meetings_admin:actions"), "label": _("Actions")},
            {"url": self.home, "label": self.action.number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"action": self.action, "today": timezone.localdate()}


class ActionPage(ActionScreen):
    """What it is, how it stands, who answers for it, its history; the form for what is heard of it next."""

    template_name = "meetings/admin/action.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = owners.answering_for([self.action], on=timezone.localdate()).get(self.action.pk, [])
        answering = Contact.objects.filter(pk__in=keys).select_related("language").order_by("name", "pk")
        context = super().get_context_data(**kwargs) | {
            "history": list(self._history()),
            "answering": [owners.owner(contact, on=timezone.localdate()) for contact in answering[:5]],
            "changes": self.user.has_perm(CHANGE),
            "hands_over": self._hands_over,
            "may_write": self.user.has_perm(INVITE),
        }
        return {"form": StatusForm.of(self.action)} | context

    @property
    def _hands_over(self) -> bool:
        return self.user.has_perm(CHANGE) and self.user.has_perm(VIEW_CONTACTS)

    def _history(self) -> QuerySet[ActionUpdate]:
        found = self.action.updates.select_related("by", "by_contact", "meeting", "was_owner", "was_organisation")
        return found.order_by("-at", "-pk")

    def post(self, request: HttpRequest, action_id: int) -> HttpResponse:
        """Write down what staff say; what can't be taken stays in the form."""
        if not self.user.has_perm(CHANGE):
            raise PermissionDenied
        form = StatusForm(request.POST)
        if form.is_valid() and _done(
            form, lambda: tracking.update(self.action, **form.cleaned_data, by=self.user, now=timezone.now())
        ):
            messages.success(request, _("Written down."))
            return redirect(self.home)
        return self.render_to_response(self.get_context_data(form=form))


class ActionPrint(ActionScreen):
    """The same on paper."""

    template_name = "meetings/admin/action_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.action.updates.select_related("by", "by_contact", "meeting", "was_owner", "was_organisation")
        return super().get_context_data(**kwargs) | {"history": list(history)}


class ChangeAction(ActionScreen):
    """Its words, its day, who sees it."""

    permission = CHANGE
    page_title = gettext_lazy("Change an action")
    template_name = "meetings/admin/action_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": DetailsForm(action=self.action)} | super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, action_id: int) -> HttpResponse:
        """Write it down, unless somebody else did meanwhile: then show theirs, and keep what was typed."""
        form = DetailsForm(request.POST, action=self.action)
        theirs: list[tuple[str, Any]] = []
        if form.is_valid():
            try:
                tracking.change(self.action, form.details, seen=form.cleaned_data["seen"], by=self.user)
            except StaleEditError as stale:
                stands = cast(Details, stale.theirs)
                theirs = differences(form.details, stands, form)
                messages.error(request, str(stale))
                form = DetailsForm(request.POST.dict() | {"seen": stands.stamp}, action=self.action)
            except MeetingsError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Changed."))
                return redirect(self.home)
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs), status=409 if theirs else 200)


class HandOver(ActionScreen):
    """Give it to somebody else. Names of people are chosen by who may see them."""

    permission = VIEW_CONTACTS
    page_title = gettext_lazy("Hand over an action")
    template_name = "meetings/admin/action_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.user.has_perm(CHANGE):
            raise PermissionDenied
        return {"form": HandOverForm.of(self.action)} | super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, action_id: int) -> HttpResponse:
        """Hand it over; with whom it was stays in its history."""
        if not self.user.has_perm(CHANGE):
            raise PermissionDenied
        form = HandOverForm(request.POST)
        if form.is_valid() and _done(
            form, lambda: tracking.reassign(self.action, **form.cleaned_data, by=self.user, now=timezone.now())
        ):
            messages.success(request, _("Handed over. Its new owner is written to with the next monthly mail."))
            return redirect(self.home)
        return self.render_to_response(self.get_context_data(form=form))


def differences(mine: Details, theirs: Details, form: forms.Form) -> list[tuple[str, Any]]:
    """Return what stands now where it differs from what was typed: the label of the field, and its value."""
    return [
        (str(form.fields[field.name].label), getattr(theirs, field.name))
        for field in dataclasses.fields(Details)
        if getattr(mine, field.name) != getattr(theirs, field.name)
    ]


def _done(form: forms.Form, act: Any) -> bool:
    """Do it; tell a refusal beside the form, so that what was typed stays."""
    try:
        act()
    except MeetingsError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
