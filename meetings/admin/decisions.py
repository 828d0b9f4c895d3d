"""The register of decisions for staff: all of them, their wording, and what becomes of them."""

import dataclasses
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from meetings.admin.workspace import CHANGE, VIEW, PermissionMixin, refusals_told
from meetings.decisions import details, register, standing
from meetings.decisions.details import Details
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import Decision, WorkingGroup
from stakeholders.spreadsheets import GuardedIndexView


class DecisionsMenuItem(MenuItem):
    """The register of decisions."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Decisions"),
            reverse_lazy("meetings_admin:decisions"),
            name="decisions",
            icon_name="tick-inverse",
            order=300,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)


class DecisionFilterSet(WagtailFilterSet):
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))
    group = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Working group"), queryset=WorkingGroup.objects.all(), field_name="meeting__groups"
    )
    review_before = django_filters.DateFilter(
        label=gettext_lazy("To be reviewed before"), field_name="review_on", lookup_expr="lt", widget=AdminDateInput
    )

    class Meta:
        model = Decision
        fields = ["status", "basis", "visibility", "year", "group", "review_before"]


class DecisionList(PermissionMixin, GuardedIndexView):
    permission = VIEW
    export_permission = VIEW  # of people they hold nothing
    model = Decision
    page_title = gettext_lazy("Decisions")
    header_icon = "tick-inverse"
    index_url_name = "meetings_admin:decisions"
    index_results_url_name = "meetings_admin:decisions_results"
    edit_url_name = "meetings_admin:decision"
    filterset_class = DecisionFilterSet
    is_searchable = True
    default_ordering = "-number"
    paginate_by = 50
    list_export = ["number", "text", "text_ur", "rationale", "meeting", "get_basis_display", "holds_from", "review_on",
                   "get_status_display", "reason", "supersedes", "get_visibility_display"]  # fmt: skip
    export_filename = "decisions"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("number", label=gettext_lazy("Number"), sort_key="number", get_url=self.get_edit_url),
            Column("text", label=gettext_lazy("Decision"), accessor=lambda row: row.text_in_language),
            Column("meeting", label=gettext_lazy("Meeting")),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column("review_on", label=gettext_lazy("To be reviewed on"), sort_key="review_on"),
        ]

    def get_edit_url(self, instance: Decision) -> str:
        return reverse(self.edit_url_name, args=[instance.pk])

    def get_base_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.select_related("meeting", "supersedes")

    def order_queryset(self, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        by = {"number": ["year", "serial"], "-number": ["-year", "-serial"]}.get(self.ordering)
        return queryset.order_by(*by) if by else super().order_queryset(queryset)

    def search_queryset(self, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        return register.search(queryset, self.search_query) if self.is_searching else queryset


class DecisionForm(forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Decision
        fields = ["text", "text_ur", "rationale", "basis", "holds_from", "review_on", "visibility"]
        widgets = {
            "text": AdminAutoHeightTextInput(attrs={"dir": "auto"}),
            "text_ur": AdminAutoHeightTextInput(attrs={"dir": "auto"}),
            "rationale": AdminAutoHeightTextInput(attrs={"dir": "auto"}),
            "holds_from": AdminDateInput,
            "review_on": AdminDateInput,
        }

    def details(self) -> Details:
        return Details(**{field.name: self.cleaned_data[field.name] for field in dataclasses.fields(Details)})


class DecisionScreen(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """One decision: its words, and the buttons that withdraw it, put it back, or let it take another's place."""

    permission = VIEW
    template_name = "meetings/admin/decision.html"
    header_icon = "tick-inverse"

    @cached_property
    def decision(self) -> Decision:
        found = Decision.objects.select_related("meeting", "item", "supersedes")
        return get_object_or_404(found, id=self.kwargs["decision_id"])

    def get_page_title(self) -> str:
        return self.decision.number

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listed = {"url": reverse("meetings_admin:decisions"), "label": str(_("Decisions"))}
        return [*super().get_breadcrumbs_items(), listed, {"url": "", "label": self.decision.number}]

    def get_context_data(self, form: DecisionForm | None = None, **kwargs: Any) -> dict[str, Any]:
        stamp = details.details_of(self.decision).stamp
        form = form or DecisionForm(instance=self.decision, initial={"seen": stamp})
        return super().get_context_data(
            decision=self.decision,
            successors=self.decision.superseded_by.all(),
            form=form,
            media=form.media,
            changes=self.user.has_perm(CHANGE),
            **kwargs,
        )


class ChangeDecision(DecisionScreen):
    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = request.POST.copy()
        form = DecisionForm(data, instance=Decision(pk=self.decision.pk))
        theirs: Details | None = None
        if form.is_valid():
            try:
                details.change(self.decision, form.details(), seen=form.cleaned_data["seen"], by=self.user)
            except StaleEditError as stale:
                form.add_error(None, str(stale))
                theirs = stale.theirs if isinstance(stale.theirs, Details) else None
                data["seen"] = theirs.stamp if theirs else ""  # whoever saves now has seen what stands there
            except MeetingsError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("meetings_admin:decision", self.decision.pk)
        context = self.get_context_data(form=form, theirs=theirs)
        return self.render_to_response(context, status=409 if theirs else 200)


class DecisionAct(PermissionMixin):
    """A button that changes what holds."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = get_object_or_404(Decision, id=self.kwargs["decision_id"])
        with refusals_told(request):
            self.act(decision, request)
            messages.success(request, _("Saved."))
        return redirect("meetings_admin:decision", decision.pk)

    def act(self, decision: Decision, request: HttpRequest) -> None:
        raise NotImplementedError


class WithdrawDecision(DecisionAct):
    def act(self, decision: Decision, request: HttpRequest) -> None:
        standing.withdraw(decision, reason=request.POST.get("reason", ""), by=self.user)


class ReinstateDecision(DecisionAct):
    def act(self, decision: Decision, request: HttpRequest) -> None:
        standing.reinstate(decision, by=self.user)


class SupersedeDecision(DecisionAct):
    """Lets the decision take the place of an older one, which is named by its number."""

    def act(self, decision: Decision, request: HttpRequest) -> None:
        number = register.parse(request.POST.get("number", ""))
        old = Decision.objects.filter(year=number[0], serial=number[1]).first() if number else None
        if old is None:
            raise MeetingsError(_("There is no decision of that number. Write it as D-2026-03."))
        standing.supersede(old, with_=decision, by=self.user)
