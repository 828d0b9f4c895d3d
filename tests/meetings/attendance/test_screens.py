"""The tab of attendance: what staff see, set, paste, remove, open and take away."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import AUTHOR, COORDINATOR
from meetings.enums import Mode, Reply
from meetings.models import Attendance, Meeting
from stakeholders.exporting import making
from stakeholders.models import ExportFile
from tests.factories.meetings import AttendanceFactory, InvitationFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return MeetingFactory(mode=Mode.HYBRID, title="Steering <b>committee</b>")


@pytest.fixture
def as_staff(client):
    client.force_login(staff(COORDINATOR))
    return client


def url(meeting, name="attendance", *keys):
    return reverse(f"meetings_admin:{name}", args=[meeting.pk, *keys])


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_everybody_is_ticked_off_in_one_form(as_staff, meeting):
    invited = InvitationFactory(meeting=meeting, name="Amina <i>Khan</i>", reply=Reply.ACCEPTED)
    here = AttendanceFactory(meeting=meeting, name="Bilal", presence="late", origin="self")
    page = as_staff.get(url(meeting)).content.decode()
    assert "Amina &lt;i&gt;Khan&lt;/i&gt;" in page
    assert "Comes" in page
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    assert set(shown.split()) == {f"i{invited.pk}=", f"a{here.pk}=late.in_person"}
    data = {
        "shown": shown,
        f"m-i{invited.pk}": "present.online",
        f"m-a{here.pk}": "late.in_person",
        "back": "show=self&x=1",
    }
    answer = as_staff.post(url(meeting, "attendance_mark"), data)
    assert answer["Location"].endswith("?show=self")
    assert Attendance.objects.get(invitation=invited).mode == Mode.ONLINE
    assert Attendance.objects.get(pk=here.pk).origin == "self"
    only = as_staff.get(url(meeting), {"show": "self", "q": "bil"}).content.decode()
    assert "Amina" not in only
    assert "Bilal" in only


def test_one_who_may_not_invite_sees_no_answers_and_chooses_no_contacts(client, meeting):
    InvitationFactory(meeting=meeting, name="Amina", reply=Reply.DECLINED, needs="No stairs")
    ContactFactory(name="Dua Shah")
    client.force_login(staff(AUTHOR))
    page = client.get(url(meeting)).content.decode()
    assert "Does not come" not in page
    assert "No stairs" not in page
    assert client.post(url(meeting, "attendance_many"), {"what": "apologies"}).status_code in (302, 403)
    assert not Attendance.objects.exists()
    form = client.get(url(meeting, "attendance_add")).content.decode()
    assert 'name="contact"' not in form
    plan = client.post(
        url(meeting, "attendance_paste"), {"text": "Dua Shah", "mark": "present.online"}
    ).content.decode()
    assert "<select" not in plan


def test_somebody_is_typed_and_corrected(as_staff, meeting):
    trust = OrganisationFactory(name="Health Trust")
    contact = ContactFactory(name="Amina", at=trust)
    add = url(meeting, "attendance_add")
    as_staff.post(add, {"contact": contact.pk, "mark": "present.in_person"})
    as_staff.post(add, {"name": "Bilal", "organisation_name": "health trust", "mark": "late.online"})
    rows = {row.name: row for row in Attendance.objects.all()}
    assert {(row.contact, row.organisation) for row in rows.values()} == {(contact, trust), (None, trust)}
    empty = as_staff.post(add, {"organisation_name": "WHO", "mark": "late.online"})
    assert "Choose a contact, or write a name." in empty.content.decode()
    assert "WHO" in empty.content.decode()
    page = url(meeting, "attendance_correct", rows["Bilal"].pk)
    form = as_staff.get(page).context["form"]
    values = {**form.initial, "name": "Bilal Ahmed"}
    assert as_staff.post(page, values).status_code == 302
    stale = as_staff.post(page, {**values, "name": "Dua"})
    assert "meanwhile" in stale.content.decode()
    assert Attendance.objects.get(pk=rows["Bilal"].pk).name == "Bilal Ahmed"
    assert as_staff.get(url(MeetingFactory(), "attendance_correct", rows["Bilal"].pk)).status_code == 404


def test_a_list_is_pasted_looked_at_and_written_and_what_was_not_read_is_in_the_box(as_staff, meeting):
    page = url(meeting, "attendance_paste")
    text = "Amina <script>, WHO\r\n\x00???\r\nBilal, UNICEF"
    look = as_staff.post(page, {"text": text, "mark": "present.online"})
    assert not Attendance.objects.exists()
    html = look.content.decode()
    assert "<script>," not in html
    plan = look.context["plan"]
    assert plan.written == 2
    sent = {"text": text, "mark": "present.online", "digest": plan.digest}
    done = as_staff.post(page, {**sent, "write": "1", "leave": ["3", "x"], "c-99": "i1", "c-": "y"})
    assert list(Attendance.objects.values_list("name", "organisation_name", "mode")) == [
        ("Amina <script>", "WHO", "online")
    ]
    assert done.context["form"]["text"].value() == " ???\nBilal, UNICEF"
    changed = as_staff.post(page, {**sent, "write": "1"})
    assert "Something changed" in " ".join(told(changed))
    assert Attendance.objects.count() == 1
    too_long = as_staff.post(page, {"text": "Amina\n" * 90_000, "mark": "present.online"})
    assert too_long.context["form"].errors
    assert "plan" not in too_long.context


def test_rubbish_is_removed_in_bulk_after_a_look(as_staff, meeting):
    keep = AttendanceFactory(meeting=meeting, name="Keep", origin="self", invitation=InvitationFactory(meeting=meeting))
    rows = AttendanceFactory.create_batch(3, meeting=meeting, origin="self")
    typed, other = AttendanceFactory(meeting=meeting), AttendanceFactory()
    remove = url(meeting, "attendance_remove")
    ticked = {"shown": f"a{keep.pk}=present.in_person", f"m-a{keep.pk}": "late.in_person"}
    look = as_staff.post(remove, {"chosen": [f"a{typed.pk}", f"a{other.pk}", "a", "ix"], **ticked})
    assert [row.pk for row in look.context["rows"]] == [typed.pk]
    assert Attendance.objects.count() == 6
    assert Attendance.objects.get(pk=keep.pk).presence == "late"  # what was ticked meanwhile is not lost
    Attendance.objects.filter(pk=keep.pk).update(origin="self")
    as_staff.post(remove, {"chosen": [f"a{typed.pk}", f"a{other.pk}"], "sure": "1"})
    assert [row.name for row in as_staff.post(remove, {"which": "self"}).context["rows"]] == [row.name for row in rows]
    as_staff.post(remove, {"which": "self", "sure": "1"})
    assert set(Attendance.objects.all()) == {keep, other}


def test_the_sign_in_is_opened_thrown_on_the_wall_and_closed(as_staff, meeting):
    poster = url(meeting, "sign_in_poster")
    assert as_staff.get(poster).status_code == 302
    assert as_staff.post(url(meeting, "sign_in"), {"hours": "2"})["Location"] == poster
    page = as_staff.get(poster)
    html = page.content.decode()
    meeting.refresh_from_db()
    assert f"/meetings/sign-in/{meeting.sign_in_key}" in html
    assert "<svg" in html
    assert " style=" not in html
    assert "<script" not in html
    assert "Steering &lt;b&gt;" in html
    as_staff.post(url(meeting, "sign_in"), {"close": "1"})
    assert as_staff.get(poster).status_code == 302
    Meeting.objects.update(state="cancelled")
    refused = as_staff.post(url(meeting, "sign_in"), {"hours": "rubbish"}, follow=True)
    assert "announced or held" in " ".join(told(refused))


def test_others_are_counted_and_rubbish_is_no_number(as_staff, meeting):
    for number, expected in (("12", 12), ("-1", 12), ("1e3", 12), ("99999", 12), ("٧", 7)):
        meeting.refresh_from_db()
        as_staff.post(url(meeting, "attendance_unnamed"), {"number": number, "was": meeting.unnamed_present})
        meeting.refresh_from_db()
        assert meeting.unnamed_present == expected, number


def test_the_list_is_taken_away_by_the_one_way_there_is(as_staff, meeting):
    AttendanceFactory(meeting=meeting, name="=Amina()", organisation_name="WHO")
    AttendanceFactory()
    answer = as_staff.post(url(meeting, "attendance_export"), {"format": "csv"})
    file = ExportFile.objects.get()
    assert making.make(file.pk)
    file.refresh_from_db()
    lines = b"".join(making.pieces(file)).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=Amina()" in lines[1]
    assert "WHO" in lines[1]
    assert as_staff.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("people", [20, 200])
def test_the_page_takes_the_same_queries_for_twenty_and_two_hundred(
    as_staff, meeting, django_assert_max_num_queries, people
):
    trust = OrganisationFactory()
    InvitationFactory.create_batch(people, meeting=meeting, organisation=trust)
    rows = [
        Attendance(meeting=meeting, name=f"P {n}", organisation=trust, recorded_at=timezone.now())
        for n in range(people)
    ]
    Attendance.objects.bulk_create(rows)
    as_staff.get(url(meeting))
    with django_assert_max_num_queries(18):
        page = as_staff.get(url(meeting))
    assert len(page.context["page"].object_list) == min(2 * people, 300)
    data = {"shown": page.context["shown"]}
    data |= {f"m-{line.key}": "absent.in_person" for line in page.context["page"]}
    with django_assert_max_num_queries(22):
        as_staff.post(url(meeting, "attendance_mark"), data)
    assert Attendance.objects.filter(presence="absent").count() == min(2 * people, 300)
