"""The page of one organisation: under which names, who is and was there, and what mail reached them."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.template.defaultfilters import yesno
from django.utils import timezone
from wagtail.admin.views import generic

from delivery.enums import EventKind, MailingKind, MessageState
from delivery.models import Event, Message
from stakeholders import panels
from stakeholders.admin.duplicates.following import FollowsMerge
from stakeholders.models import Affiliation, ContactAddress, Merge, Organisation, Resemblance

PEOPLE_SHOWN = 200
MAILINGS_SHOWN = 20


class OrganisationInspectView(FollowsMerge, generic.InspectView):
    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return yesno(value) if isinstance(value, bool) else value or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        # What both of two merged contacts had stays with the hidden one, too.
        theirs = organisation.affiliations.filter(contact__merged_into=None)
        posts = theirs.select_related("contact").order_by("contact__name", "-start")
        now_there = posts.current(timezone.localdate())
        return super().get_context_data(
            **kwargs,
            names=organisation.names.all(),
            parts=organisation.children.all(),
            people=now_there[:PEOPLE_SHOWN],
            people_count=now_there.count(),
            former=posts.filter(end__lt=timezone.localdate()).order_by("-end")[:PEOPLE_SHOWN],
            mailings=mailings_to(organisation)[:MAILINGS_SHOWN],
            merges=Merge.objects.filter(subject=Resemblance.Subject.ORGANISATION, kept=organisation.pk).defer("before"),
            panels=panels.panels_for(self.request, organisation),
        )


def mailings_to(organisation: Organisation) -> QuerySet[Message, Any]:
    """Return a row for each mailing to people while they held a post there, the newest first, by one query.

    `sent`, `bounced` and `opened` count the messages to their addresses.
    """
    people = organisation.affiliations.values("contact")
    addresses = ContactAddress.objects.filter(contact__in=people).values("address")
    held_then = Affiliation.objects.filter(
        Q(start=None) | Q(start__lte=OuterRef("day")),
        Q(end=None) | Q(end__gte=OuterRef("day")),
        organisation=organisation,
        contact__addresses__address=OuterRef("address"),
    )
    of = Event.objects.filter(message=OuterRef("pk"))
    return (
        Message.objects.filter(address__in=addresses, mailing__kind=MailingKind.BULK)
        .annotate(day=TruncDate(Coalesce("settled_at", "due_at")))
        .filter(Exists(held_then))
        .annotate(
            has_bounced=Exists(of.filter(kind=EventKind.BOUNCED)), was_opened=Exists(of.filter(kind=EventKind.OPENED))
        )
        .order_by()
        .values("mailing", "mailing__title", "mailing__started_at")
        .annotate(
            sent=Count("pk", filter=Q(state=MessageState.SENT)),
            bounced=Count("pk", filter=Q(has_bounced=True)),
            opened=Count("pk", filter=Q(was_opened=True)),
        )
        .order_by(F("mailing__started_at").desc(nulls_last=True), "-mailing")
    )
