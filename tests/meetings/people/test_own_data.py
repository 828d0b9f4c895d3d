"""What meetings hold on a person: all of it is handed out, none of it stays after an erasure, and in time it goes."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from coordination_site.roles import COORDINATOR
from meetings import retention as rules
from meetings.attendance import summary
from meetings.enums import Visibility
from meetings.invitations import refusals
from meetings.models import (
    ActionDigest,
    ActionUpdate,
    AgendaItem,
    Attendance,
    CalendarFeed,
    Invitation,
    Meeting,
    MeetingChange,
    Minutes,
    MinutesComment,
    MinutesVersion,
    Notice,
    NoticeMail,
    ReviewContact,
    YearInReview,
)
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import Contact
from stakeholders.privacy import erasure, holdings, retention
from stakeholders.privacy.subject import subject_of
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.privacy.dump import places_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()
NAME, EMAIL = "Zarmina Quetzal", "zarmina.quetzal@zq.example.org"


def days(number):
    return NOW + datetime.timedelta(days=number)


@pytest.fixture
def person():
    """Somebody who has left a trace in every table of meetings that may hold one."""
    trust = OrganisationFactory(name="Health Trust")
    contact = ContactFactory(name=f"Dr {NAME}", emails=[EMAIL], at=trust)
    meeting = MeetingFactory(chair=NAME, minutes_by=f"Dr. {NAME}", body=f"<p>With {NAME.upper()}.</p>", reason=NAME)
    GroupMembershipFactory(contact=contact, organisation=trust)
    invitation = InvitationFactory(
        meeting=meeting,
        contact=contact,
        email=EMAIL,
        name=NAME,
        organisation=trust,
        reply="delegated",
        replied_at=NOW,
        note=f"{NAME} is ill",
        needs="No stairs",
        delegate_name="Dua Shah",
        delegate_email="dua@example.org",
    )
    InvitationFactory(
        meeting=meeting, name="Bilal", delegate_name=NAME, delegate_email=EMAIL.upper(), note=f"I send {NAME}"
    )
    AttendanceFactory(meeting=meeting, contact=contact, invitation=invitation, name=NAME, organisation=trust,
                      organisation_name="Trust of Z. Quetzal", designation="Head of the Quetzal ward")  # fmt: skip
    AttendanceFactory(contact=contact, name=f"{NAME} (on line)")
    AgendaItemFactory(meeting=meeting, presenter=NAME, discussion=f"Dr {NAME}  spoke; zarmina  quetzal agreed.")
    DecisionFactory(meeting=meeting, text=f"{NAME} is asked to report.")
    action = ActionItemFactory(meeting=meeting, owner=contact, owner_organisation=trust, text=f"{NAME} writes.")
    ActionUpdate.objects.create(action=action, at=NOW, status="open", note=f"Still on it, {NAME}", by_contact=contact)
    ActionDigest.objects.create(contact=contact, month=NOW.date().replace(day=1), at=NOW)
    CalendarFeed.objects.create(contact=contact, key_hash=uuid.uuid4().hex, made_at=NOW)
    notice = Notice.objects.create(meeting=meeting, kind="invitation", sequence=0, words=f"Dear {NAME}", at=NOW)
    NoticeMail.objects.create(notice=notice, invitation=invitation, refused=f"{EMAIL} is suppressed")
    MeetingChange.objects.create(meeting=meeting, sequence=1, at=NOW, before={"chair": NAME}, after={"chair": "Bilal"})
    minutes = Minutes.objects.create(meeting=meeting, preamble=f"{NAME} opened the meeting.")
    content = {"attendance": [{"name": NAME, "organisation": "Health Trust"}], "text": [f"Said {NAME}: yes"]}
    version = MinutesVersion.objects.create(minutes=minutes, number=1, state="circulated", content=content, at=NOW)
    MinutesComment.objects.create(version=version, invitation=invitation, text=f"Not so. Yours, {NAME}", at=NOW)
    review = YearInReview.objects.create(group=contact.memberships.get().group, year=2025)
    ReviewContact.objects.create(review=review, organisation=trust, name="Z. Q.", email=EMAIL)
    return contact


def test_all_of_it_is_handed_out(person):
    sections = {section.title: section for section in holdings.of(person)}
    expected = {
        "Working groups": "Health Trust",
        "Invitations to meetings": "No stairs",
        "Named by others to go in their stead": EMAIL.upper(),
        "Attendance at meetings": "Head of the Quetzal ward",
        "Actions that are theirs": f"{NAME} writes.",
        "What they said of actions": f"Still on it, {NAME}",
        "Comments on minutes": f"Not so. Yours, {NAME}",
        "Personal calendar": NOW,
        "Mails about open actions": NOW,
    }
    for title, value in expected.items():
        section = sections[title]
        assert any(value in row for row in section.rows), title
        assert {len(row) for row in section.rows} == {len(section.columns)}, title
    assert "Bilal" not in str([section.rows for section in sections.values()])  # nobody else
    bystander = ContactFactory(name=NAME, emails=["namesake@example.org"])
    assert not any("meeting" in section.title.lower() for section in holdings.of(bystander))


def test_the_log_of_mail_can_be_read_after_an_erasure_in_any_language(person):
    with translation.override("ur"):
        erasure.erase(person, by=staff(COORDINATOR), now=NOW)
    assert refusals.in_words(NoticeMail.objects.get().refused) == "Was erased"


def test_an_erasure_leaves_the_person_nowhere_in_this_room_and_the_record_standing(person):
    meetings = set(Meeting.objects.values_list("pk", flat=True))
    keys = set(Invitation.objects.values_list("key", flat=True))
    forecast = erasure.forecast(subject_of(person))
    certificate = erasure.erase(person, by=staff(COORDINATOR), now=NOW)
    assert certificate.removed == forecast.removed
    assert certificate.removed["meeting_attendance"] == 2
    ours = {place for place in places_of(NAME, EMAIL, "Quetzal", "No stairs") if place.startswith("meetings_")}
    assert ours == set()
    assert "dua@example.org" not in set(Invitation.objects.values_list("delegate_email", flat=True))
    assert set(Meeting.objects.values_list("pk", flat=True)) == meetings
    assert Attendance.objects.count() == 2
    assert MinutesComment.objects.get().text == "Not so. Yours, …"
    assert AgendaItem.objects.get().discussion == "…  spoke; … agreed."
    assert MinutesVersion.objects.get().content["attendance"] == [{"name": "…", "organisation": "Health Trust"}]
    assert Invitation.objects.filter(name="Bilal").exists()
    assert len(keys - set(Invitation.objects.values_list("key", flat=True))) == 1  # links of old mails end
    assert not CalendarFeed.objects.exists()
    assert not ActionDigest.objects.exists()
    meeting = Attendance.objects.exclude(invitation=None).get().meeting
    assert summary.of(meeting, Visibility.UNIT).organisations == ["Health Trust"]


def test_an_erasure_touches_nobody_else(person):
    other = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    invitation = InvitationFactory(contact=other, email="amina@example.org", name="Amina Khan", needs="Vegetarian")
    attendance = AttendanceFactory(contact=other, name="Amina Khan")
    untouched = MeetingFactory(chair=NAME)  # a namesake's: the person had nothing to do with it
    erasure.erase(person, by=None, now=NOW)
    for row in (invitation, attendance, untouched):
        row.refresh_from_db()
    assert (invitation.needs, attendance.name, untouched.chair) == ("Vegetarian", "Amina Khan", NAME)


def test_a_merge_keeps_what_both_had_and_crashes_on_nothing_unique(person):
    gone = ContactFactory(name="Zarmina Q.")
    meeting = Attendance.objects.exclude(invitation=None).get().meeting
    AttendanceFactory(meeting=meeting, contact=gone, name="Zarmina Q.")
    CalendarFeed.objects.create(contact=gone, key_hash=uuid.uuid4().hex, made_at=NOW)
    ActionDigest.objects.create(contact=gone, month=NOW.date().replace(day=1), at=NOW)
    action = ActionItemFactory(owner=gone)
    ActionUpdate.objects.create(action=action, at=NOW, status="done", by_contact=gone)
    merge_contacts(kept=person, gone=gone, by=None, now=NOW)
    assert person.actions.count() == 2
    assert person.action_updates.count() == 2
    assert (CalendarFeed.objects.count(), ActionDigest.objects.count(), Attendance.objects.count()) == (2, 2, 3)
    erasure.erase(Contact.objects.get(pk=person.pk), by=None, now=NOW)
    assert not places_of("Zarmina").intersection({"meetings_attendance.name", "meetings_invitation.name"})
    assert not CalendarFeed.objects.exists()


def test_what_people_wrote_in_answer_goes_when_the_meeting_is_long_over():
    old, young = (MeetingFactory(start=days(-number), end=days(-number + 0.1)) for number in (91, 89))
    for meeting in (old, young):
        InvitationFactory(meeting=meeting, name="Amina", needs="No stairs", note="Late", delegate_email="d@example.org")
        InvitationFactory(meeting=meeting, note="Late")
        InvitationFactory(meeting=meeting)
    contact = ContactFactory()
    for number in (731, 729):
        ActionDigest.objects.create(contact=contact, month=days(-number).date(), at=days(-number))
    Meeting.objects.filter(pk=old.pk).update(sign_in_key="ended", sign_in_until=days(-0.1))
    Meeting.objects.filter(pk=young.pk).update(sign_in_key="open", sign_in_until=days(0.1))
    found = retention.dry_run(now=NOW)
    ours = {rule.key: found[rule.key] for rule in rules.RULES}
    expected = {"meeting_needs": 2, "meeting_delegates": 1, "meeting_sign_ins": 1, "meeting_digests": 1}
    assert ours == expected
    assert {rule.key: retention.carry_out_rule(rule, now=NOW) for rule in rules.RULES} == expected
    assert {rule.key: retention.carry_out_rule(rule, now=NOW) for rule in rules.RULES} == dict.fromkeys(expected, 0)
    assert not old.invitations.exclude(note="", needs="", delegate_email="").exists()
    assert old.invitations.filter(name="Amina").exists()
    assert young.invitations.filter(needs="No stairs", note="Late", delegate_email="d@example.org").exists()
    assert set(Meeting.objects.values_list("sign_in_key", flat=True)) == {"", "open"}
