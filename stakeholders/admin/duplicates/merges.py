"""The merges that were made: who, when, and undoing one as a whole."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from stakeholders.admin.duplicates.base import DuplicatesScreen, glance, glances
from stakeholders.admin.duplicates.listing import SideColumn
from stakeholders.duplicates import parting
from stakeholders.duplicates.subjects import SUBJECTS
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import Merge, Resemblance
from stakeholders.permissions import MergePolicy


class MergeFilterSet(WagtailFilterSet):
    subject = django_filters.ChoiceFilter(label=gettext_lazy("Of"), choices=Resemblance.Subject)
    undone = django_filters.BooleanFilter(
        label=gettext_lazy("Undone"), field_name="undone_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Merge
        fields: list[str] = []


class MergeIndexView(generic.IndexView):
    filterset_class = MergeFilterSet
    default_ordering = "-pk"
    page_title = gettext_lazy("Merges")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            SideColumn("one", label=gettext_lazy("Entry that went")),
            SideColumn("other", label=gettext_lazy("Part of")),
            DateColumn("at", label=gettext_lazy("At"), sort_key="at"),
            Column("by", label=gettext_lazy("By")),
            DateColumn("undone_at", label=gettext_lazy("Undone"), sort_key="undone_at"),
        ]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("by").defer("before")

    def get_table(self, object_list: Iterable[Merge], **kwargs: Any) -> Any:
        merges: list[Any] = list(object_list)
        for subject in SUBJECTS:
            own = [merge for merge in merges if merge.subject == subject]
            seen = glances(subject, [pk for merge in own for pk in (merge.gone, merge.kept)]) if own else {}
            for merge in own:
                merge.one, merge.other = seen.get(merge.gone), seen.get(merge.kept)
                merge.url = reverse("merge:undo", args=[merge.pk])
        return super().get_table(merges, **kwargs)


class UndoView(DuplicatesScreen, TemplateView):
    """One merge: what it was, what its undoing will do, and what an undoing left."""

    template_name = "stakeholders/admin/duplicates/undo.html"
    page_title = gettext_lazy("Merge")

    @cached_property
    def merge(self) -> Merge:
        return get_object_or_404(Merge.objects.select_related("by", "undone_by"), id=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return glance(self.merge.subject, self.merge.gone).name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("merge:index"), "label": capfirst(Merge._meta.verbose_name_plural)}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.merge.before
        return super().get_context_data(
            **kwargs,
            merge=self.merge,
            kept=glance(self.merge.subject, self.merge.kept),
            gone=glance(self.merge.subject, self.merge.gone),
            kept_so_long=bool(before),  # retention drops it after its time
            rows=len({(change["model"], pk) for change in before.get("changes", []) for pk in change["pks"]}),
            consents=len(before.get("withdrawn", [])),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            undone = parting.undo(self.merge, by=self.user, now=timezone.now())
        except MergeRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            left = len(undone.leftovers)
            text = _("They are two entries again.")
            if left:
                text += " " + ngettext(
                    "%(count)d thing stays as it was changed since: see below.",
                    "%(count)d things stay as they were changed since: see below.",
                    left,
                ) % {"count": left}
            messages.success(request, text)
        return redirect("merge:undo", self.merge.pk)


class MergeViewSet(ModelViewSet):
    """Reached from the list of duplicates; merges are made and undone, never edited."""

    model = Merge
    icon = "history"
    name = "merge"
    index_view_class = MergeIndexView
    index_template_name = "stakeholders/admin/duplicates/index.html"
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["subject"]

    @property
    def permission_policy(self) -> MergePolicy:
        return MergePolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", UndoView.as_view(), name="undo"),
        ]
