"""Writing the minutes during the meeting: one screen, one form, saved as one types; without JavaScript by any button.

Every button sends the whole form and everything in it that was changed is saved, so that nothing is lost whichever is
pressed. The script sends the sections one by one to the same address, and is answered in JSON.
"""

from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from meetings import notes
from meetings.actions import carrying
from meetings.admin.minutes_entry import ReviewSection, Section, TextSection, Writer, orphans
from meetings.admin.workspace import CHANGE, MeetingScreen, OfMeeting, refusals_told
from meetings.agenda import items
from meetings.decisions import numbering
from meetings.enums import ItemKind
from meetings.exceptions import MeetingsError
from meetings.minutes import owners, presence, writing
from meetings.models import ActionItem, AgendaItem, Decision, Meeting, Minutes
from stakeholders.models import Organisation


def address(meeting: Meeting) -> str:
    return reverse("meetings_admin:write", args=[meeting.pk])


class Begin(OfMeeting):
    """The button that begins the minutes."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            writing.begin(self.meeting, by=self.user, now=timezone.now())
        return redirect(address(self.meeting))


class WritingScreen(MeetingScreen):
    """All that is written of a meeting, one below the other."""

    permission = CHANGE
    url_name = "meetings_admin:minutes"
    page_title = gettext_lazy("Write the minutes")
    template_name = "meetings/admin/minutes_write.html"

    @cached_property
    def minutes(self) -> Minutes | None:
        return Minutes.objects.select_related("edited_by").filter(meeting=self.meeting).first()

    @cached_property
    def texts(self) -> list[TextSection]:
        """The opening, the items of the agenda in their order, and the closing."""
        if self.minutes is None:
            return []
        of_items = [TextSection(f"item-{item.pk}", record=item) for item in _with_outcomes(items.of(self.meeting))]
        opening, closing = (TextSection(part, record=self.minutes, attribute=part) for part in writing.PARTS)
        return [opening, *of_items, closing]

    @cached_property
    def reviews(self) -> list[ReviewSection]:
        return [ReviewSection(f"review-{row.action.pk}", row=row) for row in carrying.open_before(self.meeting)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.minutes is None:
            return super().get_context_data(minutes=None, **kwargs)
        now = timezone.now()
        return super().get_context_data(
            minutes=self.minutes,
            writable=writing.may_write(self.minutes),
            texts=self.texts,
            reviews=self.reviews,
            people=owners.people(self.meeting),
            organisations=Organisation.objects.order_by("name").values_list("name", flat=True)[:500],
            others=warning(presence.others(self.meeting, self.user, now=now)),
            status_choices=ActionItem.Status.choices,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sections = self._take()
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return self._told(sections)
        if any(section.state != "saved" for section in sections):
            return self._asked_again(sections)
        anchor = self._act()
        return redirect(f"{address(self.meeting)}{anchor}")

    def _take(self) -> list[Section]:
        """Save all that was sent and changed; return the sections that something was sent of."""
        data = self.request.POST
        writer = Writer(self.meeting, self.user, timezone.now(), data)
        presence.note(self.meeting, self.user, now=writer.now)
        verb, _colon, key = data.get("act", "").partition(":")
        texts = [section for section in self.texts if f"{section.key}-text" in data]
        for section in texts:
            section.take(writer, act=verb if section.key == key else "")
        reviews: list[ReviewSection] = []
        if any(name.startswith("review-") for name in data):
            reviews = [section for section in self.reviews if f"{section.key}-status" in data]
            for review in reviews:
                review.take(writer)
        known = {section.key for section in self.texts}
        return [*texts, *reviews, *orphans(data, known)]

    def _told(self, sections: list[Section]) -> HttpResponse:
        """Answer the script: 409 where somebody else was faster, with both texts still there."""
        told = {section.key: section.answer() for section in sections}
        for section in sections:
            if isinstance(section, TextSection) and section.item is not None:
                told[section.key]["outcomes"] = self._outcomes(section.item)
        stale = any(section.state == "stale" for section in sections)
        return JsonResponse({"sections": told}, status=409 if stale else 200)

    def _asked_again(self, sections: list[Section]) -> HttpResponse:
        """Show the screen with what was saved, and in their fields the things that were not."""
        del self.texts  # read anew, with the decisions and actions that were just written down
        self.__dict__.pop("reviews", None)
        shown: dict[str, Section] = {section.key: section for section in [*self.texts, *self.reviews]}
        lost = []
        for section in sections:
            if section.key in shown:
                shown[section.key].take_over(section)
            else:
                lost.append(section)
        stale = any(section.state == "stale" for section in sections)
        return self.render_to_response(self.get_context_data(lost=lost), status=409 if stale else 200)

    def _outcomes(self, item: AgendaItem) -> str:
        (fresh,) = _with_outcomes([AgendaItem.objects.get(pk=item.pk)])
        return render_to_string(
            "meetings/admin/_minutes_outcomes.html", {"item": fresh, "writable": True}, self.request
        )

    def _act(self) -> str:
        """Do what else the button was for; return where on the screen it leads back to."""
        verb, _colon, key = self.request.POST.get("act", "").partition(":")
        with refusals_told(self.request):
            if verb == "remove" and key.isdecimal():
                self._remove(key)
            elif verb == "add":
                return self._add_item()
            else:
                messages.success(self.request, _("Saved."))
        return f"#{key}" if verb == "save" else ""

    def _remove(self, key: str) -> None:
        decision = Decision.objects.filter(meeting=self.meeting, id=key).select_related("meeting", "item").first()
        if decision is None:
            raise MeetingsError(_("This decision was removed meanwhile."))
        numbering.remove(decision, by=self.user)
        messages.success(self.request, _("%(number)s was removed.") % {"number": decision.number})

    def _add_item(self) -> str:
        title = notes.writable(self.request.POST.get("new-item", "")).strip()
        if not title:
            raise MeetingsError(_("Give the item a title."))
        if len(title) > (AgendaItem._meta.get_field("title").max_length or 0):
            raise MeetingsError(_("The title is too long."))
        values = {"title": title, "kind": ItemKind.DISCUSSION}
        item = items.add(self.meeting, values, by=self.user, now=timezone.now())
        return f"#item-{item.pk}"


class Here(OfMeeting):
    """Where an open screen says every few seconds that it is open, and hears who else has it open."""

    permission = CHANGE
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out a token for forms: that of the page is void once one has signed in again."""
        return JsonResponse({"token": get_token(request)})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        presence.note(self.meeting, self.user, now=now)
        names = presence.others(self.meeting, self.user, now=now)
        return JsonResponse({"others": warning(names)})


def warning(names: list[str]) -> str:
    """Return what is said of others who write at the same time; empty for nobody."""
    if not names:
        return ""
    told = ngettext(
        "%(names)s has this screen open too. You are told if you both change the same text.",
        "%(names)s have this screen open too. You are told if two of you change the same text.",
        len(names),
    )
    return told % {"names": ", ".join(names)}


def _with_outcomes(found: list[AgendaItem]) -> list[AgendaItem]:
    """Return items with their decisions and actions read along, in the order of their numbers."""
    whose = ActionItem.objects.select_related("owner", "owner_organisation").order_by("year", "serial")
    decided = Decision.objects.select_related("supersedes").order_by("year", "serial")
    prefetch_related_objects(found, Prefetch("decisions", decided), Prefetch("actions", whose))
    return found
