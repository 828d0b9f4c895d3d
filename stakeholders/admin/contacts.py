"""Contacts: the list, and the page of one contact with what is known of their consent."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from stakeholders import consent
from stakeholders.admin.filters import ContactFilterSet
from stakeholders.models import Affiliation, Contact, ContactAddress, Topic
from stakeholders.permissions import EXPORT_CONTACTS
from stakeholders.spreadsheets import GuardedIndexView


def for_listing(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return contacts with `main_email`, `current_organisation` and what else a row shows, by one query."""
    addresses = ContactAddress.objects.filter(contact=OuterRef("pk")).order_by("-primary", "pk")
    posts = Affiliation.objects.current(timezone.localdate()).filter(contact=OuterRef("pk"))
    return contacts.select_related("province", "language").annotate(
        main_email=Subquery(addresses.values("address__email")[:1]),
        current_organisation=Subquery(posts.order_by("-start", "-pk").values("organisation__name")[:1]),
    )


def add_subscriptions(contacts: Iterable[Contact]) -> None:
    """Give each of `contacts` its `subscriptions`: the topics that go to one of their addresses. Three queries."""
    links = list(ContactAddress.objects.filter(contact__in=contacts).values_list("contact", "address"))
    given = consent.given_at({address for _contact, address in links})
    topics = list(Topic.objects.all())
    for contact in contacts:
        codes = {code for owner, address in links if owner == contact.pk for code in given.get(address, ())}
        contact.subscriptions = ", ".join(str(topic) for topic in topics if topic.code in codes)


class ContactIndexView(GuardedIndexView):
    """The list of contacts: searched in the database itself, since an index would be rewritten by each save."""

    export_permission = EXPORT_CONTACTS
    filterset_class = ContactFilterSet
    export_filename = "contacts"
    list_export = [
        "name",
        "name_ur",
        "main_email",
        "current_organisation",
        "stated_organisation",
        "province",
        "language",
        "created_at",
    ]
    export_headings = {"main_email": _("Main address"), "current_organisation": _("Organisation")}
    search_fields = ["name", "name_ur", "stated_organisation"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("__str__"),
            Column("main_email", label=_("Main address"), sort_key="main_email"),
            Column("current_organisation", label=_("Organisation"), sort_key="current_organisation"),
            Column("province", label=_("Province"), sort_key="province__order"),
            Column("language", label=_("Reads"), sort_key="language__order"),
            Column("subscriptions", label=_("Gets")),
        ]

    def get_base_queryset(self) -> QuerySet[Contact]:
        return for_listing(super().get_base_queryset())

    def search_queryset(self, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        if not self.is_searching:
            return queryset
        text = self.search_query
        own = Q()
        for field in self.search_fields:
            own |= Q(**{f"{field}__icontains": text})
        at_address = ContactAddress.objects.filter(contact=OuterRef("pk"), address__email__icontains=text)
        at_organisation = Affiliation.objects.filter(
            Q(organisation__name__icontains=text) | Q(organisation__acronym__iexact=text), contact=OuterRef("pk")
        )
        return queryset.filter(own | Exists(at_address) | Exists(at_organisation))

    def get_table(self, object_list: Iterable[Contact], **kwargs: Any) -> Any:
        contacts = list(object_list)
        add_subscriptions(contacts)
        return super().get_table(contacts, **kwargs)
