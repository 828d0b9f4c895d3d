"""Who was there: one row for each person and meeting, by whichever way and however often it is told."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination_site.roles import COORDINATOR
from meetings.attendance import bringing, marking, people, rates, recording, summary
from meetings.attendance.people import Who
from meetings.enums import AttendanceOrigin, Mode, Presence, Reply, State, Visibility
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import Attendance, Meeting
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.duplicates.parting import undo
from tests.factories.meetings import (
    AttendanceFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PRESENT, LATE, APOLOGIES, ABSENT = "present.in_person", "late.in_person", "apologies.in_person", "absent.in_person"


@pytest.fixture
def by():
    return staff(COORDINATOR)


@pytest.fixture
def meeting():
    return MeetingFactory(mode=Mode.HYBRID)


def stand(meeting):
    return {row.name: (row.presence, row.mode, row.origin) for row in meeting.attendance.all()}


def test_a_person_has_one_row_by_contact_by_invitation_and_by_name(meeting, by):
    contact = ContactFactory(name="Amina Khan")
    invitation = InvitationFactory(meeting=meeting, contact=contact, name="Amina Khan")
    for who in (
        Who(name="Amina Khan", invitation=invitation.pk, contact=contact.pk),
        Who(name="A. Khan", contact=contact.pk),
        Who(name="Amina  KHAN", invitation=invitation.pk),
        Who(name="Bilal", organisation_name="WHO"),
        Who(name="bilál", organisation_name="who", designation="Officer"),
        Who(name="Bilal", organisation_name="UNICEF"),
    ):
        recording.record(meeting, who=who, by=by, now=NOW)
    assert sorted(meeting.attendance.values_list("name", "designation")) == [
        ("Amina Khan", ""),
        ("Bilal", ""),
        ("Bilal", "Officer"),
    ]


def test_nobody_and_a_cancelled_meeting_are_refused(meeting, by):
    with pytest.raises(MeetingsError):
        recording.record(meeting, who=Who(organisation_name="WHO"), by=by, now=NOW)
    Meeting.objects.update(state=State.CANCELLED)
    with pytest.raises(MeetingsError):
        recording.record(meeting, who=Who(name="Amina"), by=by, now=NOW)
    assert not Attendance.objects.exists()


def test_two_who_tick_at_once_lose_nothing(meeting, by):
    first, second, third = (InvitationFactory(meeting=meeting, name=name) for name in ("Amina", "Bilal", "Dua"))
    keys = [f"i{row.pk}" for row in (first, second, third)]
    shown = dict.fromkeys(keys, "")

    def send(*marks):
        return marking.mark(meeting, shown=shown, chosen=dict(zip(keys, marks, strict=True)), by=by, now=NOW)

    assert send(PRESENT, LATE, "").written == 2
    other_tab = send("absent.in_person", "", "present.online")  # has Amina, where the first tab set her too
    assert (other_tab.written, other_tab.clashes) == (1, ["Amina: Present"])
    assert send(PRESENT, LATE, "present.online").written == 0  # the same again
    assert stand(meeting) == {
        "Amina": ("present", "in_person", "staff"),
        "Bilal": ("late", "in_person", "staff"),
        "Dua": ("present", "online", "staff"),
    }
    row = Attendance.objects.get(name="Amina")
    recording.remove(meeting, [row.pk])
    gone = marking.mark(meeting, shown={f"a{row.pk}": PRESENT}, chosen={f"a{row.pk}": ABSENT}, by=by, now=NOW)
    assert (gone.written, len(gone.clashes)) == (0, 1)
    rubbish = {"a99999999999999999999": PRESENT, "x": PRESENT, keys[0]: "dancing", "i": "", "a٣": PRESENT}
    assert marking.mark(meeting, shown={}, chosen=rubbish, by=by, now=NOW).written == 0


def test_replies_are_proposed_and_never_taken_as_presence(meeting, by):
    for reply in Reply:
        InvitationFactory(meeting=meeting, name=reply, reply=reply)
    InvitationFactory(meeting=meeting, name="taken back", reply=Reply.DECLINED, withdrawn_at=NOW)
    assert marking.take_apologies(meeting, by=by, now=NOW) == 2
    assert stand(meeting) == {
        "declined": ("apologies", "in_person", AttendanceOrigin.REPLY),
        "delegated": ("apologies", "in_person", AttendanceOrigin.REPLY),
    }
    assert {line.name for line in marking.lines(meeting) if not line.mark} == {"none", "accepted", "tentative"}
    assert marking.rest_absent(meeting, by=by, now=NOW) == 3
    assert marking.take_apologies(meeting, by=by, now=NOW) == 0
    assert stand(meeting)["accepted"][0] == Presence.ABSENT


def test_a_correction_of_a_row_that_somebody_changed_is_refused(meeting, by):
    row = AttendanceFactory(meeting=meeting, name="Amna", recorded_at=NOW)
    seen = recording.stamp(row)
    later = NOW + datetime.timedelta(seconds=1)
    recording.correct(row, {"name": "Amina", "designation": "Director"}, seen=seen, by=by, now=later)
    with pytest.raises(StaleEditError) as refusal:
        recording.correct(row, {"name": "Bilal"}, seen=seen, by=by, now=later)
    assert refusal.value.theirs["name"] == "Amina"
    recording.set_unnamed(meeting, number=12, was=0)
    with pytest.raises(StaleEditError):
        recording.set_unnamed(meeting, number=5, was=0)
    meeting.refresh_from_db()
    assert meeting.unnamed_present == 12


def test_a_correction_waits_for_who_writes_the_list(meeting, by):
    row = AttendanceFactory(meeting=meeting, recorded_at=NOW)
    with CaptureQueriesContext(connection) as queries:
        recording.correct(row, {"name": "Amina"}, seen=recording.stamp(row), by=by, now=NOW)
    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert 'FROM "meetings_meeting"' in read[0]


# Pasted lists ---------------------------------------------------------------------------------------------------------


TEXT = """Amina Khan, amina@example.org
Bilal Ahmed, Health Trust
Sana Malik - WHO
Omar Farooq
Unknown Person, Somewhere
nobody@example.org
Bilal Ahmed, Health Trust
???
"""


@pytest.fixture
def directory(meeting):
    trust, who = OrganisationFactory(name="Health Trust"), OrganisationFactory(name="World Health", acronym="WHO")
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    return {
        "amina": InvitationFactory(meeting=meeting, contact=amina, email="amina@example.org", name="Ms Amina Khan"),
        "bilal": ContactFactory(name="Dr Ahmed Bilal", at=trust),
        "sanas": [ContactFactory(name="Sana Malik", at=who) for _each in range(2)],
        "omar": ContactFactory(name="Omar Farooq"),
    }


def test_a_dry_run_says_of_every_line_what_will_be_written_and_the_same_is_written(meeting, directory, by):
    asked = {"presence": Presence.PRESENT, "mode": Mode.ONLINE, "directory": True}
    made = bringing.plan(meeting, TEXT, **asked)
    assert not Attendance.objects.exists()
    lines = {planned.line.number: planned for planned in made.lines}
    assert [lines[n].match.key for n in (1, 2)] == [f"i{directory['amina'].pk}", f"c{directory['bilal'].pk}"]
    assert set(lines[3].match.candidates) == {f"c{sana.pk}" for sana in directory["sanas"]}
    assert lines[4].match.candidates == (f"c{directory['omar'].pk}",)  # a name alone is no match
    assert [lines[n].is_handed_back for n in range(1, 9)] == [False] * 5 + [True, False, True]
    assert (made.written, made.rest) == (5, "nobody@example.org\n???")
    choices = {3: f"c{directory['sanas'][1].pk}", 4: "free"}
    done = bringing.carry_out(meeting, TEXT, digest=made.digest, choices=choices, left_out={5}, by=by, now=NOW, **asked)
    assert done.rest == "Unknown Person, Somewhere\nnobody@example.org\n???"
    rows = {row.name: row.contact_id for row in meeting.attendance.all()}
    assert rows == {
        "Ms Amina Khan": directory["amina"].contact_id,
        "Dr Ahmed Bilal": directory["bilal"].pk,
        "Sana Malik": directory["sanas"][1].pk,
        "Omar Farooq": None,
    }
    again = bringing.plan(meeting, TEXT, choices=choices, **asked)
    assert [planned.line.raw for planned in again.lines if planned.is_written] == ["Unknown Person, Somewhere"]


def test_what_changed_since_the_dry_run_is_shown_again(meeting, directory, by):
    asked = {"presence": Presence.PRESENT, "mode": Mode.IN_PERSON, "directory": True}
    digest = bringing.plan(meeting, TEXT, **asked).digest
    recording.record(meeting, who=Who(name="Unknown Person", organisation_name="somewhere"), by=by, now=NOW)
    with pytest.raises(StaleEditError) as refusal:
        bringing.carry_out(meeting, TEXT, digest=digest, by=by, now=NOW, **asked)
    assert refusal.value.theirs.written == 4
    assert meeting.attendance.count() == 1


def test_who_may_not_see_contacts_learns_nothing_of_the_directory(meeting, directory):
    made = bringing.plan(meeting, TEXT, directory=False)
    assert {planned.match.key for planned in made.lines} == {f"i{directory['amina'].pk}", ""}
    assert not any(planned.match.candidates for planned in made.lines)


def test_a_long_list_takes_the_same_queries_and_the_rest_stays(meeting, directory, django_assert_num_queries):
    with django_assert_num_queries(12):
        bringing.plan(meeting, TEXT, directory=True)
    text = "\n".join(
        f"Person {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}, Trust" for n in range(2100)
    )
    with django_assert_num_queries(9):
        made = bringing.plan(meeting, text, directory=True)
    assert (made.written, len(made.beyond)) == (2000, 100)
    assert made.rest.count("\n") == 99


# What others see ------------------------------------------------------------------------------------------------------


def test_the_public_is_told_organisations_and_a_head_count_and_no_name(django_assert_num_queries):
    meeting = MeetingFactory(state=State.HELD, attendance_visibility=Visibility.PUBLIC, unnamed_present=4)
    shown, hidden = OrganisationFactory(name="Health Trust"), OrganisationFactory(name="Hidden", public=False)
    AttendanceFactory(meeting=meeting, organisation=shown, name="Amina", mode=Mode.ONLINE)
    AttendanceFactory(meeting=meeting, organisation=hidden, presence=Presence.LATE)
    AttendanceFactory(meeting=meeting, organisation_name="Typed")
    AttendanceFactory(meeting=meeting, organisation_name="Away", presence=Presence.APOLOGIES, name="Dua")
    with django_assert_num_queries(1):
        public = summary.of(meeting, Visibility.PUBLIC)
    assert public == summary.Summary(["Health Trust"], 2, 7, 1, [], [])
    partners = summary.of(meeting, Visibility.PARTNERS)
    assert partners.organisations == ["Health Trust", "Hidden", "Typed"]
    assert "Amina" in [person.name for person in partners.names]
    assert [person.name for person in partners.apologies] == ["Dua"]
    for change in ({"state": State.ANNOUNCED}, {"visibility": Visibility.PARTNERS}, {"attendance_visibility": "unit"}):
        other = MeetingFactory(**{"state": State.HELD, "attendance_visibility": Visibility.PUBLIC, **change})
        AttendanceFactory(meeting=other, organisation=shown)
        assert summary.of(other, Visibility.PUBLIC) == summary.NOTHING


def test_a_group_sees_how_often_its_organisations_come(django_assert_num_queries):
    group = WorkingGroupFactory()
    first, second, third = (
        MeetingFactory(
            groups=[group], state=State.HELD, start=datetime.datetime(2026, month, 1, 9, tzinfo=datetime.UTC)
        )
        for month in (1, 2, 3)
    )
    MeetingFactory(groups=[group], state=State.CANCELLED)
    faithful, new = OrganisationFactory(name="Faithful"), OrganisationFactory(name="New")
    GroupMembershipFactory(group=group, organisation=faithful)
    GroupMembershipFactory(group=group, organisation=new, start=datetime.date(2026, 2, 15))
    for meeting in (first, second):
        AttendanceFactory(meeting=meeting, organisation=faithful)
        AttendanceFactory(meeting=meeting, organisation=faithful)
    AttendanceFactory(meeting=third, organisation=new, presence=Presence.ABSENT)
    with django_assert_num_queries(3):
        found = rates.of_group(group)
    assert [(rate.organisation.name, rate.attended, rate.held, rate.percent) for rate in found] == [
        ("Faithful", 2, 3, 67),
        ("New", 0, 1, 0),
    ]


def test_a_merge_of_two_who_were_both_written_down_loses_nothing(meeting, by):
    meeting.attendance_visibility = Visibility.PUBLIC
    kept, gone = ContactFactory(name="Amina"), ContactFactory(name="Amina K.")
    AttendanceFactory(meeting=meeting, contact=kept, name="Amina")
    AttendanceFactory(meeting=meeting, contact=gone, name="Amina K.", presence=Presence.LATE)
    alone = AttendanceFactory(contact=gone)
    merge = merge_contacts(kept=kept, gone=gone, by=by, now=NOW)
    alone.refresh_from_db()
    assert alone.contact == kept
    assert meeting.attendance.count() == 2
    assert summary.of(meeting, Visibility.UNIT).head_count == 1
    assert [line.name for line in marking.lines(meeting) if line.doubled] == ["Amina K."]
    undo(merge, by=by, now=NOW)
    assert summary.of(meeting, Visibility.UNIT).head_count == 2


def test_a_contact_is_written_down_with_the_post_they_hold():
    trust = OrganisationFactory()
    contact = ContactFactory(name="Amina", at=trust)
    contact.affiliations.update(designation="Director")
    assert people.of_contacts([contact], NOW.date())[contact.pk] == Who(
        name="Amina", organisation=trust.pk, designation="Director", contact=contact.pk
    )
