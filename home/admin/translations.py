"""Confirming what a machine translated, and the list of what waits for it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports.base import PageReportView
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.admin.page_screens import PageScreen
from home.models.base import BasePage
from home.search import kinds
from home.translating import confirming, waiting

WRITING = ("add", "change", "publish")
ICON = "wagtail-localize-language"


class ConfirmView(PageScreen, TemplateView):
    """What confirming means, the text beside its original, and the button."""

    template_name = "home/admin/confirm_translation.html"
    page_title = gettext_lazy("Confirm this translation")
    header_icon = "check"

    @cached_property
    def page(self) -> BasePage:
        page = get_object_or_404(Page, pk=self.kwargs["pk"]).specific
        if not isinstance(page, BasePage):
            raise Http404
        return page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not confirming.may_confirm(self.page, self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = self.page.get_translations().select_related("locale")
        return super().get_context_data(**kwargs, page=self.page, others=others)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = request.POST.get("seen", "")
        revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None
        try:
            confirming.confirm(self.page, seen=revision, by=self.user, now=timezone.now())
        except confirming.ConfirmationError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)
        messages.success(request, _("Confirmed. Readers are no longer told of a machine."))
        return redirect(self.editor_url)


class WaitingView(PageReportView):
    """The editions that nobody has confirmed, and those that are older than their originals."""

    page_title = gettext_lazy("Translations that wait")
    header_icon = ICON
    results_template_name = "home/admin/translations_results.html"
    index_url_name = "translations_that_wait"
    index_results_url_name = "translations_that_wait_results"
    any_permission_required = WRITING

    def get_queryset(self) -> QuerySet[Page]:
        mine = page_permission_policy.instances_user_has_any_permission_for(self.request.user, WRITING)
        self.queryset = waiting.pages().filter(pk__in=mine.values("pk")).select_related("locale", "content_type")
        pages: QuerySet[Page] = super().get_queryset()
        return pages

    def decorate_paginated_queryset(self, object_list: Iterable[Page]) -> list[Page]:
        """Say of each page what kind it is, in the words of the public search."""
        pages = list(object_list)
        for page in pages:
            page.kind_in_words = kinds.of(page.content_type.model_class()).one
        return pages


class WaitingMenuItem(MenuItem):
    """The list's entry among the reports, for those who write pages."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Translations that wait"),
            reverse("translations_that_wait"),
            name="translations-that-wait",
            icon_name=ICON,
            order=710,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, WRITING))


def buttons(page: Page, user: AbstractUser) -> Iterator[Button]:
    """Yield the button that leads to confirming `page`, for those who may: beside its title, and in lists."""
    edition = page.specific
    if isinstance(edition, BasePage) and edition.machine_made and confirming.may_confirm(edition, user):
        address = reverse("confirm_translation", args=[page.pk])
        yield Button(gettext_lazy("Confirm this translation"), address, icon_name="check", priority=55)


urlpatterns: list[URLPattern] = [
    path("translations/<int:pk>/confirm/", ConfirmView.as_view(), name="confirm_translation"),
    path("reports/translations/", WaitingView.as_view(), name="translations_that_wait"),
    path(
        "reports/translations/results/",
        WaitingView.as_view(results_only=True),
        name="translations_that_wait_results",
    ),
]
