"""What stands behind the addresses of the screens."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from coordination_site.roles import ADMINISTRATOR
from delivery import addresses, preparing, suppression
from delivery.enums import SuppressionReason
from delivery.models import Suppression
from home.models import KeyFigure, PreferredTerm
from meetings.minutes import lifecycle as minutes_lifecycle
from meetings.models import MeetingDocument, Minutes, MinutesComment, TermsOfReference
from newsletters import follow_ups, sending
from publications.importing.batches import bring as bring_publications
from publications.models import ArticleCategory, PublicationIndexPage
from stakeholders.criteria import Criteria
from stakeholders.duplicates import merging
from stakeholders.models import (
    Correction,
    ErasureRequest,
    ExportRecord,
    PeopleSettings,
    Repermission,
    Segment,
    Topic,
)
from stakeholders.privacy import erasure
from stakeholders.segments.rules import Is
from tests.factories.home import HelplineFactory, grow
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.newsletters import IssueFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.importing.helpers import checked


@dataclass(frozen=True)
class World:
    """What stands behind the addresses: an issue ready to be sent, one on its way, people, figures."""

    objects: dict = field(default_factory=dict)

    def url(self, name, *keys, **fixed):
        return reverse(name, args=[self.objects.get(key, key) for key in keys])


def build():
    now = timezone.now()
    drafter = staff(ADMINISTRATOR, username="drafter")
    contact = ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    ready, running, over, followed = (IssueFactory(number=number) for number in (33, 34, 31, 32))
    mailings = {}
    for issue in (ready, running, over, followed):
        mailing = mailings[issue] = sending.open_mailing(issue, by=drafter)
        sending.choose_audience(mailing, Criteria(topic="newsletter"), by=drafter)
        sending.approve(mailing, by=drafter, now=now)
    for issue in (running, over, followed):
        sending.send_now(mailings[issue], by=drafter, now=now)
        preparing.prepare(mailings[issue].pk, now=now)
    for issue in (over, followed):
        sending.cancel(mailings[issue], by=drafter, now=now)
    tomorrow = now + timedelta(days=1)
    follower = follow_ups.send(mailings[followed], by=drafter, now=now, at=tomorrow)
    mailing = mailings[running]
    draft = IssueFactory(number=35)
    sending.choose_audience(sending.open_mailing(draft, by=drafter), Criteria(topic="newsletter"), by=drafter)
    full = addresses.get_or_create("full@example.org")
    suppression.suppress(full, reason=SuppressionReason.SOFT_BOUNCES, now=now)
    figure = KeyFigure.objects.create(key="trained", value=473, label="people trained", as_of="2026-01-07")
    erased = ContactFactory(emails=["gone@example.org"])
    series = MeetingSeriesFactory()
    meeting = MeetingFactory(series=series)
    asked = addresses.get_or_create("asked@example.org")
    topic = Topic.objects.get(code="newsletter")
    meeting = MeetingFactory(state="draft", start=now + timedelta(days=1))
    minutes = Minutes.objects.create(meeting=MeetingFactory(state="held"))
    version = minutes_lifecycle.circulate(minutes, by=drafter, now=now)
    comment = MinutesComment.objects.create(version=version, text="Not so", at=now)
    group = WorkingGroupFactory()
    grow(draft.get_site().root_page, PublicationIndexPage, title="Publications")
    return World(
        {
            "erasure": erasure.erase(erased, by=drafter, now=now).pk,
            "erasure_request": ErasureRequest.objects.create(address=asked, asked_at=now, due_on=now.date()).pk,
            "question": Repermission.objects.create(topic=topic, introduction="Hello.", introduction_ur="سلام۔").pk,
            "ready": ready.pk,
            "draft": draft.pk,
            "mailing": mailing.pk,
            "ended": mailings[over].pk,
            "follower": follower.pk,
            "message": mailing.messages.get().pk,
            "suppressed": Suppression.objects.get(reason=SuppressionReason.SOFT_BOUNCES).pk,
            "archive": ready.get_parent().pk,
            "contact": contact.pk,
            "correction": Correction.objects.create(contact=contact, at=now, message="I moved").pk,
            "people_settings": PeopleSettings.load().pk,
            "link": contact.addresses.get().pk,
            "organisation": OrganisationFactory().pk,
            "export": ExportRecord.objects.create(by=drafter, at=now, what="Contacts", format="csv").pk,
            "contact_subject": "contact",
            "publication_import": bring_publications("@book{a, title = {A}}", by=drafter, now=now).pk,
            "like": ContactFactory().pk,
            "merge": merging.merge_contacts(kept=ContactFactory(), gone=ContactFactory(), by=drafter, now=now).pk,
            "figure": figure.pk,
            "category": ArticleCategory.objects.create(name="Blog", slug="blog").pk,
            "helpline": HelplineFactory().pk,
            "term": PreferredTerm.objects.create(preferred="Mazdoor").pk,
            "group": group.pk,
            "terms": TermsOfReference.objects.create(group=group, version=1, adopted_on=now.date()).pk,
            "group_document": MeetingDocument.objects.create(group=group, title="A paper").pk,
            "draft_meeting": meeting.pk,
            "document": MeetingDocument.objects.create(meeting=meeting, title="A", url="https://example.org/a").pk,
            "series": series.pk,
            "attendance": AttendanceFactory(meeting=meeting).pk,
            "meeting": meeting.pk,
            "invitation": InvitationFactory(meeting=meeting).pk,
            "item": AgendaItemFactory(meeting=meeting).pk,
            "minuted": comment.version.minutes.meeting_id,
            "comment": comment.pk,
            "waiting": AgendaItemFactory(meeting=None, series=series).pk,
            "decision": DecisionFactory().pk,
            "action": ActionItemFactory(owner=contact).pk,
            "segment": Segment.objects.create(name="Urdu", rule=Is("language", ("ur",)).to_json()).pk,
            "checked_list": checked([["Name", "Email"], ["Dua", "dua@example.org"]]).pk,
            "site": Site.objects.get(is_default_site=True).pk,
        }
    )
