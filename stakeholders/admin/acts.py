"""Acts on many records of a list: on those that were chosen in it, or on all that it was narrowed to."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stakeholders.admin import asked
from stakeholders.admin.paging import KeysFirstIndexView


class ChoiceColumn(Column):
    """A box to choose the row by."""

    cell_template_name = "stakeholders/admin/choice_cell.html"

    class Media:
        css = {"all": ["stakeholders/lists.css"]}


class ActedUponIndexView(KeysFirstIndexView):
    """A list with acts above it: the name of each one's page, its label, and the permission that it needs."""

    acts: Sequence[tuple[str, Any, str]] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allowed = [(name, label) for name, label, needed in self.acts if self.request.user.has_perm(needed)]
        return super().get_context_data(**kwargs, acts=allowed, asked=self.asked)

    @property
    def asked(self) -> str:
        """What the list is narrowed to, as a query string."""
        query = self.request.GET.copy()
        for of_the_screen in (self.page_kwarg, "ordering", "_w_filter_fragment"):
            query.pop(of_the_screen, None)
        return query.urlencode()


class ActView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """A page that says what the act will do, and to how many."""

    raise_exception = True
    _show_breadcrumbs = True
    model: type[Model]
    index_url_name: str
    page_title: Any
    button_label: Any

    @cached_property
    def records(self) -> QuerySet[Any]:
        return asked.records(self.model, self.request.GET)

    @cached_property
    def count(self) -> int:
        return self.records.count()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act; but refuse first a choice that is none, which read another way would be everybody."""
        self.records.exists()
        return super().post(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": "", "label": self.page_title},
        ]

    def get_success_url(self) -> str:
        """Return the list as it was, without what was chosen in it."""
        query = self.request.GET.copy()
        query.pop(asked.CHOSEN, None)
        return f"{reverse(self.index_url_name)}?{query.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            count=self.count,
            narrowed=asked.in_words(self.model, self.request.GET),
            button_label=self.button_label,
            back_url=self.get_success_url(),
        )
