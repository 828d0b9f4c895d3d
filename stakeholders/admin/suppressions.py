"""The addresses that must get no mail: to look up, to add to by hand, and to take off again with a reason.

The list holds keyed hashes, which outlive the addresses. They are never shown: a row names its address as long as the
address is known for another reason, and whoever types an address finds its row in any case.
"""

from typing import Any, cast

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.exceptions import InvalidAddress, SuppressionStands
from delivery.models import Address, Suppression
from stakeholders import search
from stakeholders.admin.paging import KeysFirstIndexView
from stakeholders.models import Topic
from stakeholders.permissions import ADD_SUPPRESSION, EXPORT_SUPPRESSIONS, LIFT_SUPPRESSION, SuppressionPolicy
from stakeholders.spreadsheets import GuardedIndexView


def with_address(rows: QuerySet[Suppression]) -> QuerySet[Any]:
    """Return the rows with `email`, empty where the address is no longer kept, and `topic`, by one query."""
    known = Address.objects.filter(hash=OuterRef("address_hash")).order_by("pk")
    topics = Topic.objects.filter(code=OuterRef("purpose"))
    return rows.annotate(email=Subquery(known.values("email")[:1]), topic=Subquery(topics.values("label")[:1]))


def shown_address(row: Any) -> str:
    return row.email or _("(no longer kept)")


def shown_scope(row: Any) -> str:
    """Return what the address gets no more of."""
    return row.topic or row.purpose or _("Everything")


def shown_since(row: Any) -> str:
    return date_format(timezone.localtime(row.created_at), "j F Y, H:i")


class SuppressionFilterSet(WagtailFilterSet):
    reason = django_filters.MultipleChoiceFilter(label=gettext_lazy("Reason"), choices=SuppressionReason)

    class Meta:
        model = Suppression
        fields = ["reason"]


class SuppressionIndexView(KeysFirstIndexView, GuardedIndexView):
    """The list. A search for a whole address finds it even when only its hash is left."""

    export_permission = EXPORT_SUPPRESSIONS
    export_filename = "suppressions"
    filterset_class = SuppressionFilterSet
    is_searchable = True
    default_ordering = "-created_at"
    list_export = ["email", "topic", "purpose", "reason", "get_reason_display", "note", "created_at"]
    export_headings = {
        "email": gettext_lazy("Address, where it is still kept"),
        "topic": gettext_lazy("Topic; empty: everything"),
        "purpose": gettext_lazy("Code of the topic"),
        "reason": gettext_lazy("Code of the reason"),
        "get_reason_display": gettext_lazy("Reason"),
        "note": gettext_lazy("Note"),
        "created_at": gettext_lazy("Since (UTC)"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        since = _("Since (%(zone)s)") % {"zone": timezone.get_current_timezone()}
        return [
            TitleColumn("email", label=gettext_lazy("Address"), accessor=shown_address, get_url=self.lift_url),
            Column("purpose", label=gettext_lazy("Gets no more of"), accessor=shown_scope, sort_key="purpose"),
            Column("reason", label=gettext_lazy("Reason"), accessor="get_reason_display", sort_key="reason"),
            Column("note", label=gettext_lazy("Note")),
            Column("created_at", label=since, accessor=shown_since, sort_key="created_at"),
        ]

    def lift_url(self, row: Suppression) -> str | None:
        """Return where the row can be lifted, for those who may, if it can be."""
        if row.reason in suppression.STANDS or not self.request.user.has_perm(LIFT_SUPPRESSION):
            return None
        return reverse("suppression:lift", args=[row.pk])

    def with_details(self, records: QuerySet[Suppression]) -> QuerySet[Suppression]:
        return with_address(records)

    def exported(self) -> QuerySet[Suppression]:
        return with_address(self.get_queryset())

    def search_queryset(self, queryset: QuerySet[Suppression]) -> QuerySet[Suppression]:
        if not self.is_searching:
            return queryset
        known = search.at_addresses_with(queryset, self.search_query, by="address_hash", key="hash")
        try:
            whole = queryset.filter(address_hash=addresses.address_hash(addresses.fold(self.search_query)))
        except InvalidAddress:
            return known  # a part of an address
        return known | whole


class SuppressionAct(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """A page that says what the act does, with the form that asks for the reason."""

    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "warning"
    template_name = "stakeholders/admin/suppression_act.html"
    statement: Any = ""
    button_label: Any = ""

    @property
    def user(self) -> AbstractUser:
        """Return who acts; the permission has let nobody through without an account."""
        return cast(AbstractUser, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label = capfirst(Suppression._meta.verbose_name_plural)
        return [
            {"url": reverse("suppression:index"), "label": label},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_success_url(self) -> str:
        return reverse("suppression:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, statement=self.statement, button_label=self.button_label, back_url=self.get_success_url()
        )

    def signed(self, note: str) -> str:
        """Return the note with the name of who wrote it, no longer than the field."""
        return f"{note} ({(self.user.get_full_name() or self.user.get_username())[:50]})"


class AddForm(forms.Form):
    """An address that shall get no more mail."""

    email = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=gettext_lazy("Gets no more of"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Everything"),
    )
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("“Asked by telephone on 3 March”, for example. It is kept with your name."),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            addresses.fold(email)
        except InvalidAddress as error:
            raise ValidationError(str(error)) from error
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse what is on the list: its reason, a bounce or a complaint, must not be written over."""
        cleaned = super().clean() or {}
        if "email" in cleaned:
            found = Suppression.objects.filter(
                address_hash=addresses.address_hash(addresses.fold(cleaned["email"])), purpose=self.purpose
            ).first()
            if found:
                self.add_error("email", _("It is on the list: %(reason)s.") % {"reason": found.get_reason_display()})
        return cleaned

    @property
    def purpose(self) -> str:
        """Return the code of the topic; empty for everything."""
        topic = self.cleaned_data.get("topic")
        return topic.code if topic else ""


class AddView(SuppressionAct):
    permission_required = ADD_SUPPRESSION
    page_title = gettext_lazy("Stop mail to an address")
    button_label = gettext_lazy("Stop the mail")
    statement = gettext_lazy(
        "It gets no more mail from now on, whatever it has subscribed to. What waits to be sent to it is dropped."
    )

    def get_form_class(self) -> type[AddForm]:
        return AddForm  # a view set makes its own from the model

    def form_valid(self, form: AddForm) -> HttpResponse:
        dropped = suppression.suppress(
            addresses.get_or_create(form.cleaned_data["email"]),
            reason=SuppressionReason.MANUAL,
            purpose=form.purpose,
            note=self.signed(form.cleaned_data["note"]),
            now=timezone.now(),
        )
        text = ngettext(
            "It is on the list. %(count)d message that waited was dropped.",
            "It is on the list. %(count)d messages that waited were dropped.",
            dropped,
        )
        messages.success(self.request, text % {"count": dropped})
        return super().form_valid(form)


class LiftForm(forms.Form):
    """Why mail may go there again."""

    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("“Their mailbox was full, and is emptied”, for example. It is kept with your name."),
    )


class LiftView(SuppressionAct):
    """Take an address off the list, where `delivery` lets it."""

    permission_required = LIFT_SUPPRESSION
    form_class = LiftForm
    page_title = gettext_lazy("Let mail go again to")
    button_label = gettext_lazy("Take it off the list")
    statement = gettext_lazy(
        "It gets again what it has subscribed to. What was left out stays left out; "
        "“Send to those who missed it” brings it."
    )

    @cached_property
    def row(self) -> Any:
        return get_object_or_404(with_address(Suppression.objects.all()), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{shown_address(self.row)}, {shown_scope(self.row)}, {self.row.get_reason_display()}"

    def form_valid(self, form: LiftForm) -> HttpResponse:
        try:
            suppression.lift(self.row, by=self.user, note=form.cleaned_data["note"], now=timezone.now())
        except SuppressionStands as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("Mail may go there again."))
        return super().form_valid(form)


class SuppressionViewSet(ModelViewSet):
    """Rows are made by what happens, by “add” and by “lift”; none is edited."""

    model = Suppression
    icon = "warning"
    name = "suppression"
    index_view_class = SuppressionIndexView
    add_view_class = AddView
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["note"]

    @property
    def permission_policy(self) -> SuppressionPolicy:
        return SuppressionPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/lift/", LiftView.as_view(), name="lift")]
