"""Who got a mailing, who did not and why: row by row, to search and to take away."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn

from delivery import follow_up
from delivery.enums import MailingKind, SkipReason
from delivery.models import Message
from newsletters import ledger_rows
from newsletters.admin_views.base import MailingMixin, Screen
from newsletters.history import history
from newsletters.permissions import Act, policy
from newsletters.templatetags.newsletters_admin import in_zone, unzoned
from stakeholders.models import Contact
from stakeholders.spreadsheets import GuardedIndexView


class LedgerFilterSet(WagtailFilterSet):
    outcome = django_filters.ChoiceFilter(label=gettext_lazy("Outcome"), choices=ledger_rows.OUTCOMES)
    skipped = django_filters.ChoiceFilter(label=gettext_lazy("Why skipped"), choices=SkipReason)
    language = django_filters.ChoiceFilter(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    code = django_filters.NumberFilter(
        label=gettext_lazy("Reply code"), field_name="last_code", min_value=100, max_value=599
    )
    event = django_filters.ChoiceFilter(label=gettext_lazy("What happened"), choices=ledger_rows.EVENTS)

    class Meta:
        model = Message
        fields: list[str] = []


def message_url(row: dict[str, Any]) -> str | None:
    """Return where a message's history is; an exclusion has none."""
    return reverse("newsletters_admin:message", args=[row["row"]]) if row["kind"] == ledger_rows.MESSAGE else None


class LedgerScreen(MailingMixin, GuardedIndexView):
    """Every candidate of a mailing, with search, filter and export."""

    act = Act.READ_LEDGER
    model = Message
    export_permission = Act.EXPORT_LEDGER.value
    template_name = "newsletters/admin/listing.html"
    header_icon = "mail"
    paginate_by = 50
    filterset_class = LedgerFilterSet
    is_searchable = True
    list_export = ["ref", "name", "email", "reads", "outcome", "outcome_words", "tries", "code", "note", "at"]
    export_headings = {
        "ref": gettext_lazy("Contact number"),
        "name": gettext_lazy("Contact"),
        "email": gettext_lazy("Address"),
        "reads": gettext_lazy("Language"),
        "outcome": gettext_lazy("Code of the outcome"),
        "outcome_words": gettext_lazy("Outcome"),
        "tries": gettext_lazy("Attempts"),
        "code": gettext_lazy("Reply code"),
        "note": gettext_lazy("The server’s words"),
        "at": gettext_lazy("Settled (UTC)"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        # Who has been erased has no name left, and a link needs words.
        name = TitleColumn(
            "name", label=gettext_lazy("Contact"), accessor=lambda row: row["name"] or "–", get_url=message_url
        )
        return [
            name,
            Column("email", label=gettext_lazy("Address")),
            Column("outcome_words", label=gettext_lazy("Outcome")),
            NumberColumn("tries", label=gettext_lazy("Attempts")),
            Column("note", label=gettext_lazy("The server’s words")),
            Column("at", label=in_zone(_("Settled")), accessor=lambda row: unzoned(row["at"])),
        ]

    def get_page_title(self) -> str:
        return _("Ledger")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters_admin:mailings"), "label": _("Mailings")},
            {"url": self.mailing_url, "label": self.mailing.title},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def index_url(self) -> str:
        return reverse("newsletters_admin:ledger", args=[self.mailing.pk])

    @cached_property
    def index_results_url(self) -> str:
        return reverse("newsletters_admin:ledger_results", args=[self.mailing.pk])

    def get_queryset(self) -> QuerySet[Any, dict[str, Any]]:
        asked = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        return ledger_rows.rows(self.mailing, ledger_rows.Narrowing(search=self.search_query, **asked))

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, raw, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, list(ledger_rows.told(raw)), has_others

    def get_filename(self) -> str:
        return f"ledger-{self.mailing.pk}"

    def exported(self) -> Iterator[dict[str, Any]]:
        return ledger_rows.told(self.get_queryset().iterator(chunk_size=ledger_rows.CHUNK))


class MessageScreen(Screen):
    """The history of one message: what was tried, what was answered, what happened after."""

    template_name = "newsletters/admin/message.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require(request.user, Act.READ_LEDGER)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def message(self) -> Message:
        of_bulk = Message.objects.filter(mailing__kind=MailingKind.BULK).select_related("mailing", "address")
        return get_object_or_404(of_bulk, pk=self.kwargs["message_id"])

    def get_page_title(self) -> str:
        return _("Message to %(address)s") % {"address": self.message.address}

    def trail(self) -> list[tuple[str, str]]:
        mailing = self.message.mailing
        return [
            *super().trail(),
            (mailing.title, reverse("newsletters_admin:mailing", args=[mailing.pk])),
            (_("Ledger"), reverse("newsletters_admin:ledger", args=[mailing.pk])),
        ]

    def twins(self) -> QuerySet[Message]:
        """Return the messages to the same address in the mailing's family."""
        family = follow_up.family(self.message.mailing).values("pk")
        return (
            Message.objects.filter(mailing__in=family, address=self.message.address_id)
            .exclude(pk=self.message.pk)
            .select_related("mailing")
            .order_by("mailing")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ref = self.message.contact_ref
        return super().get_context_data(
            message=self.message,
            contact=Contact.objects.filter(pk=ref).first() if ref.isdecimal() else None,
            steps=history(self.message),
            twins=self.twins(),
            **kwargs,
        )
