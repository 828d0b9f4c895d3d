"""The queue: pairs that may be one, to be narrowed, searched and worked off."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from stakeholders import search
from stakeholders.admin.duplicates.base import glances
from stakeholders.admin.duplicates.choosing import ChooseView
from stakeholders.admin.duplicates.pair import DismissView, NextView, PairView
from stakeholders.admin.duplicates.searches import SearchView
from stakeholders.duplicates.subjects import SUBJECTS
from stakeholders.models import Resemblance
from stakeholders.permissions import MergePolicy

WAITING, DISMISSED = "waiting", "dismissed"


class ResemblanceFilterSet(WagtailFilterSet):
    subject = django_filters.ChoiceFilter(label=gettext_lazy("Of"), choices=Resemblance.Subject)
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Because of"), choices=Resemblance.Kind)
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("Standing"),
        choices=[(WAITING, gettext_lazy("Waits for a decision")), (DISMISSED, gettext_lazy("Said to be two"))],
        method="by_standing",
    )

    class Meta:
        model = Resemblance
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Resemblance]) -> QuerySet[Resemblance]:
        """Show what waits, unless something else is asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("standing") else found.filter(dismissed_at=None)

    def by_standing(self, queryset: QuerySet[Resemblance], name: str, value: str) -> QuerySet[Resemblance]:
        return queryset.filter(dismissed_at__isnull=value == WAITING)


class SideColumn(Column):
    """One of two records: its name, and what tells it from others."""

    cell_template_name = "stakeholders/admin/duplicates/side_cell.html"


class ResemblanceIndexView(generic.IndexView):
    filterset_class = ResemblanceFilterSet
    is_searchable = True
    default_ordering = ("-score", "pk")
    page_title = gettext_lazy("Possible duplicates")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            SideColumn("one", label=gettext_lazy("One")),
            SideColumn("other", label=gettext_lazy("The other")),
            Column("get_subject_display", label=gettext_lazy("Of"), sort_key="subject"),
            Column("get_kind_display", label=gettext_lazy("Because of"), sort_key="kind"),
            Column("score", label=gettext_lazy("Likeness"), accessor=lambda pair: f"{pair.score} %", sort_key="score"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Merges"), url=reverse("merge:index"), icon_name="history", priority=10),
            HeaderButton(_("Search…"), url=reverse("duplicates:search"), icon_name="search", priority=20),
        ]

    def search_queryset(self, queryset: QuerySet[Resemblance]) -> QuerySet[Resemblance]:
        """Keep the pairs of which one side is found by what was typed, as in the lists of people."""
        if not self.is_searching:
            return queryset
        wanted = Q()
        for subject in SUBJECTS.values():
            found = search.matching(subject.model.objects.order_by(), self.search_query).values("pk")
            wanted |= Q(Q(first__in=found) | Q(second__in=found), subject=subject.code)
        return queryset.filter(wanted)

    def get_table(self, object_list: Iterable[Resemblance], **kwargs: Any) -> Any:
        pairs: list[Any] = list(object_list)
        for subject in SUBJECTS:
            own = [pair for pair in pairs if pair.subject == subject]
            seen = glances(subject, [pk for pair in own for pk in (pair.first, pair.second)]) if own else {}
            for pair in own:
                pair.one, pair.other = seen.get(pair.first), seen.get(pair.second)
                pair.url = reverse("duplicates:pair", args=[subject, pair.first, pair.second])
        return super().get_table(pairs, **kwargs)


class ResemblanceViewSet(ModelViewSet):
    """Pairs are found by searches and worked off; none is added or edited."""

    model = Resemblance
    icon = "copy"
    name = "duplicates"
    menu_label = gettext_lazy("Duplicates")
    index_view_class = ResemblanceIndexView
    index_template_name = "stakeholders/admin/duplicates/index.html"
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["kind"]

    @property
    def permission_policy(self) -> MergePolicy:
        return MergePolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("search/", SearchView.as_view(), name="search"),
            path("next/", NextView.as_view(), name="next"),
            path("<str:subject>/<int:kept>/<int:gone>/", PairView.as_view(), name="pair"),
            path("<str:subject>/<int:kept>/<int:gone>/two/", DismissView.as_view(), name="dismiss"),
            path("<str:subject>/<int:pk>/with/", ChooseView.as_view(), name="choose"),
        ]
