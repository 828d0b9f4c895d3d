"""Working groups in the admin's menu: the list, the form, and deleting what was made by mistake."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from meetings.admin.group_form import EDIT_HANDLER
from meetings.admin.menu import HOOK
from meetings.admin.workspace import refusals_told
from meetings.enums import GroupKind, GroupLevel
from meetings.groups import keeping
from meetings.models import WorkingGroup
from stakeholders.admin.filters import TermsFilter
from stakeholders.models import Organisation, Province


def overview_url(group: WorkingGroup) -> str:
    return reverse("meetings_admin:group", args=[group.pk])


class GroupFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("At work or concluded"),
        choices=[("at_work", gettext_lazy("At work")), ("concluded", gettext_lazy("Concluded"))],
        method="by_standing",
    )
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Kind"), choices=GroupKind)
    level = django_filters.MultipleChoiceFilter(label=gettext_lazy("Level"), choices=GroupLevel)
    province = TermsFilter(label=gettext_lazy("Province"), queryset=Province.objects.all())

    class Meta:
        model = WorkingGroup
        fields: list[str] = []

    def by_standing(self, queryset: QuerySet[WorkingGroup], name: str, value: str) -> QuerySet[WorkingGroup]:
        concluded = Q(concluded_on__lt=timezone.localdate())
        return queryset.filter(concluded) if value == "concluded" else queryset.exclude(concluded)


class GroupIndexView(generic.IndexView):
    filterset_class = GroupFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", accessor="name_in_language", get_url=overview_url),
            Column("acronym", label=_("Acronym"), sort_key="acronym"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("level", label=_("Level"), accessor="get_level_display", sort_key="level"),
            Column("province", label=_("Province"), sort_key="province__order"),
            Column("visibility", label=_("Who sees it"), accessor="get_visibility_display", sort_key="visibility"),
            DateColumn("concluded_on", label=_("Concluded on"), sort_key="concluded_on"),
        ]

    def get_base_queryset(self) -> QuerySet[WorkingGroup]:
        return super().get_base_queryset().select_related("province")


class _SavedMixin:
    """After saving: the group's overview, and a word of caution where one organisation has every chair."""

    object: WorkingGroup
    request: HttpRequest

    def get_success_url(self) -> str:
        one = keeping.chaired_by_one(keeping.of(self.object), timezone.localdate())
        if one is not None:
            messages.warning(self.request, chaired_by_one_words(Organisation.objects.get(pk=one)))
        return overview_url(self.object)


def chaired_by_one_words(organisation: Organisation) -> str:
    """Return the caution; it is no error: it may be so for a while."""
    return _("%(organisation)s has every chair of the group. Co-chairs mostly come from two organisations.") % {
        "organisation": organisation.name_in_language
    }


class GroupCreateView(_SavedMixin, generic.CreateView):
    pass


class GroupEditView(_SavedMixin, generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        back = Button(_("Overview"), url=overview_url(self.object), icon_name="group", priority=5)
        return [back, *super().header_more_buttons]


class GroupDeleteView(generic.DeleteView):
    """Deletes a group that never did anything. Any other is concluded."""

    def form_valid(self, form: Any) -> HttpResponse:
        with refusals_told(self.request):
            keeping.delete(group=self.object)
            messages.success(self.request, _("The working group is deleted."))
            return redirect(self.index_url_name)
        return redirect(self.edit_url_name, self.object.pk)


class WorkingGroupViewSet(ModelViewSet):
    model = WorkingGroup
    icon = "group"
    name = "working_group"
    menu_label = gettext_lazy("Working groups")
    menu_order = 400
    menu_hook = HOOK
    add_to_admin_menu = True
    index_view_class = GroupIndexView
    add_view_class = GroupCreateView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["name", "name_ur", "acronym"]
    edit_handler = EDIT_HANDLER
