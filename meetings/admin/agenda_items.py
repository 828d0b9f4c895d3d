"""One item's own page, and the question before it is removed; for agendas and for backlogs alike."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.staff import name_of
from meetings.admin.agenda_forms import ItemForm, RevisionForm, refused
from meetings.admin.workspace import CHANGE, MeetingScreen, PermissionMixin, refusals_told
from meetings.agenda import items, places, rules
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem


class OfItem(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """A view of one item of an agenda or a backlog."""

    permission = CHANGE

    @property
    def place(self) -> places.Place:
        """Where the item should stand."""
        raise NotImplementedError

    @property
    def home(self) -> str:
        """The address of the list that it stands in."""
        raise NotImplementedError

    @property
    def add_url(self) -> str:
        """Where an item that is gone is sent to be added as a new one."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(item=self.item, home=self.home, add_url=self.add_url, **kwargs)

    @cached_property
    def item(self) -> AgendaItem | None:
        """The item; None if it is not there: removed, moved, or never of this place."""
        # By `id`: a number too large for the database crashes a look-up by `pk`.
        found = places.items_at(self.place).filter(id=self.kwargs["item_id"])
        return found.select_related("meeting", "series", "edited_by").first()


class ItemScreen(OfItem):
    """The whole form of an item. Two who change it at once are told; nothing that was typed is lost."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.item is None:
            raise Http404
        return self._answer(ItemForm(instance=self.item, initial={"revision": self.item.revision}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = request.POST.copy()
        form = ItemForm(data, instance=AgendaItem(kind=self.item.kind) if self.item else None)
        theirs: AgendaItem | None = None
        valid = form.is_valid()
        try:
            if self.item is None:
                raise places.gone()
            if valid:
                revision = form.cleaned_data["revision"]
                items.change(self.item, form.cleaned_data, revision=revision, by=self.user, now=timezone.now())
                messages.success(request, _("Saved."))
                return redirect(f"{self.home}#item-{self.item.pk}")
        except StaleEditError as stale:
            refused(form, stale)
            if isinstance(stale.theirs, AgendaItem):
                theirs = stale.theirs
                data["revision"] = str(theirs.revision)  # whoever saves now has seen what stands there
        except MeetingsError as refusal:
            refused(form, refusal)
        except ValidationError as problem:
            refused(form, problem)
        return self._answer(form, theirs)

    def _answer(self, form: ItemForm, theirs: AgendaItem | None = None) -> HttpResponse:
        shown = {
            "theirs": _differing(theirs, form) if theirs else [],
            "theirs_by": name_of(theirs.edited_by) if theirs else "",
        }
        return self.render_to_response(self.get_context_data(form=form, media=form.media, **shown))


class RemoveScreen(OfItem):
    """Asks whether an item is to be removed for good, and says what goes with it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.item is None:
            raise Http404
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RevisionForm(request.POST)
        with refusals_told(request):
            if self.item is None:
                raise places.gone()
            if not form.is_valid():
                raise MeetingsError(_("Please try again."))
            items.remove(self.item, revision=form.cleaned_data["revision"])
            messages.success(request, _("“%(title)s” was removed.") % {"title": self.item.title})
        return redirect(self.home)


class InMeeting(MeetingScreen):
    """An item on the agenda of a meeting."""

    url_name = "meetings_admin:agenda"
    extra_context = {"frame": "meetings/admin/workspace.html"}

    @property
    def place(self) -> places.Place:
        return self.meeting

    @property
    def home(self) -> str:
        return reverse("meetings_admin:agenda", args=[self.meeting.pk])

    @property
    def add_url(self) -> str:
        return reverse("meetings_admin:agenda_add", args=[self.meeting.pk])


class MeetingItem(InMeeting, ItemScreen):
    page_title = gettext_lazy("Item of the agenda")
    template_name = "meetings/admin/agenda_item.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := rules.fixed_because(self.meeting):
            messages.error(request, reason)
            return redirect(self.home)
        return super().get(request, *args, **kwargs)


class RemoveMeetingItem(InMeeting, RemoveScreen):
    page_title = gettext_lazy("Remove an item")
    template_name = "meetings/admin/agenda_remove.html"


def _differing(theirs: AgendaItem, form: ItemForm) -> list[tuple[str, str]]:
    """Return label and value of each field that stands otherwise than in the form."""
    differing = []
    for name in form.fields:
        if name != "revision" and form.cleaned_data.get(name) != getattr(theirs, name):
            display = getattr(theirs, f"get_{name}_display", None)
            value = display() if display else getattr(theirs, name)
            differing.append((str(form.fields[name].label), "" if value is None else str(value)))
    return differing
