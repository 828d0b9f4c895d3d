"""The list of contacts: searched and narrowed in the database itself, and acted upon by the screenful or as a whole."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from stakeholders import rows, search
from stakeholders.admin.acts import ActedUponIndexView, ChoiceColumn
from stakeholders.admin.filters import ContactFilterSet
from stakeholders.models import Contact
from stakeholders.permissions import CHANGE_CONTACTS, EXPORT_CONTACTS


class ContactIndexView(ActedUponIndexView):
    filterset_class = ContactFilterSet
    is_searchable = True
    default_ordering = "name"
    acts = (("contact:tag", _("Tag"), CHANGE_CONTACTS), ("contact:export", _("Export"), EXPORT_CONTACTS))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            ChoiceColumn("choice", label=""),
            self._get_title_column("name", accessor=str),
            Column("row.main_email", label=_("Main address"), classname="may-break"),
            Column("row.organisation", label=_("Organisation")),
            Column("province", label=_("Province")),
            Column("language", label=_("Reads")),
            Column("row.what_they_get", label=_("Gets")),
            Column("row.tagged", label=_("Tags")),
            DateColumn("created_at", label=_("Added"), sort_key="created_at"),
        ]

    def search_queryset(self, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        return search.matching(queryset, self.search_query)

    def records(self, keys: list[int]) -> list[Contact]:
        contacts = []
        for row in rows.read(keys, on=timezone.localdate()):
            row.contact.row = row
            contacts.append(row.contact)
        return contacts
