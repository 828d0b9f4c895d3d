"""Requests to be erased: a list to work off, the page of one, and refusing it."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from stakeholders.admin.privacy.base import PrivacyPage
from stakeholders.admin.privacy.forms import RefuseForm
from stakeholders.admin.privacy.person import EraseAddressView
from stakeholders.models import ContactAddress, ErasureRequest
from stakeholders.permissions import ClosedToFormsPolicy
from stakeholders.privacy import requests


class StandingColumn(BaseColumn):
    """Whether it is open, overdue, done or refused, marked as strongly as it is urgent."""

    cell_template_name = "stakeholders/admin/privacy/standing_cell.html"

    def get_cell_context_data(self, instance: ErasureRequest, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "today": timezone.localdate()}


class RequestFilterSet(WagtailFilterSet):
    open = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[("open", gettext_lazy("To be done")), ("done", gettext_lazy("Done or refused"))],
        method="by_state",
    )

    class Meta:
        model = ErasureRequest
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[ErasureRequest], name: str, value: str) -> QuerySet[ErasureRequest]:
        return queryset.filter(done_at__isnull=value == "open")


class RequestIndexView(generic.IndexView):
    filterset_class = RequestFilterSet
    default_ordering = "due_on"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("__str__", label=gettext_lazy("Asked")),
            StandingColumn("standing", label=gettext_lazy("State")),
            DateColumn("due_on", label=gettext_lazy("Due"), sort_key="due_on"),
            Column("address", label=gettext_lazy("Address")),
            Column("erasure", label=gettext_lazy("Certificate")),
        ]

    def get_base_queryset(self) -> QuerySet[ErasureRequest]:
        return super().get_base_queryset().select_related("address", "erasure")


class RequestInspectView(generic.InspectView):
    """One request, with the contacts at its address: each is erased by itself, since a mailbox may be shared."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = ContactAddress.objects.filter(address=self.object.address_id).select_related("contact")
        return super().get_context_data(
            **kwargs,
            contacts=[link.contact for link in links] if self.object.address_id else [],
            today=timezone.localdate(),
        )


class RefuseView(PrivacyPage, FormView):
    form_class = RefuseForm
    template_name = "stakeholders/admin/privacy/refuse.html"
    page_title = gettext_lazy("Refuse the request of")

    @cached_property
    def erasure_request(self) -> ErasureRequest:
        return get_object_or_404(ErasureRequest.objects.select_related("address"), pk=self.kwargs["pk"], done_at=None)

    def get_page_subtitle(self) -> str:
        return str(self.erasure_request.address)

    def trail(self) -> list[tuple[str, Any]]:
        return [
            (reverse("erasure_request:index"), ErasureRequest._meta.verbose_name_plural),
            (reverse("erasure_request:inspect", args=[self.erasure_request.pk]), self.erasure_request),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, back_url=self.trail()[-1][0])

    def form_valid(self, form: RefuseForm) -> HttpResponse:
        requests.refuse(self.erasure_request, note=form.cleaned_data["note"], now=timezone.now())
        messages.success(self.request, _("Refused. The person reads the reason on the page of their request."))
        return redirect("erasure_request:index")


class ErasureRequestViewSet(ModelViewSet):
    """Made by readers, worked off by staff; nobody writes or deletes one by hand."""

    model = ErasureRequest
    icon = "bin"
    name = "erasure_request"
    menu_label = gettext_lazy("Requests to be erased")
    index_view_class = RequestIndexView
    inspect_view_class = RequestInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/privacy/request.html"
    inspect_view_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["due_on"]

    @property
    def permission_policy(self) -> ClosedToFormsPolicy:
        return ClosedToFormsPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/refuse/", RefuseView.as_view(), name="refuse"),
            path("<int:pk>/erase-address/", EraseAddressView.as_view(), name="erase_address"),
        ]
