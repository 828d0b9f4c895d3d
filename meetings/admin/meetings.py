"""The list of meetings, and the form in which one is made or changed."""

import copy
from functools import cached_property
from typing import Any, cast
from zoneinfo import available_timezones

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from home import formats
from meetings import changes, details, numbering
from meetings.admin.meeting_form import MeetingForm
from meetings.admin.telling import tell_who_has_not_heard
from meetings.admin.workspace import CHANGE, MeetingScreen, PermissionMixin
from meetings.enums import Kind, State
from meetings.exceptions import StaleEditError, TakenError
from meetings.models import Meeting, MeetingSeries, WorkingGroup
from stakeholders.admin.filters import TermsFilter

ADD = "meetings.add_meeting"


class MeetingFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        label=gettext_lazy("When"),
        choices=[("coming", gettext_lazy("Ahead")), ("past", gettext_lazy("Past"))],
        method="by_time",
    )
    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=State)
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Kind"), choices=Kind)
    series = TermsFilter(label=gettext_lazy("Series"), queryset=MeetingSeries.objects.all())
    groups = TermsFilter(label=gettext_lazy("Working group"), queryset=WorkingGroup.objects.all(), distinct=True)

    class Meta:
        model = Meeting
        fields: list[str] = []

    def by_time(self, queryset: QuerySet[Meeting], name: str, value: str) -> QuerySet[Meeting]:
        now = timezone.now()
        return queryset.filter(end__gte=now) if value == "coming" else queryset.filter(end__lt=now)


def _when(meeting: Meeting) -> str:
    return f"{formats.long_date(meeting.day)}, {formats.clock(meeting.local_start)}"


def _groups(meeting: Meeting) -> str:
    return ", ".join(str(group) for group in meeting.groups.all())


class MeetingIndexView(generic.IndexView):
    model = Meeting
    permission_policy = ModelPermissionPolicy(Meeting)
    page_title = gettext_lazy("Meetings")
    header_icon = "calendar-alt"
    index_url_name = "meetings_admin:list"
    index_results_url_name = "meetings_admin:list_results"
    add_url_name = "meetings_admin:add"
    add_item_label = gettext_lazy("Add a meeting")
    filterset_class = MeetingFilterSet
    search_fields = ["title", "title_ur"]
    default_ordering = "-start"
    paginate_by = 50
    _show_breadcrumbs = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title_in_language", label=gettext_lazy("Title"), sort_key="title", get_url=self.workspace_url),
            Column("start", label=gettext_lazy("Starts"), accessor=_when, sort_key="start"),
            Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("series", label=gettext_lazy("Series")),
            Column("groups", label=gettext_lazy("Working groups"), accessor=_groups),
            StatusTagColumn(
                "state",
                label=gettext_lazy("State"),
                accessor="get_state_display",
                sort_key="state",
                primary=lambda meeting: meeting.takes_place,
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Meeting]:
        meetings: QuerySet[Meeting] = super().get_base_queryset().defer("body", "body_ur")
        return meetings.select_related("series").prefetch_related("groups")

    def workspace_url(self, meeting: Meeting) -> str:
        return reverse("meetings_admin:meeting", args=[meeting.pk])


class AddMeeting(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """Make a draft: empty, as a series proposes it (``?series=``), or like another meeting (``?like=``)."""

    permission = ADD
    template_name = "meetings/admin/add.html"
    page_title = gettext_lazy("Add a meeting")
    header_icon = "calendar-alt"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("meetings_admin:list"), "label": _("Meetings")}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": str(self.page_title)}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MeetingForm(request.POST, for_user=self.user)
        if form.is_valid():
            try:
                meeting = details.create(form.values, by=self.user, now=timezone.now())
            except TakenError as taken:
                form.add_taken(str(taken), taken.meeting, taken.field)
            else:
                messages.success(request, _("The draft is made. Nobody but the unit knows of it."))
                return redirect("meetings_admin:meeting", meeting.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = MeetingForm(initial=self._proposal(), for_user=self.user)
        return super().get_context_data(
            series_list=MeetingSeries.objects.all(), zones=sorted(available_timezones()), **kwargs
        )

    def _proposal(self) -> dict[str, Any]:
        series = _asked_for(MeetingSeries.objects.select_related("group"), self.request.GET.get("series", ""))
        if series is not None:
            return numbering.propose(series)
        like = _asked_for(Meeting.objects.select_related("series"), self.request.GET.get("like", ""))
        if like is None:
            return {}
        return details.copied(like) | {"number": like.series and numbering.next_number(like.series)}


def _asked_for(records: QuerySet, key: str) -> Any:
    """Return the record whose key stands in an address, or None."""
    return records.filter(id=int(key)).first() if key.isdecimal() and key.isascii() else None


class EditMeeting(MeetingScreen):
    """Change the details. Who comes second gets the form back, with what they typed and what stands there now."""

    permission = CHANGE
    url_name = "meetings_admin:meeting"
    page_title = gettext_lazy("Change the details")
    template_name = "meetings/admin/edit.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            revision = form.cleaned_data["revision"] or 0
            try:
                meeting = details.change(self.meeting, form.values, revision=revision, by=self.user, now=timezone.now())
            except TakenError as taken:
                form.add_taken(str(taken), taken.meeting, taken.field)
            except StaleEditError as stale:
                return self._both(form, stale)
            else:
                messages.success(request, _("The details are saved."))
                tell_who_has_not_heard(request, meeting)
                return redirect("meetings_admin:meeting", meeting.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _form(self, data: Any = None) -> MeetingForm:
        # A copy: a form writes into its record even where what was typed is refused, and the page's head shows ours.
        return MeetingForm(data, instance=copy.copy(self.meeting), for_user=self.user)

    def _both(self, form: MeetingForm, stale: StaleEditError) -> HttpResponse:
        """Show the form as typed, and beside it what stands there now; saved again, it takes that one's place."""
        standing = cast(Meeting, stale.theirs)
        lines = list(changes.compare(standing, form.values))
        data = self.request.POST.copy()
        data["revision"] = str(standing.revision)
        context = self.get_context_data(form=self._form(data), stale=stale, lines=lines)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self._form()
        return super().get_context_data(zones=sorted(available_timezones()), **kwargs)
