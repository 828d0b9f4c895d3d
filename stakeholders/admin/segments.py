"""Segments in the group “People”: the list, the builder with its count and sample, copying and deleting."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy

from stakeholders import rows
from stakeholders.admin.segment_form import SegmentForm, built, rule_in
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Segment
from stakeholders.segments import builder, people, registry, rules, words
from stakeholders.segments.uses import uses

SAMPLE = 10
MAY_SEE_PEOPLE = "stakeholders.view_contact"


def shown_builder(group: builder.Group) -> dict[str, Any]:
    """Return what the builder's template takes."""
    return {"builder": group, "criteria": registry.criteria(), "matches": builder.Match.choices}


def reach(group: builder.Group, *, user: Any) -> dict[str, Any]:
    """Return whom a builder means: in words, how many and, to those who may see people, ten of them."""
    try:
        rule = rule_in(group)
    except ValidationError as error:
        return {"problem": error.messages[0]}
    today = timezone.localdate()
    may_see_people = user.has_perm(MAY_SEE_PEOPLE)
    return {
        "words": words.in_words(rule),
        "number": people.count(rule, today),
        "may_see_people": may_see_people,
        "sample": _sample(rule, today) if may_see_people else [],
    }


def _sample(rule: rules.Rule, today: datetime.date) -> list[rows.ContactRow]:
    """Return the contacts that were entered last."""
    newest = people.meant(rule, today).order_by("-pk").values_list("pk", flat=True)[:SAMPLE]
    return rows.read(list(newest), on=today)


class SegmentIndexView(generic.IndexView):
    """The list. A row is counted when somebody asks for it: counting all of them would make the list slow."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("words", label=gettext_lazy("Whom it means"), accessor="words"),
            Column("people", label=gettext_lazy("People"), accessor=self.number),
            DateColumn("updated_at", label=gettext_lazy("Changed"), sort_key="updated_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Segment]:
        return super().get_base_queryset().order_by("name")

    def number(self, segment: Any) -> str:
        """Return how many the segment means if this row was asked for, else the link that asks."""
        if not segment.parsed:
            return "–"
        if self.request.GET.get("count") == str(segment.pk):
            return str(people.count(segment.parsed, timezone.localdate()))
        return format_html('<a href="?count={}">{}</a>', segment.pk, _("Count"))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        tell(context["object_list"])
        return context


def tell(segments: Iterable[Any]) -> None:
    """Give each segment its `words`, and its rule as `parsed` where it can be used; a query for each criterion."""
    for segment in segments:
        try:
            segment.parsed = rules.read(segment.rule)
        except UnknownCriterionError:
            segment.parsed = None
    telling = words.Telling(segment.parsed for segment in segments if segment.parsed)
    for segment in segments:
        try:
            segment.words = telling.people(segment.parsed) if segment.parsed else _("Can’t be read.")
        except UnknownCriterionError:
            segment.parsed = None
            segment.words = _("Can’t be used until it is mended: something that it names is gone.")


class BuilderMixin:
    """What adding, changing and copying share: buttons that change the form and save nothing, and the count."""

    request: HttpRequest
    template_name = "stakeholders/admin/segment_form.html"

    @property
    def is_changing(self) -> bool:
        return "act" in self.request.POST

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        if self.is_changing:
            del kwargs["data"], kwargs["files"]
            kwargs["changing"] = self.request.POST
        return kwargs

    def is_valid(self, form: SegmentForm) -> bool:
        return not self.is_changing and super().is_valid(form)  # type: ignore[misc]

    def form_invalid(self, form: SegmentForm) -> HttpResponse:
        if not self.is_changing:
            return super().form_invalid(form)  # type: ignore[misc]
        self.form = form
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        group = context["form"].builder
        return context | shown_builder(group) | {"reach": reach(group, user=self.request.user)}


class AddSegment(BuilderMixin, generic.CreateView):
    pass


class EditSegment(BuilderMixin, generic.EditView):
    pass


class CopySegment(BuilderMixin, generic.CopyView):
    """A new segment that begins as another one; the form that it shows is sent to “add”."""

    def get_initial_form_instance(self) -> Segment:
        segment = self.get_object()
        segment.name = _("%(name)s (copy)") % {"name": segment.name}
        return segment


class DeleteSegment(generic.DeleteView):
    """Says before it deletes what uses the segment, and that none of it changes."""

    @property
    def confirmation_message(self) -> str:
        used = uses(self.object)
        if not used:
            return _("Nothing uses the segment “%(name)s”. Delete it?") % {"name": self.object}
        return _(
            "The segment “%(name)s” was chosen for: %(uses)s. "
            "They keep the rule as it was when it was chosen. Delete it?"
        ) % {"name": self.object, "uses": "; ".join(used)}


class Look(View):
    """Answer the builder's script with what the page itself would show. Changes nothing; a POST for its length."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not ModelPermissionPolicy(Segment).user_has_any_permission(request.user, ["add", "change"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> JsonResponse:
        group = built(request.POST, complain=False)
        found = {"reach": reach(group, user=request.user)}
        return JsonResponse(
            {
                "builder": render_to_string("stakeholders/admin/_builder.html", shown_builder(group), request=request),
                "reach": render_to_string("stakeholders/admin/_segment_reach.html", found, request=request),
            }
        )


class SegmentViewSet(ModelViewSet):
    model = Segment
    icon = "crosshairs"
    name = "segment"
    index_view_class = SegmentIndexView
    add_view_class = AddSegment
    edit_view_class = EditSegment
    copy_view_class = CopySegment
    delete_view_class = DeleteSegment
    create_template_name = edit_template_name = BuilderMixin.template_name
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["name", "note"]

    def get_form_class(self, for_update: bool = False) -> type[SegmentForm]:
        return SegmentForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("look/", Look.as_view(), name="look")]
