"""How the list grows and what ails it: charts, each with its figures in a table and a way to the people behind them."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from delivery.enums import EventKind, MailingKind, MailingState, MessageState
from delivery.models import Event, Mailing, Message
from stakeholders import charts, growth
from stakeholders.health import CONDITIONS
from stakeholders.models import Contact, Language, Province, Resemblance, Topic

VIEW_CONTACTS = "stakeholders.view_contact"
FRESH_FOR = 15 * 60  # seconds: counting 200,000 people takes some
MAILINGS_SHOWN = 6
ON_HOME = ("bounced", "unconfirmed", "no_consent", "no_province")


@dataclass(frozen=True)
class Figures:
    """All that the page counts, at one moment."""

    at: datetime.datetime
    contacts: int
    conditions: dict[str, int]
    duplicates: int
    languages: list[tuple[int | None, int]]  # key of the entry, contacts
    provinces: list[tuple[int | None, int]]
    growth: dict[str, list[growth.Month]]
    mailings: list[dict[str, Any]]


def figures(*, now: datetime.datetime) -> Figures:
    """Return the figures, counted at most `FRESH_FOR` seconds ago."""
    found: Figures | None = cache.get("list-health")
    if found is None:
        found = _count(now)
        cache.set("list-health", found, FRESH_FOR)
    return found


def _count(now: datetime.datetime) -> Figures:
    contacts = Contact.objects.order_by()
    return Figures(
        at=now,
        contacts=contacts.count(),
        conditions={key: contacts.filter(condition.q(now)).count() for key, condition in CONDITIONS.items()},
        duplicates=Resemblance.objects.filter(dismissed_at=None).count(),
        languages=[*contacts.values_list("language").annotate(Count("pk"))],
        provinces=[*contacts.values_list("province").annotate(Count("pk"))],
        growth=growth.by_topic(now=now),
        mailings=_mailings(),
    )


def _mailings() -> list[dict[str, Any]]:
    """Return what became of the latest mailings that ended, oldest first, by two queries."""
    ended = Mailing.objects.filter(kind=MailingKind.BULK, state=MailingState.SENT).order_by("-started_at", "-pk")
    latest = list(ended.values("pk", "title", "started_at")[:MAILINGS_SHOWN])
    of = Event.objects.filter(message=OuterRef("pk"))
    counted = (
        Message.objects.filter(mailing__in=[mailing["pk"] for mailing in latest])
        .order_by()
        .values("mailing")
        .annotate(
            sent=Count("pk", filter=Q(state=MessageState.SENT)),
            bounced=Count("pk", filter=Exists(of.filter(kind=EventKind.BOUNCED))),
            opened=Count("pk", filter=Exists(of.filter(kind=EventKind.OPENED))),
            clicked=Count("pk", filter=Exists(of.filter(kind=EventKind.CLICKED))),
        )
    )
    by_mailing = {row["mailing"]: row for row in counted}
    none = dict.fromkeys(("sent", "bounced", "opened", "clicked"), 0)
    return [{**mailing, **by_mailing.get(mailing["pk"], none)} for mailing in reversed(latest)]


def list_url(**narrowed: Any) -> str:
    """Return where the contacts behind a figure are listed."""
    return f"{reverse('contact:index')}?{urlencode(narrowed)}"


class ListHealth(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = VIEW_CONTACTS
    raise_exception = True
    _show_breadcrumbs = True
    page_title = _("List health")
    header_icon = "history"
    template_name = "stakeholders/admin/list_health.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("contact:index"), "label": _("Contacts")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = figures(now=timezone.now())
        return super().get_context_data(
            **kwargs,
            figures=found,
            conditions=[
                (condition, found.conditions[key], list_url(health=key)) for key, condition in CONDITIONS.items()
            ],
            topics=[_grown(topic, found.growth.get(topic.code, [])) for topic in Topic.objects.all()],
            languages=_split(Language, found.languages, "language"),
            provinces=_split(Province, found.provinces, "province"),
        )


def _grown(topic: Topic, months: list[growth.Month]) -> dict[str, Any]:
    return {
        "topic": topic,
        "months": months,
        "chart": charts.columns([(month.first_day, month.subscribers) for month in months]),
        "ever": any(month.joined or month.left or month.subscribers for month in months),
    }


def _split(model: Any, counted: list[tuple[int | None, int]], parameter: str) -> list[charts.Share]:
    numbers = dict(counted)
    rows = [
        (str(term), numbers[term.pk], list_url(**{parameter: term.pk}))
        for term in model.objects.all()
        if term.pk in numbers
    ]
    if None in numbers:
        rows.append((str(_("None recorded")), numbers[None], ""))
    return charts.shares(rows)


class ListHealthViewSet(ViewSet):
    """One page, with its place in the menu."""

    name = "list_health"
    url_prefix = "people/health"
    icon = "history"
    menu_label = _("List health")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", ListHealth.as_view(), name="index")]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return a menu item that only those see who may open the page."""

        class ListHealthMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm(VIEW_CONTACTS)

        return ListHealthMenuItem


class ListHealthPanel(Component):
    """The figures that matter most, on the first page of the admin."""

    order = 60
    template_name = "stakeholders/admin/list_health_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        found = figures(now=timezone.now())
        return {
            "contacts": found.contacts,
            "conditions": [(CONDITIONS[key], found.conditions[key], list_url(health=key)) for key in ON_HOME],
            "duplicates": found.duplicates,
            "at": found.at,
        }
