"""The search for duplicates: how the last one went, and a button for another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from stakeholders.admin.duplicates.base import DuplicatesScreen
from stakeholders.duplicates import queue, searching


class SearchView(DuplicatesScreen, TemplateView):
    template_name = "stakeholders/admin/duplicates/search.html"
    page_title = gettext_lazy("Search for duplicates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, search=searching.latest(), waiting=queue.waiting().count())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        searching.ask(by=self.user, now=timezone.now(), whole=True)
        messages.success(request, _("The search begins as soon as a worker is free. You can leave this page."))
        return redirect("duplicates:search")
