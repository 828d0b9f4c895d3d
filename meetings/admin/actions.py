"""The tracker: every action of every meeting, to narrow, search, put in order, choose and export."""

import datetime
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import django_filters
import django_filters.fields
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy

from home import formats
from meetings.actions import carrying, progress
from meetings.admin.workspace import CHANGE, INVITE, VIEW
from meetings.enums import OPEN_STATUSES, ActionStatus
from meetings.models import ActionItem, ActionUpdate, Meeting, MeetingSeries, WorkingGroup
from stakeholders.admin.acts import ChoiceColumn
from stakeholders.admin.paging import KeysFirstIndexView
from stakeholders.models import Contact, Organisation
from stakeholders.spreadsheets import CHUNK, GuardedIndexView

EXPORT = "meetings.export_actionitem"
_NUMBER = re.compile(r"(?:a-?)?(\d{4})-0*(\d{1,5})", re.IGNORECASE)


class ActionsMenuItem(MenuItem):
    """The tracker, below “Meetings” in the admin's menu."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Actions"),
            reverse_lazy("meetings_admin:actions"),
            name="actions",
            icon_name="clipboard-list",
            order=200,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)


class _MeetingField(django_filters.fields.ModelChoiceField):
    """Meetings of one title are told apart by their day."""

    def label_from_instance(self, obj: Meeting) -> str:
        return _dated(obj)


class MeetingFilter(django_filters.ModelChoiceFilter):
    field_class = _MeetingField


class ActionFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(label=gettext_lazy("Status"), choices=ActionStatus)
    stands = django_filters.ChoiceFilter(
        label=gettext_lazy("What is missing"),
        choices=[
            ("overdue", gettext_lazy("Overdue")),
            ("unheard", gettext_lazy("Open, and nothing was ever heard of it")),
            ("undated", gettext_lazy("Open, without a date")),
            ("unowned", gettext_lazy("Open, and nobody has it")),
        ],
        method="by_standing",
    )
    owner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Person"),
        queryset=Contact.objects.filter(Exists(ActionItem.objects.filter(owner=OuterRef("pk")))),
    )
    owner_organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.filter(Exists(ActionItem.objects.filter(owner_organisation=OuterRef("pk")))),
    )
    group = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Working group"), queryset=WorkingGroup.objects.all(), method="by_group"
    )
    series = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Series"), queryset=MeetingSeries.objects.all(), field_name="meeting__series"
    )
    meeting = MeetingFilter(
        label=gettext_lazy("Meeting"),
        queryset=Meeting.objects.filter(Exists(ActionItem.objects.filter(meeting=OuterRef("pk")))).only(
            "title", "title_ur", "start", "zone"
        ),
    )
    due_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Due"), widget=DateRangePickerWidget)

    class Meta:
        model = ActionItem
        fields: list[str] = []

    def by_standing(self, queryset: QuerySet[ActionItem], name: str, value: str) -> QuerySet[ActionItem]:
        still_open = queryset.filter(status__in=OPEN_STATUSES)
        match value:
            case "overdue":
                return still_open.filter(due_on__lt=timezone.localdate())
            case "unheard":
                return still_open.filter(~Exists(ActionUpdate.objects.filter(action=OuterRef("pk"))))
            case "undated":
                return still_open.filter(due_on=None)
        return still_open.filter(owner=None, owner_organisation=None)

    def by_group(self, queryset: QuerySet[ActionItem], name: str, value: WorkingGroup) -> QuerySet[ActionItem]:
        return queryset.filter(meeting__in=progress.meetings_of(value).order_by().values("pk"))


def _dated(meeting: Meeting) -> str:
    return f"{formats.long_date(meeting.day)}: {Truncator(meeting.title_in_language).chars(60)}"


class ActionIndexView(KeysFirstIndexView, GuardedIndexView):
    """The list. An export holds what it is narrowed to, and takes a permission of its own: it names people."""

    model = ActionItem
    permission_policy = ModelPermissionPolicy(Meeting)  # who sees meetings sees what they handed out
    any_permission_required = ["view"]
    page_title = gettext_lazy("Actions")
    header_icon = "clipboard-list"
    template_name = "meetings/admin/actions.html"
    results_template_name = "meetings/admin/actions_results.html"
    index_url_name = "meetings_admin:actions"
    index_results_url_name = "meetings_admin:actions_results"
    filterset_class = ActionFilterSet
    is_searchable = True
    default_ordering = "-number"
    paginate_by = 50
    _show_breadcrumbs = True
    export_permission = EXPORT
    export_filename = "actions"
    list_export = [
        *("number", "text", "text_ur", "owner", "owner_organisation", "due_on", "get_status_display", "done_on"),
        *("evidence_url", "meeting", "meeting.day", "carried", "heard_at", "last_note", "get_visibility_display"),
    ]
    export_headings = {
        "number": gettext_lazy("Number"),
        "text": gettext_lazy("What is to be done"),
        "text_ur": gettext_lazy("What is to be done, in Urdu"),
        "owner": gettext_lazy("Person"),
        "owner_organisation": gettext_lazy("Organisation"),
        "due_on": gettext_lazy("Due on"),
        "get_status_display": gettext_lazy("Status"),
        "done_on": gettext_lazy("Done on"),
        "evidence_url": gettext_lazy("What shows that it is done"),
        "meeting": gettext_lazy("Meeting"),
        "meeting.day": gettext_lazy("Day of the meeting"),
        "carried": gettext_lazy("Carried over"),
        "heard_at": gettext_lazy("Last heard of (UTC)"),
        "last_note": gettext_lazy("Last note"),
        "get_visibility_display": gettext_lazy("Who sees it"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        choice = [ChoiceColumn("choice", label="")] if self.acts else []
        return [
            *choice,
            TitleColumn("number", label=gettext_lazy("Number"), sort_key="number", get_url=_url),
            Column("text_in_language", label=gettext_lazy("What is to be done"), accessor=_short),
            Column("owners", label=gettext_lazy("Who"), accessor=_who),
            Column("due_on", label=gettext_lazy("Due on"), accessor=self._due, sort_key="due_on"),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column("heard_at", label=gettext_lazy("Last heard of"), accessor=_heard),
            NumberColumn("carried", label=gettext_lazy("Carried over")),
            Column("meeting", label=gettext_lazy("Meeting"), accessor=lambda action: _dated(action.meeting)),
        ]

    @cached_property
    def acts(self) -> Sequence[tuple[str, Any]]:
        """What may be done to the chosen ones: the value of the button and its label."""
        may = [
            ("status", gettext_lazy("Set the status"), CHANGE),
            ("remind", gettext_lazy("Remind who has them"), INVITE),
        ]
        return [(act, label) for act, label, needed in may if self.request.user.has_perm(needed)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, acts=self.acts, may_write=self.request.user.has_perm(INVITE))

    def get_base_queryset(self) -> QuerySet[ActionItem]:
        return ActionItem.objects.all()

    def order_queryset(self, queryset: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        """Sort; what has no date comes last whichever way."""
        order = self.ordering or self.default_ordering
        down = order.startswith("-")
        number = ["-year", "-serial"] if down else ["year", "serial"]
        match order.lstrip("-"):
            case "due_on":
                due = F("due_on").desc(nulls_last=True) if down else F("due_on").asc(nulls_last=True)
                return queryset.order_by(due, *number)
            case "status":
                return queryset.order_by(order, *number)
        return queryset.order_by(*number)

    def search_queryset(self, queryset: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        if not self.is_searching:
            return queryset
        return matching(queryset, self.search_query)

    def with_details(self, records: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        return with_details(records)

    def exported(self) -> Iterable[ActionItem]:
        return with_details(self.get_queryset()).iterator(chunk_size=CHUNK)

    def _due(self, action: ActionItem) -> str:
        if action.due_on is None:
            return ""
        day = formats.long_date(action.due_on)
        return _("%(day)s, overdue") % {"day": day} if action.is_open and action.due_on < self.today else day

    @cached_property
    def today(self) -> datetime.date:
        return timezone.localdate()


def matching(actions: QuerySet[ActionItem], query: str) -> QuerySet[ActionItem]:
    """Return those with the number, or the words in their text, that somebody typed."""
    query = query.replace("\x00", "").strip()
    if number := _NUMBER.fullmatch(query):
        return actions.filter(year=int(number[1]), serial=min(int(number[2]), 32767))
    return actions.filter(Q(text__icontains=query) | Q(text_ur__icontains=query))


def with_details(actions: QuerySet[ActionItem]) -> QuerySet[Any]:
    """Return the actions with what the list and the export show of each, by one query."""
    heard = ActionUpdate.objects.filter(action=OuterRef("pk")).order_by()
    notes = ActionUpdate.objects.filter(action=OuterRef("pk")).exclude(note="").order_by("-at", "-pk")
    return (
        carrying.with_carried(actions)
        .annotate(
            heard_at=Subquery(heard.values("action").annotate(last=Max("at")).values("last")),
            last_note=Subquery(notes.values("note")[:1]),
        )
        .select_related("owner", "owner_organisation", "meeting")
    )


def _url(action: ActionItem) -> str:
    return reverse("meetings_admin:action", args=[action.pk])


def _short(action: ActionItem) -> str:
    return Truncator(action.text_in_language).chars(120)


def _who(action: ActionItem) -> str:
    named = [action.owner, action.owner_organisation and action.owner_organisation.name_in_language]
    return ", ".join(str(each) for each in named if each) or _("Nobody yet")


def _heard(action: Any) -> str:
    return formats.long_date(timezone.localdate(action.heard_at)) if action.heard_at else _("Never")


def chosen(request: HttpRequest) -> list[int]:
    """Return the keys that were ticked in the list; what is none is left out."""
    return [int(key) for key in request.GET.getlist("id") if key.isascii() and key.isdigit() and len(key) < 19]
