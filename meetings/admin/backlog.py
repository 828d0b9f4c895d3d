"""The backlog of a series: items that wait for a meeting, and the way to put them on its agenda."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.admin.agenda import rows
from meetings.admin.agenda_forms import AddItemForm, order_in, refused
from meetings.admin.agenda_items import ItemScreen, RemoveScreen
from meetings.admin.workspace import CHANGE, PermissionMixin, refusals_told
from meetings.agenda import backlog, items, moving, places
from meetings.exceptions import MeetingsError
from meetings.models import AgendaItem, MeetingSeries


class OfSeries(PermissionMixin):
    """A view of one series, whose key is in the address as `series_id`."""

    @cached_property
    def series(self) -> MeetingSeries:
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        return get_object_or_404(MeetingSeries, id=self.kwargs["series_id"])

    @property
    def place(self) -> places.Place:
        return self.series

    @property
    def home(self) -> str:
        return reverse("meetings_admin:backlog", args=[self.series.pk])

    @property
    def add_url(self) -> str:
        return reverse("meetings_admin:backlog_add", args=[self.series.pk])


class SeriesScreen(OfSeries, WagtailAdminTemplateMixin, TemplateView):
    """A page about a series that is not one of a meeting's tabs."""

    header_icon = "list-ul"
    page_title = gettext_lazy("Backlog")
    extra_context = {"frame": "meetings/admin/series_screen.html"}

    def get_page_subtitle(self) -> str:
        return str(self.series)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("meetings_admin:list"), "label": str(_("Meetings"))},
            {"url": self.home, "label": str(self.series)},
        ]


class Backlog(SeriesScreen):
    template_name = "meetings/admin/backlog.html"

    def get_context_data(self, *, form: AddItemForm | None = None, **kwargs: Any) -> dict[str, Any]:
        waiting = list(backlog.of(self.series))
        return super().get_context_data(
            series=self.series,
            rows=rows(waiting),
            order=",".join(str(item.pk) for item in waiting),
            changes=self.user.has_perm(CHANGE),
            ahead=moving.open_meetings(self.series.pk),
            form=form or AddItemForm(),
            **kwargs,
        )


class AddToBacklog(Backlog):
    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddItemForm(request.POST)
        if form.is_valid():
            try:
                item = items.add(self.series, form.cleaned_data, by=self.user, now=timezone.now())
            except MeetingsError as refusal:
                refused(form, refusal)
            else:
                messages.success(request, _("“%(title)s” is in the backlog.") % {"title": item.title})
                return redirect(f"{self.home}#add")
        return self.render_to_response(self.get_context_data(form=form))


class BacklogItem(SeriesScreen, ItemScreen):
    page_title = gettext_lazy("Item of the backlog")
    template_name = "meetings/admin/agenda_item.html"


class RemoveFromBacklog(SeriesScreen, RemoveScreen):
    page_title = gettext_lazy("Remove an item")
    template_name = "meetings/admin/agenda_remove.html"


class ReorderBacklog(OfSeries):
    """Takes the order that items were dragged into."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            moving.reorder(self.series, **order_in(request.POST))
        return redirect(self.home)


class BacklogAct(OfSeries):
    """A button of one item in the backlog; `act` in the address says which."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts = {"up": moving.up, "down": moving.down, "meeting": self.to_meeting}
        act = acts.get(self.kwargs["act"])
        if act is None:
            raise Http404
        with refusals_told(request):
            item = places.items_at(self.series).filter(id=self.kwargs["item_id"]).first()
            if item is None:
                raise places.gone()
            act(item)
        return redirect(f"{self.home}#item-{self.kwargs['item_id']}")

    def to_meeting(self, item: AgendaItem) -> None:
        wanted = self.request.POST.get("meeting", "")
        meetings = {str(meeting.pk): meeting for meeting in moving.open_meetings(self.series.pk)}
        if wanted not in meetings:
            raise MeetingsError(_("Choose a meeting that is still ahead."))
        moving.to_meeting(item, meetings[wanted], by=self.user, now=timezone.now())
        told = {"title": item.title, "meeting": meetings[wanted]}
        messages.success(self.request, _("“%(title)s” is now on the agenda of “%(meeting)s”.") % told)
