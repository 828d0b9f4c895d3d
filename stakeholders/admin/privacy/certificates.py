"""Certificates of erasure: the list, one on screen, and one to print for the file or for the person."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from delivery.rendering import direction
from stakeholders.admin.privacy.base import PrivacyPage
from stakeholders.admin.privacy.person import EraseView, HandOutView
from stakeholders.mail import unit
from stakeholders.models import Erasure
from stakeholders.permissions import ClosedToFormsPolicy
from stakeholders.privacy.parts import KEPT, REMOVED, in_words


def _by(certificate: Erasure) -> str:
    """Return who erased: a rule of retention acts for nobody."""
    return str(certificate.by) if certificate.by else str(gettext_lazy("By rule, or by a former account"))


class CertificateIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("number"),
            DateColumn("at", label=gettext_lazy("At"), sort_key="at"),
            Column("by", label=gettext_lazy("By"), accessor=_by),
            Column("rows", label=gettext_lazy("Rows removed"), accessor=lambda row: sum(row.removed.values())),
        ]

    def get_base_queryset(self) -> QuerySet[Erasure]:
        return super().get_base_queryset().select_related("by")


class CertificateInspectView(generic.InspectView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            removed=in_words(REMOVED, self.object.removed),
            kept=in_words(KEPT, self.object.kept),
            by=_by(self.object),
            languages=settings.LANGUAGES,
        )


class PrintView(PrivacyPage, View):
    """The certificate as a page of its own, in the language of whoever gets it."""

    def get(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        certificate = get_object_or_404(Erasure, pk=pk)
        with translation.override(language):
            context = {
                "certificate": certificate,
                "removed": in_words(REMOVED, certificate.removed),
                "kept": in_words(KEPT, certificate.kept),
                "unit": unit(),
                "language": language,
                "direction": direction(language),
            }
            return render(request, "stakeholders/certificate.html", context)


class ErasureViewSet(ModelViewSet):
    """Read only, with the two acts on a contact that lead here."""

    model = Erasure
    icon = "lock"
    name = "erasure"
    menu_label = gettext_lazy("Certificates of erasure")
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/privacy/certificate.html"
    inspect_view_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["number"]
    form_fields = ["number"]

    @property
    def permission_policy(self) -> ClosedToFormsPolicy:
        return ClosedToFormsPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/print/<str:language>/", PrintView.as_view(), name="print"),
            path("contact/<int:pk>/erase/", EraseView.as_view(), name="contact"),
            path("contact/<int:pk>/held/", HandOutView.as_view(), name="held"),
        ]
