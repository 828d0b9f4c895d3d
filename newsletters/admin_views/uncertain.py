"""Messages of which nobody knows whether they arrived: by name, with what is known, and a person's decision."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from delivery import decisions, follow_up
from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message
from newsletters.admin_views.base import Confirmation, MailingMixin, Screen
from newsletters.ledger_rows import names_of
from newsletters.permissions import Act

PER_PAGE = 50


@dataclass(frozen=True)
class Doubt:
    """One uncertain message, whose it is, and what was told of it."""

    message: Message
    name: str
    news: list[Event]


class FamilyOfDoubts(MailingMixin):
    """A view of what is uncertain in a mailing and in those that follow it."""

    @cached_property
    def uncertain(self) -> QuerySet[Message]:
        family = follow_up.family(self.mailing).values("pk")
        return Message.objects.filter(mailing__in=family, state=MessageState.UNCERTAIN).order_by("pk")

    @property
    def list_url(self) -> str:
        return reverse("newsletters_admin:uncertain", args=[self.mailing.pk])


class UncertainScreen(FamilyOfDoubts, Screen):
    """The list, with a box to tick on each, and both decisions."""

    act = Act.READ_LEDGER
    template_name = "newsletters/admin/uncertain.html"
    page_title = gettext_lazy("Uncertain messages")
    http_method_names = ["get", "head", "options"]

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.mailing.title, self.mailing_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.uncertain.select_related("address", "mailing"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(
            mailing=self.mailing,
            page=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            doubts=doubts(page),
            now=timezone.now().isoformat(),
            **kwargs,
        )


def doubts(page: Page[Message]) -> list[Doubt]:
    """Return the messages of a page with names and news, by two queries."""
    told: dict[int, list[Event]] = {}
    events = Event.objects.filter(message__in=[message.pk for message in page]).exclude(kind=EventKind.UNCERTAIN)
    for event in events.order_by("at", "pk"):
        told.setdefault(event.message_id, []).append(event)
    names = names_of({message.contact_ref for message in page})
    return [Doubt(message, names.get(message.contact_ref, ""), told.get(message.pk, [])) for message in page]


class Decide(FamilyOfDoubts, Confirmation):
    """Ask once more, with the number, before it is written down for good. Which messages stands in the address."""

    act = Act.APPROVE
    arrived = True
    statement_template = "newsletters/admin/_decide.html"

    def trail(self) -> list[tuple[str, str]]:
        return [
            *super().trail(),
            (self.mailing.title, self.mailing_url),
            (str(UncertainScreen.page_title), self.list_url),
        ]

    def get_page_title(self) -> str:
        return _("It arrived") if self.arrived else _("It did not arrive")

    @property
    def button_label(self) -> str:
        return _("Yes, it arrived") if self.arrived else _("Yes, it did not arrive")

    @cached_property
    def chosen(self) -> QuerySet[Message]:
        """Return what was ticked, or everything that was uncertain when the list was looked at."""
        asked = self.request.GET
        if until := _moment(asked.get("all", "")):
            return self.uncertain.filter(settled_at__lte=until)
        return self.uncertain.filter(pk__in=[int(pk) for pk in asked.getlist("message") if _is_key(pk)])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.chosen.exists():
            messages.warning(request, _("Tick the messages first. What is decided is no longer listed."))
            return redirect(self.list_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(number=self.chosen.count(), arrived=self.arrived, **kwargs)

    def done_url(self) -> str:
        return self.list_url

    def act_on_it(self, request: HttpRequest) -> None:
        number = decisions.decide(self.chosen, arrived=self.arrived, by=self.user, now=timezone.now())
        if self.arrived:
            text = ngettext("%(count)d message counts as sent.", "%(count)d messages count as sent.", number)
        else:
            text = ngettext("%(count)d message counts as failed.", "%(count)d messages count as failed.", number)
        messages.success(request, text % {"count": number})


def _is_key(text: str) -> bool:
    """Say whether the database can look for it: a number of 64 bits."""
    return text.isdecimal() and len(text) <= 18


def _moment(text: str) -> datetime.datetime | None:
    """Return the moment that the list wrote into its form, or None when it is not such a one."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(datetime.UTC) if moment and timezone.is_aware(moment) else None
    except (ValueError, OverflowError):  # no date, or one that only its own zone has
        return None
