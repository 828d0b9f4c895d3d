"""The page of one contact, with what is known of their consent."""

from typing import Any

from wagtail.admin.views import generic

from delivery.models import Suppression
from stakeholders import consent
from stakeholders.consent import Action
from stakeholders.models import ConsentRecord, ContactAddress, Topic
from stakeholders.permissions import RECORD_CONSENT


class ContactInspectView(generic.InspectView):
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
