"""Working groups in the admin's menu."""

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from meetings.admin.menu import HOOK
from meetings.models import WorkingGroup


class WorkingGroupIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("acronym", label=_("Acronym"), sort_key="acronym"),
            Column("get_level_display", label=_("Level"), sort_key="level"),
            Column("province", label=_("Province")),
            Column("concluded_on", label=_("Concluded on"), sort_key="concluded_on"),
        ]

    def get_base_queryset(self) -> QuerySet[WorkingGroup]:
        return super().get_base_queryset().select_related("province")


class WorkingGroupViewSet(ModelViewSet):
    model = WorkingGroup
    icon = "group"
    name = "working_group"
    menu_label = _("Working groups")
    menu_order = 400
    menu_hook = HOOK
    add_to_admin_menu = True
    index_view_class = WorkingGroupIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["name", "name_ur", "acronym"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("name_ur"), FieldPanel("acronym")]),
            FieldPanel("slug"),
            FieldRowPanel([FieldPanel("level"), FieldPanel("province")]),
            FieldRowPanel([FieldPanel("established_on"), FieldPanel("concluded_on")]),
            InlinePanel(
                "memberships",
                heading=_("Who sits in it"),
                label=_("Membership"),
                panels=[
                    FieldRowPanel([FieldPanel("organisation"), FieldPanel("contact")]),
                    FieldRowPanel([FieldPanel("role"), FieldPanel("start"), FieldPanel("end")]),
                ],
            ),
        ]
    )
