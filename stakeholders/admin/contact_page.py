"""The page of one contact: what mail goes to which address, why some does not, and all that ever happened."""

import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.views import generic

from delivery.models import Suppression
from stakeholders import consent, panels, timeline
from stakeholders.admin.duplicates.following import FollowsMerge
from stakeholders.consent import Action
from stakeholders.models import ConsentRecord, Contact, ContactAddress, Topic
from stakeholders.permissions import RECORD_CONSENT


class ContactInspectView(FollowsMerge, generic.InspectView):
    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        return super().get_field_display_value(field_name, field) or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = list(self.object.addresses.select_related("address"))
        return super().get_context_data(
            **kwargs,
            links=_consent_at(links),
            phones=self.object.phones.all(),
            tags=self.object.tags.all(),
            affiliations=self.object.affiliations.select_related("organisation"),
            history=ConsentRecord.objects.filter(address__in=[link.address_id for link in links]).select_related(
                "address", "wording", "recorded_by"
            ),
            may_record=self.request.user.has_perm(RECORD_CONSENT),
            panels=panels.panels_for(self.request, self.object),
            **self.line(self.object),
        )

    def line(self, contact: Contact) -> dict[str, Any]:
        """Return the time line as the address asks for it: of one kind, or older than a moment."""
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in timeline.Kind.values else ""
        page = timeline.page(contact, before=_moment(self.request.GET.get("before", "")), kind=kind)
        months = groupby(page.entries, key=lambda entry: timezone.localtime(entry.at).date().replace(day=1))
        return {
            "months": [(month, list(entries)) for month, entries in months],
            "older": page.older.isoformat() if page.older else "",
            "kind": kind,
            "kinds": timeline.Kind.choices,
            "beginning": "before" not in self.request.GET,
        }


def _moment(text: str) -> datetime.datetime:
    """Return the moment that an address names; what is none, or not yet, is now and all that is dated ahead."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at) or not 1900 < at.year < 9000:  # the ends of the calendar have no zones
        return timezone.now() + datetime.timedelta(days=3650)  # posts may end in the future
    return at.astimezone(datetime.UTC)  # PostgreSQL refuses the zones that are furthest off


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
