"""What people corrected of themselves and told staff with it: to read, to act on, to tick off."""

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from stakeholders.models import Correction
from stakeholders.own_data_forms import LABELS
from stakeholders.permissions import SETTLE_CORRECTIONS, CorrectionPolicy


class CorrectionFilterSet(WagtailFilterSet):
    waits = django_filters.ChoiceFilter(
        label=gettext_lazy("Message"),
        choices=[("yes", gettext_lazy("Waits for us")), ("no", gettext_lazy("Settled, or none"))],
        method="by_waiting",
    )

    class Meta:
        model = Correction
        fields: list[str] = []

    def by_waiting(self, queryset: Any, name: str, value: str) -> Any:
        waiting = Correction.objects.exclude(message="").filter(settled_at=None).values("pk")
        return queryset.filter(pk__in=waiting) if value == "yes" else queryset.exclude(pk__in=waiting)


def _moment(row: Correction) -> str:
    return date_format(timezone.localtime(row.at), "SHORT_DATETIME_FORMAT")


def _changed(row: Correction) -> str:
    """Return the labels of what was changed; never what it was, or is."""
    return pgettext("between the parts of a list", ", ").join(str(LABELS.get(name, name)) for name in row.fields)


def _state(row: Correction) -> str:
    if row.settled_at:
        by = row.settled_by.get_full_name() or row.settled_by.get_username() if row.settled_by else ""
        return f"{date_format(timezone.localtime(row.settled_at), 'SHORT_DATE_FORMAT')} {by}".strip()
    return _("Waits for us") if row.message else ""


class CorrectionIndexView(generic.IndexView):
    filterset_class = CorrectionFilterSet
    default_ordering = "-at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("contact", label=gettext_lazy("Contact"), get_url=self.act_url),
            Column("at", label=gettext_lazy("At"), accessor=_moment, sort_key="at"),
            Column("fields", label=gettext_lazy("What they changed"), accessor=_changed),
            Column("message", label=gettext_lazy("What they told us")),
            Column("state", label=gettext_lazy("Settled"), accessor=_state, sort_key="settled_at"),
        ]

    def act_url(self, row: Correction) -> str:
        """Return where one reads it, and settles it."""
        return reverse("correction:settle", args=[row.pk])

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("contact", "settled_by")


class SettleView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """One correction, with the button that says that staff did what it asks for."""

    permission_required = SETTLE_CORRECTIONS
    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "user"
    template_name = "stakeholders/admin/correction.html"
    page_title = gettext_lazy("What a person told us")

    @cached_property
    def correction(self) -> Correction:
        return get_object_or_404(Correction.objects.select_related("contact", "settled_by"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.correction.contact)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("correction:index"), "label": _("Corrections")},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.correction
        return super().get_context_data(**kwargs, correction=row, changed=_changed(row), state=_state(row))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle it; whoever was faster keeps having settled it."""
        waiting = Correction.objects.filter(pk=self.correction.pk, settled_at=None)
        if waiting.update(settled_at=timezone.now(), settled_by=request.user):
            messages.success(request, _("Settled."))
        return redirect("correction:index")


class CorrectionViewSet(ModelViewSet):
    """Rows are made by people on their own pages; staff settle them and change nothing else."""

    model = Correction
    icon = "edit"
    name = "correction"
    menu_label = gettext_lazy("Corrections")
    index_view_class = CorrectionIndexView
    inspect_view_enabled = False
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["contact__search_text"]
    form_fields = ["message"]

    @property
    def permission_policy(self) -> CorrectionPolicy:
        return CorrectionPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/settle/", SettleView.as_view(), name="settle")]
