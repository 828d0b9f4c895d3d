"""“Notify whom?”, before any mail about a meeting; and the log of all that was mailed."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from delivery.enums import EventKind, MessageState
from delivery.models import Event
from delivery.rendering import Content
from meetings.admin.invitation_forms import NotifyForm
from meetings.admin.workspace import INVITE, MeetingScreen, refusals_told
from meetings.enums import NoticeKind
from meetings.invitations import letters, notices, refusals
from meetings.invitations.notices import Plan, To
from meetings.models import Invitation, Notice, NoticeMail

ROUNDS_PER_PAGE = 10
# What is told of a message after it was sent, the worst news first.
_NEWS = (EventKind.COMPLAINED, EventKind.BOUNCED, EventKind.DELIVERED)


@dataclass(frozen=True)
class Sample:
    """The mail that one reader of a plan would get."""

    kind: NoticeKind
    reader: Invitation
    language: str
    content: Content
    others: int  # who get the same in the same language


class NotifyScreen(MeetingScreen):
    """Choose whom; see how many, who is left out and why, and the mail itself; then let it go."""

    permission = INVITE
    url_name = "meetings_admin:mail"
    page_title = _("Notify whom?")
    template_name = "meetings/admin/notify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.GET.getlist("chosen")
        wanted = request.GET.get("to", To.CHOSEN if chosen else To.UNTOLD)
        return self._look(NotifyForm({"to": wanted, "chosen": chosen}, invited=self._invited))

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Show what it would send, or send what was shown."""
        form = NotifyForm(request.POST, invited=self._invited)
        if form.is_valid() and request.POST.get("act") == "send":
            with refusals_told(request):
                return self._send(form)
        return self._look(form)

    def _look(self, form: NotifyForm) -> HttpResponse:
        plan = None
        if form.is_valid():
            data = form.cleaned_data
            with refusals_told(self.request):
                plan = notices.plan(self.meeting, to=To(data["to"]), chosen=data["chosen"], now=timezone.now())
        if plan is None:
            return self.render_to_response(self.get_context_data(form=form))
        words = form.cleaned_data["words"]
        shown = {"plan": plan, "samples": self._samples(plan, words), "seen": plan.digest(words)}
        return self.render_to_response(self.get_context_data(form=form, **shown))

    def _send(self, form: NotifyForm) -> HttpResponse:
        data = form.cleaned_data
        rounds = notices.tell(
            self.meeting,
            to=To(data["to"]),
            chosen=data["chosen"],
            seen=data["seen"],
            words=data["words"],
            by=self.user,
            now=timezone.now(),
        )
        number = NoticeMail.objects.filter(notice__in=rounds).count()
        messages.success(
            self.request,
            ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
            % {"number": number},
        )
        return redirect("meetings_admin:mail", self.meeting.pk)

    @cached_property
    def _invited(self) -> list[int]:
        return list(self.meeting.invitations.values_list("pk", flat=True))

    def _samples(self, plan: Plan, words: str) -> list[Sample]:
        """Return one mail of each kind and language, as its first reader gets it."""
        groups: dict[tuple[NoticeKind, str], list[Invitation]] = {}
        for line in plan.reached:
            if line.kind is not None:
                groups.setdefault((line.kind, line.invitation.language), []).append(line.invitation)
        return [
            Sample(kind, readers[0], language, self._content(kind, readers[0], words), len(readers) - 1)
            for (kind, language), readers in groups.items()
        ]

    def _content(self, kind: NoticeKind, invitation: Invitation, words: str) -> Content:
        notice = Notice(meeting=self.meeting, kind=kind, sequence=self.meeting.sequence, words=words.strip())
        return letters.preview(invitation, notice, now=timezone.now())


@dataclass(frozen=True)
class Entry:
    """One mail of the log, and how it went."""

    mail: NoticeMail
    outcome: str


class MailScreen(MeetingScreen):
    """All rounds of mail: kind, when, by whom, in what own words, and what delivery says of each mail."""

    permission = INVITE
    url_name = "meetings_admin:mail"
    page_title = _("Mail")
    template_name = "meetings/admin/mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self._page()
        mails = [mail for notice in page for mail in notice.mails.all()]
        news = _news([mail.message.pk for mail in mails if mail.message])
        rounds = []
        for notice in page:
            entries = [Entry(mail, _outcome(mail, news)) for mail in notice.mails.all()]
            rounds.append((notice, Counter(entry.outcome for entry in entries).most_common(), entries))
        return super().get_context_data(**kwargs) | {"page": page, "rounds": rounds}

    def _page(self) -> Page:
        mails = NoticeMail.objects.select_related("message", "invitation__address").order_by("pk")
        found = self.meeting.notices.select_related("by").prefetch_related(Prefetch("mails", mails))
        return Paginator(found, ROUNDS_PER_PAGE).get_page(self.request.GET.get("p"))


def _news(messages: list[int]) -> dict[int, EventKind]:
    """Return the worst that was heard of each message after it left, by one query."""
    rows = Event.objects.filter(message__in=messages, kind__in=_NEWS).values_list("message_id", "kind")
    heard: dict[int, EventKind] = {}
    for message, kind in rows:
        told = [EventKind(kind), *([heard[message]] if message in heard else [])]
        heard[message] = min(told, key=_NEWS.index)
    return heard


def _outcome(mail: NoticeMail, news: dict[int, EventKind]) -> str:
    if mail.refused:
        return refusals.in_words(mail.refused)
    if mail.message is None:
        return str(_("Waits to be sent"))
    if mail.message.pk in news:
        return str(news[mail.message.pk].label)
    if mail.message.skip_reason and mail.message.state == MessageState.SKIPPED:
        return mail.message.get_skip_reason_display()
    return mail.message.get_state_display()
