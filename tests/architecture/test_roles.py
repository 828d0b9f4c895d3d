"""What each role may do: the table in code, in the database, in the document, and at every screen."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Site

from coordination_site import roles
from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR, REVIEWER
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

pytestmark = pytest.mark.django_db

WRITERS = {AUTHOR, REVIEWER, ADMINISTRATOR}
PUBLISHERS = {REVIEWER, ADMINISTRATOR}
DRAFTERS = {AUTHOR, REVIEWER, APPROVER, ADMINISTRATOR}
SENDERS = {APPROVER, ADMINISTRATOR}
PEOPLE = {COORDINATOR, ADMINISTRATOR}
LEDGER = SENDERS | PEOPLE
ADMINISTRATORS = {ADMINISTRATOR}
EVERYBODY = set(roles.ROLES)
NOBODY: set[str] = set()
PLANNERS = WRITERS | PEOPLE
ANNOUNCERS = PUBLISHERS | PEOPLE


# The table -----------------------------------------------------------------------------------------------------------


def held(group):
    codenames = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in codenames}


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_pattern_of_the_table_names_a_permission_that_the_group_holds(role):
    group = Group.objects.get(name=role)
    names = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    wanted = set()
    for pattern in roles.permission_patterns(role):
        matching = {name for name in names if roles.fnmatchcase(name, pattern)}
        assert matching, pattern
        wanted |= matching
    assert held(group) == wanted
    pages = GroupPagePermission.objects.filter(group=group, page__depth=1)
    assert set(pages.values_list("permission__codename", flat=True)) == roles.page_permissions(role)
    collections = GroupCollectionPermission.objects.filter(group=group, collection=Collection.get_first_root_node())
    held_there = {f"{row.permission.content_type.app_label}.{row.permission.codename}" for row in collections}
    assert held_there == roles.collection_permissions(role)


def test_granting_again_mends_what_drifted_and_keeps_the_members():
    member = staff(AUTHOR)
    group = Group.objects.get(name=AUTHOR)
    before = held(group)
    group.permissions.set(Permission.objects.filter(codename="approve_mailing"))
    GroupPagePermission.objects.create(
        group=group, page=Page.get_first_root_node(), permission=Permission.objects.get(codename="publish_page")
    )
    roles.grant(apps)
    roles.grant(apps)
    assert held(group) == before
    assert not GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").exists()
    assert list(group.user_set.all()) == [member]


def test_the_document_shows_the_table():
    document = Path(settings.BASE_DIR, "docs", "roles.md").read_text()
    assert roles.as_markdown() in document


def test_wagtails_first_groups_are_gone_and_reviewers_decide_its_workflow():
    assert set(Group.objects.values_list("name", flat=True)) == EVERYBODY
    assert [group.name for task in GroupApprovalTask.objects.all() for group in task.groups.all()] == [REVIEWER]


# The screens ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """What stands behind the addresses: an issue ready to be sent, one on its way, people, figures."""

    objects: dict = field(default_factory=dict)

    def url(self, name, *keys, **fixed):
        return reverse(name, args=[self.objects.get(key, key) for key in keys])


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """What all cases share: building it takes longer than any of them, and none of them leaves anything changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


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


@dataclass(frozen=True)
class Case:
    """One address: who gets in, by which method, with what."""

    name: str
    keys: tuple
    roles: set
    method: str = "get"
    data: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.method} {self.name}" + (f" {sorted(self.data)}" if self.data else "")


def get(name, *keys, allows, **data):
    return Case(name, keys, allows, "get", data)


def post(name, *keys, allows, **data):
    return Case(name, keys, allows, "post", data)


NEWSLETTER = {"topic": "newsletter"}
OURS = [
    get("newsletters_admin:mailings", allows=EVERYBODY),
    get("newsletters_admin:mailings_results", allows=EVERYBODY),
    get("newsletters_admin:send", "ready", allows=EVERYBODY),
    get("newsletters_admin:count", "ready", allows=EVERYBODY, **NEWSLETTER),
    post("newsletters_admin:audience", "draft", allows=EVERYBODY, count="1", **NEWSLETTER),
    post("newsletters_admin:audience", "draft", allows=DRAFTERS, **NEWSLETTER),
    post("newsletters_admin:test", "draft", allows=DRAFTERS, addresses="one@example.org"),
    get("newsletters_admin:preview", "ready", "en", "html", allows=EVERYBODY),
    get("newsletters_admin:approve", "draft", allows=SENDERS),
    post("newsletters_admin:approve", "draft", allows=SENDERS),
    post("newsletters_admin:take_back", "ready", allows=SENDERS),
    get("newsletters_admin:now", "ready", allows=SENDERS),
    post("newsletters_admin:now", "ready", allows=SENDERS),
    get("newsletters_admin:later", "ready", allows=SENDERS),
    post("newsletters_admin:later", "ready", allows=SENDERS, day="2099-01-01", time="10:00"),
    get("newsletters_admin:mailing", "mailing", allows=EVERYBODY),
    get("newsletters_admin:progress", "mailing", allows=EVERYBODY),
    get("newsletters_admin:pause", "mailing", allows=SENDERS),
    post("newsletters_admin:pause", "mailing", allows=SENDERS),
    get("newsletters_admin:resume", "mailing", allows=SENDERS),
    post("newsletters_admin:resume", "mailing", allows=SENDERS),
    get("newsletters_admin:cancel", "mailing", allows=SENDERS),
    post("newsletters_admin:cancel", "mailing", allows=SENDERS),
    get("newsletters_admin:follow_up", "ended", allows=SENDERS),
    post("newsletters_admin:follow_up", "ended", allows=SENDERS),
    post("newsletters_admin:follow_up", "ended", allows=SENDERS, when="later", day="2099-01-01", time="10:00"),
    get("newsletters_admin:let_go", "follower", allows=SENDERS),
    post("newsletters_admin:let_go", "follower", allows=SENDERS),
    get("newsletters_admin:uncertain", "ended", allows=LEDGER),
    get("newsletters_admin:decide_arrived", "ended", allows=SENDERS),
    post("newsletters_admin:decide_arrived", "ended", allows=SENDERS),
    get("newsletters_admin:decide_missed", "ended", allows=SENDERS),
    post("newsletters_admin:decide_missed", "ended", allows=SENDERS),
    get("newsletters_admin:limits", allows=ADMINISTRATORS),
    post("newsletters_admin:limits", allows=ADMINISTRATORS, per_second="5", per_hour=""),
    get("newsletters_admin:content", "mailing", "en", "text", allows=EVERYBODY),
    get("newsletters_admin:ledger", "mailing", allows=LEDGER),
    get("newsletters_admin:ledger", "mailing", allows=SENDERS, export="csv"),
    get("newsletters_admin:ledger", "mailing", allows=SENDERS, export="xlsx"),
    get("newsletters_admin:ledger_results", "mailing", allows=LEDGER),
    get("newsletters_admin:ledger_results", "mailing", allows=SENDERS, export="csv"),
    get("newsletters_admin:message", "message", allows=LEDGER),
    get("newsletters_admin:sender", allows=SENDERS),
    get("newsletters_admin:sender_json", allows=SENDERS),
    post("newsletters_admin:check_sender", allows=ADMINISTRATORS),
    get("meetings_admin:list", allows=EVERYBODY),
    get("meetings_admin:list_results", allows=EVERYBODY),
    get("meetings_admin:add", allows=PLANNERS),
    post("meetings_admin:add", allows=PLANNERS, title="Another"),
    get("meetings_admin:meeting", "draft_meeting", allows=EVERYBODY),
    get("meetings_admin:edit", "draft_meeting", allows=PLANNERS),
    post("meetings_admin:edit", "draft_meeting", allows=PLANNERS, title="Another"),
    get("meetings_admin:move", "draft_meeting", "announced", allows=ANNOUNCERS),
    post("meetings_admin:move", "draft_meeting", "announced", allows=ANNOUNCERS),
    get("meetings_admin:delete", "draft_meeting", allows=PEOPLE),
    post("meetings_admin:delete", "draft_meeting", allows=PEOPLE),
    get("meetings_admin:minutes", "minuted", allows=EVERYBODY),
    post("meetings_admin:minutes_act", "minuted", "take-back", allows=ANNOUNCERS),
    post("meetings_admin:minutes_comment", "minuted", "comment", allows=ANNOUNCERS, answer="We put it right."),
    get("meetings_admin:minutes_mail", "minuted", allows=PEOPLE),
    post("meetings_admin:minutes_mail", "minuted", allows=PEOPLE, act="send"),
    get("meetings_admin:minutes_version", "minuted", 1, allows=EVERYBODY),
    get("meetings_admin:minutes_file", "minuted", 1, "unit", "pdf", allows=EVERYBODY),
    get("meetings_admin:minutes_differences", "minuted", allows=EVERYBODY),
    get("meetings_admin:documents", "draft_meeting", allows=EVERYBODY),
    post("meetings_admin:documents", "draft_meeting", allows=PLANNERS, title="A paper", kind="other"),
    get("meetings_admin:document", "draft_meeting", "document", allows=PLANNERS),
    post("meetings_admin:document", "draft_meeting", "document", allows=PLANNERS),
    get("meetings_admin:document_remove", "draft_meeting", "document", allows=PLANNERS),
    post("meetings_admin:document_remove", "draft_meeting", "document", allows=PLANNERS),
    get("meeting_series:index", allows=PLANNERS),
    get("meeting_series:add", allows=PEOPLE),
    get("meeting_series:edit", "series", allows=PEOPLE),
    post("meeting_series:delete", "series", allows=PEOPLE),
    get("contact:index", allows=PEOPLE),
    get("contact:export", allows=PEOPLE),
    post("contact:export", allows=PEOPLE, columns=["name"], file_format="csv"),
    get("contact:tag", allows=PEOPLE),
    post("contact:tag", allows=PEOPLE),
    get("contact:add", allows=PEOPLE),
    post("contact:add", allows=PEOPLE),
    get("contact:inspect", "contact", allows=PEOPLE),
    get("contact:edit", "contact", allows=PEOPLE),
    post("contact:edit", "contact", allows=PEOPLE),
    get("contact:delete", "contact", allows=PEOPLE),
    get("contact:withdraw", "contact", "link", "newsletter", allows=PEOPLE),
    post("contact:withdraw", "contact", "link", "newsletter", allows=PEOPLE),
    post("meetings_admin:end_feed", "contact", allows=PEOPLE),
    get("list_health:index", allows=PEOPLE),
    get("organisation:index", allows=PEOPLE),
    get("organisation:inspect", "organisation", allows=PEOPLE),
    post("organisation:edit", "organisation", allows=PEOPLE),
    get("duplicates:index", allows=PEOPLE),
    get("duplicates:index_results", allows=PEOPLE),
    get("duplicates:search", allows=PEOPLE),
    post("duplicates:search", allows=PEOPLE),
    get("duplicates:next", allows=PEOPLE),
    get("duplicates:pair", "contact_subject", "contact", "like", allows=PEOPLE),
    post("duplicates:pair", "contact_subject", "contact", "like", allows=PEOPLE, merge="1"),
    post("duplicates:dismiss", "contact_subject", "contact", "like", allows=PEOPLE),
    get("duplicates:choose", "contact_subject", "contact", allows=PEOPLE, q="amina"),
    get("merge:index", allows=PEOPLE),
    get("merge:index_results", allows=PEOPLE),
    get("merge:undo", "merge", allows=PEOPLE),
    post("merge:undo", "merge", allows=PEOPLE),
    get("organisation:export", allows=PEOPLE),
    post("organisation:export", allows=PEOPLE, columns=["name"], file_format="csv"),
    get("export:index", allows=PEOPLE),
    get("export:add", allows=NOBODY),
    get("export:edit", "export", allows=NOBODY),
    post("export:delete", "export", allows=NOBODY),
    get("consent:index", allows=PEOPLE),
    get("consent:add", allows=NOBODY),
    get("contact_chooser:choose", allows=PEOPLE),
    get("contact_chooser:choose_results", allows=PEOPLE),
    get("contact_chooser:chosen", "contact", allows=PEOPLE),
    get("contact_chooser:chosen_multiple", allows=PEOPLE),
    get("segment:index", allows=PEOPLE),
    get("segment:index_results", allows=PEOPLE),
    get("segment:add", allows=PEOPLE),
    post("segment:add", allows=PEOPLE),
    get("segment:edit", "segment", allows=PEOPLE),
    post("segment:edit", "segment", allows=PEOPLE, act="add-row 0"),
    get("segment:copy", "segment", allows=PEOPLE),
    get("segment:delete", "segment", allows=PEOPLE),
    post("segment:delete", "segment", allows=PEOPLE),
    post("segment:look", allows=PEOPLE),
    get("correction:index", allows=PEOPLE),
    get("correction:add", allows=NOBODY),
    get("correction:edit", "correction", allows=NOBODY),
    post("correction:delete", "correction", allows=NOBODY),
    get("correction:settle", "correction", allows=PEOPLE),
    post("correction:settle", "correction", allows=PEOPLE),
    get("suppression:index", allows=PEOPLE),
    get("suppression:index_results", allows=PEOPLE),
    get("suppression:index", allows=PEOPLE, export="csv"),
    get("suppression:index", allows=PEOPLE, export="xlsx"),
    get("suppression:add", allows=PEOPLE),
    post("suppression:add", allows=PEOPLE, email="dua@example.org", note="By telephone"),
    get("suppression:lift", "suppressed", allows=PEOPLE),
    post("suppression:lift", "suppressed", allows=PEOPLE, note="Emptied"),
    get("suppression:edit", "suppressed", allows=NOBODY),
    post("suppression:delete", "suppressed", allows=NOBODY),
    get("import:index", allows=PEOPLE),
    get("import:index_results", allows=PEOPLE),
    get("import:add", allows=PEOPLE),
    post("import:add", allows=PEOPLE),
    get("import:batch", "checked_list", allows=PEOPLE),
    get("import:columns", "checked_list", allows=PEOPLE),
    post("import:columns", "checked_list", allows=PEOPLE),
    get("import:options", "checked_list", allows=PEOPLE),
    post("import:options", "checked_list", allows=PEOPLE),
    post("import:check", "checked_list", allows=PEOPLE),
    post("import:cancel", "checked_list", allows=PEOPLE),
    get("import:progress", "checked_list", allows=PEOPLE),
    get("import:rows", "checked_list", allows=PEOPLE),
    get("import:rows_results", "checked_list", allows=PEOPLE),
    get("import:file", "checked_list", "csv", allows=PEOPLE),
    get("import:file", "checked_list", "xlsx", allows=PEOPLE),
    get("import:commit", "checked_list", allows=PEOPLE),
    post("import:commit", "checked_list", allows=PEOPLE),
    get("import:undo", "checked_list", allows=PEOPLE),
    post("import:undo", "checked_list", allows=PEOPLE),
    get("publication_import:list", allows=WRITERS),
    get("publication_import:index", allows=WRITERS),
    get("publication_import:index_results", allows=WRITERS),
    get("publication_import:add", allows=WRITERS),
    post("publication_import:add", allows=WRITERS),
    get("publication_import:batch", "publication_import", allows=WRITERS),
    get("publication_import:save", "publication_import", allows=WRITERS),
    post("publication_import:save", "publication_import", allows=WRITERS),
    get("publication_import:undo", "publication_import", allows=WRITERS),
    post("publication_import:undo", "publication_import", allows=WRITERS),
    post("publication_import:discard", "publication_import", allows=WRITERS),
    get("erasure_request:index", allows=PEOPLE),
    get("erasure_request:inspect", "erasure_request", allows=PEOPLE),
    get("erasure_request:edit", "erasure_request", allows=NOBODY),
    post("erasure_request:delete", "erasure_request", allows=NOBODY),
    get("erasure_request:refuse", "erasure_request", allows=PEOPLE),
    post("erasure_request:refuse", "erasure_request", allows=PEOPLE, note="We must keep it by law."),
    get("erasure_request:erase_address", "erasure_request", allows=PEOPLE),
    post("erasure_request:erase_address", "erasure_request", allows=PEOPLE, number="1"),
    get("erasure:index", allows=PEOPLE),
    get("erasure:inspect", "erasure", allows=PEOPLE),
    get("erasure:print", "erasure", "en", allows=PEOPLE),
    post("erasure:delete", "erasure", allows=NOBODY),
    get("erasure:contact", "contact", allows=PEOPLE),
    post("erasure:contact", "contact", allows=PEOPLE, number="1"),
    get("erasure:held", "contact", allows=PEOPLE),
    post("erasure:held", "contact", allows=PEOPLE, language="ur"),
    get("retention:index", allows=PEOPLE),
    get("repermission:index", allows=SENDERS | PEOPLE),
    get("repermission:add", allows=SENDERS | PEOPLE),
    get("repermission:inspect", "question", allows=SENDERS | PEOPLE),
    get("repermission:edit", "question", allows=SENDERS | PEOPLE),
    post("repermission:edit", "question", allows=SENDERS | PEOPLE),
    get("repermission:delete", "question", allows=SENDERS | PEOPLE),
    post("repermission:test", "question", allows=SENDERS | PEOPLE, emails="one@example.org"),
    post("repermission:send", "question", allows=SENDERS),
    get("topic:index", allows=PEOPLE),
    get("topic:add", allows=ADMINISTRATORS),
    get("province:add", allows=ADMINISTRATORS),
    get("language:add", allows=ADMINISTRATORS),
    get("organisation_kind:add", allows=ADMINISTRATORS),
    get("sector:add", allows=ADMINISTRATORS),
    get("tag:add", allows=ADMINISTRATORS),
    get("working_group:index", allows=PEOPLE),
    get("working_group:add", allows=PEOPLE),
    post("working_group:add", allows=PEOPLE),
    get("meetings_admin:attendance", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_mark", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_many", "meeting", allows=WRITERS | PEOPLE, what="absent"),
    post("meetings_admin:attendance_many", "meeting", allows=PEOPLE, what="apologies"),
    post("meetings_admin:attendance_unnamed", "meeting", allows=WRITERS | PEOPLE, number="1", was="0"),
    post("meetings_admin:attendance_remove", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_export", "meeting", allows=PEOPLE, format="csv"),
    get("meetings_admin:attendance_add", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_add", "meeting", allows=WRITERS | PEOPLE, mark="present.in_person"),
    get("meetings_admin:attendance_paste", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_paste", "meeting", allows=WRITERS | PEOPLE, text="Dua", mark="present.in_person"),
    get("meetings_admin:attendance_correct", "meeting", "attendance", allows=WRITERS | PEOPLE),
    post("meetings_admin:attendance_correct", "meeting", "attendance", allows=WRITERS | PEOPLE),
    post("meetings_admin:sign_in", "meeting", allows=WRITERS | PEOPLE),
    get("meetings_admin:sign_in_poster", "meeting", allows=WRITERS | PEOPLE),
    get("meetings_admin:actions", allows=EVERYBODY),
    get("meetings_admin:actions_results", allows=EVERYBODY),
    get("meetings_admin:actions", allows=PEOPLE, export="csv"),
    get("meetings_admin:actions_act", allows=WRITERS | PEOPLE, act="status"),
    post("meetings_admin:actions_act", allows=WRITERS | PEOPLE),
    get("meetings_admin:actions_act", allows=PEOPLE, act="remind"),
    get("meetings_admin:action", "action", allows=EVERYBODY),
    post("meetings_admin:action", "action", allows=WRITERS | PEOPLE, status="open"),
    get("meetings_admin:action_print", "action", allows=EVERYBODY),
    get("meetings_admin:action_change", "action", allows=WRITERS | PEOPLE),
    post("meetings_admin:action_change", "action", allows=WRITERS | PEOPLE),
    get("meetings_admin:action_hand_over", "action", allows=PEOPLE),
    post("meetings_admin:action_hand_over", "action", allows=PEOPLE),
    get("meetings_admin:action_digests", allows=PEOPLE),
    get("meetings_admin:action_mail", "contact", allows=PEOPLE),
    post("meetings_admin:action_mail", "contact", allows=PEOPLE),
    get("meetings_admin:action_mail_html", "contact", allows=PEOPLE),
    get("meetings_admin:write", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:write", "meeting", allows=WRITERS | PEOPLE, act="all"),
    post("meetings_admin:minutes_begin", "meeting", allows=WRITERS | PEOPLE),
    get("meetings_admin:minutes_here", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:minutes_here", "meeting", allows=WRITERS | PEOPLE),
    get("meetings_admin:decisions", allows=EVERYBODY),
    get("meetings_admin:decisions_results", allows=EVERYBODY),
    get("meetings_admin:decisions", allows=EVERYBODY, export="csv"),
    get("meetings_admin:decision", "decision", allows=EVERYBODY),
    post("meetings_admin:decision_change", "decision", allows=WRITERS | PEOPLE, text="Other."),
    post("meetings_admin:decision_withdraw", "decision", allows=WRITERS | PEOPLE, reason="A slip."),
    post("meetings_admin:decision_reinstate", "decision", allows=WRITERS | PEOPLE),
    post("meetings_admin:decision_supersede", "decision", allows=WRITERS | PEOPLE, number="D-2026-99"),
    get("working_group:edit", "group", allows=PEOPLE),
    post("working_group:edit", "group", allows=PEOPLE),
    get("working_group:delete", "group", allows=PEOPLE),
    post("working_group:delete", "group", allows=PEOPLE),
    get("meetings_admin:group", "group", allows=PEOPLE),
    get("meetings_admin:group_terms", "group", allows=PEOPLE),
    post("meetings_admin:group_terms", "group", allows=PEOPLE),
    get("meetings_admin:group_version", "group", "terms", allows=PEOPLE),
    post("meetings_admin:group_version", "group", "terms", allows=PEOPLE),
    get("meetings_admin:group_version_remove", "group", "terms", allows=PEOPLE),
    post("meetings_admin:group_version_remove", "group", "terms", allows=PEOPLE),
    get("meetings_admin:group_documents", "group", allows=PEOPLE),
    post("meetings_admin:group_documents", "group", allows=PEOPLE),
    get("meetings_admin:group_document", "group", "group_document", allows=PEOPLE),
    post("meetings_admin:group_document", "group", "group_document", allows=PEOPLE),
    get("meetings_admin:group_document_remove", "group", "group_document", allows=PEOPLE),
    post("meetings_admin:group_document_remove", "group", "group_document", allows=PEOPLE),
    get("year_in_review:index", allows=PEOPLE),
    get("year_in_review:add", allows=PEOPLE),
    post("year_in_review:add", allows=PEOPLE),
    get("meetings_admin:agenda", "meeting", allows=EVERYBODY),
    post("meetings_admin:agenda_add", "meeting", allows=WRITERS | PEOPLE, title="Hotline", kind="decision"),
    post("meetings_admin:agenda_prepare", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:agenda_order", "meeting", allows=WRITERS | PEOPLE),
    post("meetings_admin:agenda_copy", "meeting", allows=WRITERS | PEOPLE),
    get("meetings_admin:agenda_item", "meeting", "item", allows=WRITERS | PEOPLE),
    post("meetings_admin:agenda_item", "meeting", "item", allows=WRITERS | PEOPLE, title="Hotline", revision="0"),
    get("meetings_admin:agenda_remove", "meeting", "item", allows=WRITERS | PEOPLE),
    post("meetings_admin:agenda_remove", "meeting", "item", allows=WRITERS | PEOPLE, revision="0"),
    post("meetings_admin:agenda_act", "meeting", "item", "backlog", allows=WRITERS | PEOPLE),
    get("meetings_admin:invitations", "meeting", allows=PEOPLE),
    get("meetings_admin:invite", "meeting", allows=PEOPLE),
    post("meetings_admin:invite", "meeting", allows=PEOPLE, typed="dua@example.org", language="en", role="required"),
    get("meetings_admin:invitation", "meeting", "invitation", allows=PEOPLE),
    post("meetings_admin:invitation", "meeting", "invitation", allows=PEOPLE, role="chair", reply="none", mode=""),
    get("meetings_admin:withdraw_invitations", "meeting", allows=PEOPLE),
    post("meetings_admin:withdraw_invitations", "meeting", allows=PEOPLE),
    post("meetings_admin:export_invitations", "meeting", allows=PEOPLE, format="csv"),
    get("meetings_admin:notify", "meeting", allows=PEOPLE),
    post("meetings_admin:notify", "meeting", allows=PEOPLE, to="all"),
    get("meetings_admin:mail", "meeting", allows=PEOPLE),
    get("meetings_admin:groups_health", allows=PEOPLE),
    get("meetings_admin:backlog", "series", allows=EVERYBODY),
    post("meetings_admin:backlog_add", "series", allows=WRITERS | PEOPLE, title="Hotline", kind="decision"),
    post("meetings_admin:backlog_order", "series", allows=WRITERS | PEOPLE),
    get("meetings_admin:backlog_item", "series", "waiting", allows=WRITERS | PEOPLE),
    post("meetings_admin:backlog_item", "series", "waiting", allows=WRITERS | PEOPLE, title="Hotline", revision="0"),
    get("meetings_admin:backlog_remove", "series", "waiting", allows=WRITERS | PEOPLE),
    post("meetings_admin:backlog_remove", "series", "waiting", allows=WRITERS | PEOPLE, revision="0"),
    post("meetings_admin:backlog_act", "series", "waiting", "up", allows=WRITERS | PEOPLE),
    get("article_categories:index", allows=PUBLISHERS),
    get("article_categories:add", allows=PUBLISHERS),
    get("article_categories:edit", "category", allows=PUBLISHERS),
    post("article_categories:edit", "category", allows=PUBLISHERS),
    get("article_categories:delete", "category", allows=PUBLISHERS),
    post("article_categories:delete", "category", allows=PUBLISHERS),
    get("safe_messaging_override", "draft", allows=PUBLISHERS),
    post("safe_messaging_override", "draft", allows=PUBLISHERS, seen="x", note="Quoted"),
    get("confirm_translation", "draft", allows=PUBLISHERS),
    post("confirm_translation", "draft", allows=PUBLISHERS),
    get("translations_that_wait", allows=WRITERS),
    get("translations_that_wait_results", allows=WRITERS),
    get("helpline:index", allows=PUBLISHERS | LEDGER),
    get("helpline:add", allows=PUBLISHERS | PEOPLE),
    get("helpline:edit", "helpline", allows=PUBLISHERS | PEOPLE),
    post("helpline:edit", "helpline", allows=PUBLISHERS | PEOPLE),
    get("helpline:delete", "helpline", allows=PUBLISHERS | PEOPLE),
    get("helpline:verify", "helpline", allows=LEDGER),
    post("helpline:verify", "helpline", allows=LEDGER, seen="x", note="Called"),
    get("key-figures:index", allows=PUBLISHERS),
    get("key-figures:edit", "figure", allows=PUBLISHERS),
    post("key-figures:edit", "figure", allows=PUBLISHERS),
    get("preferred-terms:index", allows=PUBLISHERS),
    get("preferred-terms:add", allows=PUBLISHERS),
    get("preferred-terms:edit", "term", allows=PUBLISHERS),
    post("preferred-terms:edit", "term", allows=PUBLISHERS),
    post("preferred-terms:delete", "term", allows=PUBLISHERS),
]
WAGTAILS = [
    get("wagtailadmin_home", allows=EVERYBODY),
    get("wagtailadmin_explore", "archive", allows=WRITERS | {APPROVER}),
    get("wagtailadmin_pages:edit", "draft", allows=WRITERS),
    post("wagtailadmin_pages:edit", "draft", allows=WRITERS, **{"body-count": "0", "comments-TOTAL_FORMS": "0"}),
    get("wagtailadmin_pages:add", "newsletters", "issuepage", "archive", allows=WRITERS),
    get("wagtailadmin_pages:unpublish", "draft", allows=PUBLISHERS),
    post("wagtailadmin_pages:unpublish", "draft", allows=PUBLISHERS),
    post("wagtailadmin_pages:lock", "draft", allows=PUBLISHERS | {APPROVER}),
    get("wagtailimages:index", allows=WRITERS),
    get("wagtailimages:add", allows=WRITERS),
    get("wagtaildocs:index", allows=WRITERS),
    get("wagtaildocs:add", allows=WRITERS),
    get("wagtailusers_users:index", allows=ADMINISTRATORS),
    get("wagtailusers_users:add", allows=ADMINISTRATORS),
    post("wagtailusers_users:add", allows=ADMINISTRATORS),
    get("wagtailusers_groups:index", allows=ADMINISTRATORS),
    get("wagtailsettings:edit", "home", "unitsettings", "site", allows=ADMINISTRATORS),
    post("wagtailsettings:edit", "home", "unitsettings", "site", allows=ADMINISTRATORS),
    get("wagtailsettings:edit", "stakeholders", "peoplesettings", "people_settings", allows=PEOPLE),
    post("wagtailsettings:edit", "stakeholders", "peoplesettings", "people_settings", allows=PEOPLE),
    get("wagtailsites:index", allows=ADMINISTRATORS),
    get("wagtaillocales:index", allows=ADMINISTRATORS),
    get("wagtailadmin_collections:index", allows=ADMINISTRATORS),
    get("wagtailadmin_workflows:index", allows=ADMINISTRATORS),
]


def is_turned_away(response):
    """Say whether the answer is Wagtail's refusal: back to the admin's home, or to the login."""
    refusals = (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
    return response.status_code == 403 or (
        response.status_code == 302 and response["Location"].split("?")[0] in refusals
    )


def _close_files(response):
    """Close the file of an export; `response.close()` would end the test's database connection as well."""
    for close in response._resource_closers:
        close()


@pytest.mark.parametrize("case", OURS + WAGTAILS, ids=str)
def test_who_gets_in(client, world, case):
    turned_away = {}
    for role in [*roles.ROLES, "no role", "anonymous"]:
        with transaction.atomic():  # what one role does must not reach the next
            client.logout()
            if role != "anonymous":
                client.force_login(staff(role))
            response = getattr(client, case.method)(world.url(case.name, *case.keys), case.data)
            _close_files(response)
            assert response.status_code in (200, 302, 403), f"{role}: {response.status_code}"
            turned_away[role] = is_turned_away(response)
            transaction.set_rollback(True)
    assert {role for role, away in turned_away.items() if not away} == case.roles


def test_every_screen_of_ours_stands_in_the_table():
    from meetings import admin_urls as meetings_urls
    from newsletters import admin_urls

    for urls in (admin_urls, meetings_urls):
        ours = {f"{urls.app_name}:{name}" for name in names_in(urls.urlpatterns)}
        assert ours == {case.name for case in OURS if case.name.startswith(f"{urls.app_name}:")}


def names_in(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_in(pattern.url_patterns)
        else:
            yield pattern.name


POST_ONLY = ["audience", "test", "take_back"]


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_changes_something_answers_no_get(client, world, name):
    client.force_login(staff(ADMINISTRATOR))
    assert client.get(world.url(f"newsletters_admin:{name}", "draft")).status_code == 405


READ_ONLY = ["send", "mailing", "progress", "ledger", "count", "uncertain"]


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_shows_something_answers_no_post(client, world, name):
    client.force_login(staff(ADMINISTRATOR))
    key = "draft" if name in {"send", "count"} else "mailing"
    assert client.post(world.url(f"newsletters_admin:{name}", key)).status_code == 405
