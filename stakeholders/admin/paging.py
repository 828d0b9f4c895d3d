"""Pages of lists as long as they like: which records stand on a page is found out first, then what they hold."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import generic

from stakeholders import among  # noqa: F401  registers the lookup

MOST = 20_000  # matches of a search or filter that are counted; beyond them a list says “more than”


class KeysFirstPaginator(WagtailPaginator):
    """Pages of an ordered queryset, by three queries of which only one looks at more than a page.

    Where nothing narrows the list, count and page come from indexes. Where something does, the keys of all matches are
    taken in whatever order they are found in, once, up to `MOST`: to count them and then to put them in order would
    take two passes over the table. See docs/decisions/0014.
    """

    def __init__(self, queryset: QuerySet, per_page: int, *, narrowed: bool, **kwargs: Any) -> None:
        super().__init__(queryset, per_page, **kwargs)
        self.narrowed = narrowed

    @cached_property
    def _matches(self) -> list[int]:
        return list(self.object_list.order_by().values_list("pk", flat=True)[: MOST + 1])

    @property
    def is_cut(self) -> bool:
        """Whether there are more matches than are counted."""
        return self.narrowed and len(self._matches) > MOST

    @cached_property
    def count(self) -> int:
        return min(len(self._matches), MOST) if self.narrowed else self.object_list.count()

    @property
    def matches_label(self) -> str:
        """How many matches there are, in words."""
        counted = number_format(self.count, force_grouping=True)
        if self.is_cut:
            return _("More than %(count)s matches") % {"count": counted}
        return ngettext("%(count)s match", "%(count)s matches", self.count) % {"count": counted}

    def page(self, number: int | str) -> Page:
        """Return a page of keys."""
        place = self.validate_number(number)
        bottom = (place - 1) * self.per_page
        source = self.object_list
        if self.narrowed and not self.is_cut:
            source = self.model._default_manager.filter(pk__among=self._matches).order_by(*source.query.order_by)
        keys = list(source.values_list("pk", flat=True)[bottom : min(bottom + self.per_page, self.count)])
        return self._get_page(keys, place, self)


class KeysFirstIndexView(generic.IndexView):
    """A list that is paged like that, by `default_ordering` or the sort key of a column, which should have an index."""

    results_template_name = "stakeholders/admin/list_results.html"
    default_ordering = "-pk"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export: bool = self.is_export and bool(self.list_export)  # Wagtail exports whatever list is asked to

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        order = self.ordering or self.default_ordering
        return queryset.order_by(order, "-pk" if order.startswith("-") else "pk")

    def get_paginator(self, queryset: QuerySet, per_page: int, **kwargs: Any) -> KeysFirstPaginator:
        narrowed = bool(self.is_searching or self.is_filtering)
        return KeysFirstPaginator(queryset, per_page, narrowed=narrowed, **kwargs)

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, Any, Any, bool]:
        paginator, page, keys, more = super().paginate_queryset(queryset, page_size)
        page.object_list = self.records(keys)
        return paginator, page, page.object_list, more

    def records(self, keys: list[int]) -> list[Any]:
        """Return the rows of one page, in the order of `keys`, with what their columns show."""
        found = self.with_details(self.model._default_manager.all()).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def with_details(self, records: QuerySet) -> QuerySet:
        """Return the records with the annotations and relations that columns show."""
        return records
