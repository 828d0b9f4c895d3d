"""Contacts: the list, and the page of one contact with what is known of their consent."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from delivery.models import Suppression
from stakeholders import consent
from stakeholders.admin.duplicates.following import FollowsMerge
from stakeholders.admin.filters import ContactFilterSet
from stakeholders.consent import Action
from stakeholders.models import Affiliation, ConsentRecord, Contact, ContactAddress, Topic
from stakeholders.permissions import EXPORT_CONTACTS, RECORD_CONSENT
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


class ContactInspectView(FollowsMerge, generic.InspectView):
    """One contact: what mail goes to which address, why some does not, and how that came about."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        return super().get_field_display_value(field_name, field) or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = list(self.object.addresses.select_related("address"))
        return super().get_context_data(
            **kwargs,
            links=_consent_at(links),
            affiliations=self.object.affiliations.select_related("organisation"),
            history=ConsentRecord.objects.filter(address__in=[link.address_id for link in links]).select_related(
                "address", "wording", "recorded_by"
            ),
            may_record=self.request.user.has_perm(RECORD_CONSENT),
        )


def _consent_at(links: list[ContactAddress]) -> list[dict[str, Any]]:
    """Return for each link its suppressions and its state per topic, by three queries whatever their number."""
    latest = consent.states({link.address_id for link in links})
    suppressions = Suppression.objects.filter(address_hash__in=[link.address.hash for link in links])
    topics = list(Topic.objects.all())
    return [
        {
            "link": link,
            "suppressions": [row for row in suppressions if row.address_hash == link.address.hash],
            "topics": [_topic_at(topic, latest.get((link.address_id, topic.code))) for topic in topics],
        }
        for link in links
    ]


def _topic_at(topic: Topic, record: ConsentRecord | None) -> dict[str, Any]:
    return {"topic": topic, "record": record, "stoppable": record is not None and record.action != Action.WITHDRAWN}
