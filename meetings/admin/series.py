"""Series of meetings in the admin."""

from typing import Any

from django.db.models import Count, ProtectedError, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from meetings.admin.menu import HOOK
from meetings.models import MeetingSeries


def _its_meetings(series: MeetingSeries) -> str:
    return f"{reverse('meetings_admin:list')}?series={series.pk}"


def _its_backlog(series: MeetingSeries) -> str:
    return reverse("meetings_admin:backlog", args=[series.pk])


class SeriesIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("title"),
            Column("group", label=_("Working group")),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            TitleColumn("count", label=_("Meetings"), accessor="count", get_url=_its_meetings),
            TitleColumn("waiting", label=_("Backlog"), accessor="waiting", get_url=_its_backlog),
        ]

    def get_base_queryset(self) -> QuerySet[MeetingSeries]:
        counts = {"count": Count("meetings", distinct=True), "waiting": Count("backlog", distinct=True)}
        return super().get_base_queryset().select_related("group").annotate(**counts)


class SeriesDeleteView(generic.DeleteView):
    """Deletes a series that never met. Meetings hold on to theirs."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("The series has meetings: it can’t be deleted."))
            return redirect(self.edit_url_name, self.object.pk)


class SeriesViewSet(ModelViewSet):
    model = MeetingSeries
    icon = "list-ol"
    name = "meeting_series"
    menu_label = _("Series")
    menu_order = 500
    menu_hook = HOOK
    add_to_admin_menu = True
    index_view_class = SeriesIndexView
    delete_view_class = SeriesDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["title", "title_ur"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("title"), FieldPanel("title_ur")]),
            FieldRowPanel([FieldPanel("meeting_title"), FieldPanel("meeting_title_ur")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("group"), FieldPanel("kind")]),
                    FieldRowPanel([FieldPanel("zone"), FieldPanel("duration")]),
                    FieldRowPanel([FieldPanel("mode"), FieldPanel("place")]),
                ],
                heading=_("What a new meeting begins with"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("minutes_due_days"), FieldPanel("objection_days")])],
                heading=_("Minutes"),
            ),
        ]
    )
