"""The list of mailings: what is being prepared, what is on its way, what was sent."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from delivery.enums import MailingKind, MailingState
from delivery.models import Mailing
from newsletters.admin_views.base import PolicyMixin
from newsletters.templatetags.newsletters_admin import in_zone, unzoned


class MailingFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=MailingState.choices)

    class Meta:
        model = Mailing
        fields = ["state"]


class MailingList(PolicyMixin, BaseListingView):
    """Bulk mailings, latest first; one-off mail is not listed."""

    model = Mailing
    page_title = _("Mailings")
    template_name = "newsletters/admin/listing.html"
    header_icon = "mail"
    paginate_by = 30
    filterset_class = MailingFilterSet
    is_searchable = True
    search_fields = ["title"]
    index_url = reverse_lazy("newsletters_admin:mailings")
    index_results_url = reverse_lazy("newsletters_admin:mailings_results")

    @cached_property
    def columns(self) -> list[Column]:
        started = in_zone(str(_("Started")))
        return [
            TitleColumn("title", label=_("Mailing"), url_name="newsletters_admin:mailing", sort_key="title"),
            StatusTagColumn("get_state_display", label=_("State"), primary=lambda mailing: mailing.state == "sending"),
            Column("audience_words", label=_("Audience")),
            NumberColumn("prepared", label=_("Prepared")),
            NumberColumn("excluded", label=_("Left out")),
            Column("at", label=started, accessor=lambda row: unzoned(row.started_at), sort_key="started_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Mailing]:
        return Mailing.objects.filter(kind=MailingKind.BULK)
