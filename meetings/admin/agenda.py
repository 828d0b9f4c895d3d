"""The agenda of a meeting: its items with their times, the order, and what the first item is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from meetings.admin.agenda_forms import AddItemForm, order_in, refused
from meetings.admin.workspace import CHANGE, MeetingScreen, OfMeeting, refusals_told
from meetings.agenda import items, moving, places, review, rules, times
from meetings.exceptions import MeetingsError
from meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Row:
    """An item in the list, and which of its buttons do something."""

    item: AgendaItem
    rises: bool
    sinks: bool

    @property
    def standard(self) -> bool:
        return self.item.kind in rules.STANDARD


def rows(shown: list[AgendaItem]) -> list[Row]:
    """Return the rows of a list of items that are in their order."""
    own = [item.pk for item in shown if item.kind not in rules.STANDARD]
    return [Row(item, rises=item.pk in own[1:], sinks=item.pk in own[:-1]) for item in shown]


class AgendaScreen(MeetingScreen):
    url_name = "meetings_admin:agenda"
    page_title = gettext_lazy("Agenda")
    template_name = "meetings/admin/agenda.html"

    def get_context_data(self, *, form: AddItemForm | None = None, **kwargs: Any) -> dict[str, Any]:
        shown = items.of(self.meeting)
        fixed = rules.fixed_because(self.meeting)
        may_change = self.user.has_perm(CHANGE)
        return super().get_context_data(
            rows=rows(shown),
            length=times.length(self.meeting, shown),
            lacks_standard=not set(rules.STANDARD) <= {item.kind for item in shown},
            order=",".join(str(item.pk) for item in shown),
            review=review.of(self.meeting),
            fixed=fixed,
            changes=may_change and not fixed,
            carries=may_change and self.meeting.series is not None,
            next=moving.next_of(self.meeting),
            earlier=moving.earlier_agendas(self.meeting) if may_change and not fixed else [],
            form=form or AddItemForm(),
            **kwargs,
        )


class AddItem(AgendaScreen):
    """The short form below the list; what is wrong with it is shown in its place."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddItemForm(request.POST)
        if form.is_valid():
            try:
                item = items.add(self.meeting, form.cleaned_data, by=self.user, now=timezone.now())
            except MeetingsError as refusal:
                refused(form, refusal)
            else:
                messages.success(request, _("“%(title)s” is on the agenda.") % {"title": item.title})
                return redirect(f"{_address(self.meeting)}#add")
        return self.render_to_response(self.get_context_data(form=form))


class AgendaAct(OfMeeting):
    """A button of the agenda: does what it says and goes back to where it stands."""

    permission = CHANGE
    http_method_names = ["post"]

    anchor = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            self.act()
        return redirect(f"{_address(self.meeting)}{self.anchor}")

    def act(self) -> None:
        raise NotImplementedError


class Prepare(AgendaAct):
    """Puts in the first and the last item that every agenda has."""

    def act(self) -> None:
        items.prepare(self.meeting, by=self.user, now=timezone.now())
        messages.success(self.request, _("The agenda has its first and its last item."))


class Reorder(AgendaAct):
    """Takes the order that items were dragged into."""

    def act(self) -> None:
        moving.reorder(self.meeting, **order_in(self.request.POST))


class CopyAgenda(AgendaAct):
    """Copies the items of an earlier meeting that the screen offers."""

    def act(self) -> None:
        wanted = self.request.POST.get("source", "")
        sources = {str(source.pk): source for source in moving.earlier_agendas(self.meeting)}
        if wanted not in sources:
            raise MeetingsError(_("Choose one of the earlier meetings."))
        number = moving.copy_agenda(sources[wanted], self.meeting, by=self.user, now=timezone.now())
        messages.success(
            self.request,
            ngettext("%(number)d item was copied.", "%(number)d items were copied.", number) % {"number": number},
        )


class ItemAct(AgendaAct):
    """A button of one item; `act` in the address says which."""

    def act(self) -> None:
        acts: dict[str, Callable[[AgendaItem], None]] = {
            "up": moving.up,
            "down": moving.down,
            "next": self.to_next,
            "copy": self.copy,
            "backlog": self.to_backlog,
        }
        act = acts.get(self.kwargs["act"])
        if act is None:
            raise Http404
        self.anchor = f"#item-{self.kwargs['item_id']}"
        item = places.items_at(self.meeting).filter(id=self.kwargs["item_id"]).first()
        if item is None:
            raise places.gone()
        act(item)

    def to_next(self, item: AgendaItem) -> None:
        self._tell_moved(item, moving.to_next(item, by=self.user, now=timezone.now()))

    def to_backlog(self, item: AgendaItem) -> None:
        self._tell_moved(item, moving.to_backlog(item, by=self.user, now=timezone.now()))

    def copy(self, item: AgendaItem) -> None:
        copied = moving.copy_to_next(item, by=self.user, now=timezone.now())
        told = {"title": item.title, "place": _named(places.place_of(copied))}
        messages.success(self.request, _("A copy of “%(title)s” is in: %(place)s.") % told)

    def _tell_moved(self, item: AgendaItem, place: places.Place) -> None:
        told = {"title": item.title, "place": _named(place)}
        messages.success(self.request, _("“%(title)s” is now in: %(place)s.") % told)


def _named(place: places.Place) -> str:
    if isinstance(place, Meeting):
        return _("agenda of %(meeting)s") % {"meeting": place}
    return _("backlog of %(series)s") % {"series": place}


def _address(meeting: Meeting) -> str:
    return reverse("meetings_admin:agenda", args=[meeting.pk])
