"""Meetings are made and changed by several people at once, in zones whose clocks jump, from series that number them."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from coordination_site.roles import COORDINATOR
from meetings import details, numbering, zones
from meetings.exceptions import MoveRefusedError, StaleEditError, TakenError
from meetings.models import Meeting, MeetingSeries
from tests.factories.meetings import (
    ActionItemFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import words

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
TYPED = {
    "kind": "coordination",
    "title": "Second meeting",
    "start": "2026-04-01T10:00",
    "end": "2026-04-02T13:00",
    "zone": "Asia/Karachi",
    "mode": "in_person",
    "visibility": "public",
    "agenda_visibility": "public",
    "minutes_visibility": "partners",
    "attendance_visibility": "partners",
    "body": "null",
    "body_ur": "null",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


def read(response):
    return BeautifulSoup(response.content, "html.parser")


# Zones ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "zone", "moment"),
    [
        ("2026-04-01 10:00", "Asia/Karachi", "2026-04-01 05:00"),
        ("2026-03-29 03:00", "Europe/Zurich", "2026-03-29 01:00"),
        ("2026-03-29 02:30", "Europe/Zurich", "put forward"),
        ("2026-10-25 02:30", "Europe/Zurich", "put back"),
        ("2026-10-25 03:00", "Europe/Zurich", "2026-10-25 02:00"),
    ],
)
def test_a_clock_means_one_moment_or_is_refused(clock, zone, moment):
    clock = datetime.datetime.fromisoformat(clock)
    if moment.startswith("put"):
        with pytest.raises(ValidationError, match=moment):
            zones.moment(clock, zone)
    else:
        assert zones.moment(clock, zone) == datetime.datetime.fromisoformat(f"{moment}+00:00")


# The form -------------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_of_the_meetings_own_clock_and_makes_a_draft(client, coordinator):
    group = WorkingGroupFactory()
    response = client.post(
        reverse("meetings_admin:add"), {**TYPED, "zone": "Europe/Zurich", "groups": [group.pk], "title_ur": "دوسرا"}
    )
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == reverse("meetings_admin:meeting", args=[meeting.pk])
    assert meeting.start == datetime.datetime(2026, 4, 1, 8, tzinfo=datetime.UTC)
    assert (meeting.slug, meeting.state, meeting.created_by) == ("second-meeting", "draft", coordinator)
    assert list(meeting.groups.all()) == [group]
    form = read(client.get(reverse("meetings_admin:edit", args=[meeting.pk])))
    assert form.select_one("[name=start]")["value"] == "2026-04-01T10:00"
    assert meeting.lasts_days


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"end": "2026-04-01T09:00"}, "end", "end before it starts"),
        ({"zone": "Asia/Quetta"}, "zone", "no time zone"),
        ({"zone": "../../etc/passwd"}, "zone", "no time zone"),
        ({"zone": "Europe/Zurich", "start": "2026-03-29T02:30"}, "start", "put forward"),
        ({"zone": "Europe/Zurich", "start": "2025-10-26T02:30"}, "start", "put back"),
        ({"start": "tomorrow"}, "start", "valid date"),
        ({"start": "0001-01-01T00:00"}, "start", "year between"),
        ({"number": "3"}, "number", "of a series"),
        ({"slug": "a b"}, "slug", "valid"),
    ],
)
def test_rubbish_is_told_at_its_field_and_nothing_typed_is_lost(client, coordinator, typed, field, says):
    page = read(client.post(reverse("meetings_admin:add"), {**TYPED, **typed}))
    assert says in words(page)
    assert page.select_one("[name=title]")["value"] == "Second meeting"
    assert page.select_one(f"[name={field}]")["value"] == typed[field]
    assert not Meeting.objects.exists()


def test_a_series_proposes_its_next_meeting_in_both_languages(client, coordinator):
    series = MeetingSeriesFactory(
        meeting_title="{ordinal} coordination meeting, no. {number} {x}",
        meeting_title_ur="{ordinal} رابطہ اجلاس {number}",
        group=WorkingGroupFactory(),
        place="Quetta",
    )
    MeetingFactory(series=series, number=1)
    page = read(client.get(reverse("meetings_admin:add"), {"series": series.pk}))
    assert page.select_one("[name=title]")["value"] == "Second coordination meeting, no. 2 {x}"
    assert page.select_one("[name=title_ur]")["value"] == "دوسرا رابطہ اجلاس ۲"
    assert page.select_one("[name=number]")["value"] == "2"
    assert page.select_one("[name=place]")["value"] == "Quetta"
    assert page.select_one("[name=groups][checked]")["value"] == str(series.group.pk)
    MeetingFactory(series=series, number=21)
    assert numbering.propose(series)["title"].startswith("22nd coordination")
    assert numbering.propose(series)["title_ur"].startswith("۲۲واں")
    for rubbish in ("x", "99999999999999999999999", "²", "-1"):
        assert client.get(reverse("meetings_admin:add"), {"series": rubbish, "like": rubbish}).status_code == 200


def test_a_number_booked_twice_is_told_with_the_way_to_the_other(client, coordinator):
    series = MeetingSeriesFactory()
    other = MeetingFactory(series=series, number=2, title="<b>The</b> second")
    page = read(client.post(reverse("meetings_admin:add"), {**TYPED, "series": series.pk, "number": "2"}))
    assert "number 2 already: <b>The</b> second" in words(page)
    assert page.find("a", string="Open it")["href"] == reverse("meetings_admin:meeting", args=[other.pk])
    assert Meeting.objects.count() == 1


def test_a_number_that_two_book_at_once_is_told_to_the_second():
    series, end = MeetingSeriesFactory(), NOW + datetime.timedelta(hours=1)
    values = {"series": series, "number": 2, "title": "A", "kind": "launch", "start": NOW, "end": end}
    first = details.create({**values, "slug": "first"}, by=None, now=NOW)
    with pytest.raises(TakenError, match="number 2") as taken:
        details.create({**values, "slug": "second"}, by=None, now=NOW)
    assert (taken.value.meeting, taken.value.field) == (first, "number")
    third = details.create({**values, "slug": "third", "number": 3}, by=None, now=NOW)
    with pytest.raises(TakenError, match="number 2"):
        details.change(third, {"number": 2}, revision=0, by=None, now=NOW)
    assert third.changes.count() == 0


def test_an_address_that_is_taken_meanwhile_is_told(client, coordinator):
    MeetingFactory(slug="taken")
    values = {"slug": "taken", "title": "A", "kind": "launch", "start": NOW, "end": NOW + datetime.timedelta(hours=1)}
    with pytest.raises(TakenError, match="address"):
        details.create(values, by=None, now=NOW)
    with pytest.raises(IntegrityError):
        details.create({**values, "slug": "free", "end": NOW}, by=None, now=NOW)
    assert numbering.free_slug("Taken") == "taken-2"
    assert numbering.free_slug("Members") == "members-2"  # the address of another page
    assert numbering.free_slug("اجلاس") == "meeting"


# Two editors ----------------------------------------------------------------------------------------------------------


def test_who_comes_second_keeps_what_they_typed_and_sees_what_stands_there_now(client, coordinator):
    meeting = MeetingFactory(title="Second meeting", slug="second")
    url = reverse("meetings_admin:edit", args=[meeting.pk])
    typed = {**TYPED, "slug": "second", "revision": "0", "place": "Quetta <i>"}
    details.change(meeting, {"place": "<script>Lahore"}, revision=0, by=staff(COORDINATOR, username="first"), now=NOW)

    response = client.post(url, typed)

    page = read(response)
    assert response.status_code == 409
    assert "First Example changed the meeting while you wrote" in words(page)
    cells = [[words(cell) for cell in row.select("th, td")] for row in page.select("[role=alert] tbody tr")]
    assert ["Place", "<script>Lahore", "Quetta <i>"] in cells
    assert "<script>Lahore" not in response.content.decode()
    assert page.select_one("[name=place]")["value"] == "Quetta <i>"
    assert Meeting.objects.get().place == "<script>Lahore"
    again = client.post(url, {**typed, "revision": page.select_one("[name=revision]")["value"]})
    assert again.status_code == 302
    assert Meeting.objects.get().place == "Quetta <i>"


def test_a_form_that_says_no_revision_or_an_old_one_overwrites_nothing(client, coordinator):
    meeting = MeetingFactory()
    changed = details.change(meeting, {"title": "New"}, revision=0, by=None, now=NOW)
    assert changed.revision == 1
    with pytest.raises(StaleEditError):
        details.change(meeting, {"title": "Newer"}, revision=0, by=None, now=NOW)
    assert client.post(reverse("meetings_admin:edit", args=[meeting.pk]), TYPED).status_code == 409
    assert Meeting.objects.get().title == "New"


def test_what_stands_in_calendars_raises_the_sequence_and_only_of_what_was_announced():
    draft, announced = MeetingFactory(state="draft"), MeetingFactory(slug="other")
    later = announced.start + datetime.timedelta(days=1)
    moved = {"start": later, "end": later + datetime.timedelta(hours=1)}
    assert details.change(draft, moved, revision=0, by=None, now=NOW).sequence == 0
    first = announced.start
    changed = details.change(announced, moved, revision=0, by=None, now=NOW)
    assert (changed.sequence, changed.previous_start) == (1, first)
    group = WorkingGroupFactory(acronym="TWG")
    grouped = details.change(announced, {"groups": [group], "chair": "A"}, revision=1, by=None, now=NOW)
    assert (grouped.sequence, grouped.revision) == (1, 2)
    assert grouped.changes.last().after == {"groups": ["TWG"], "chair": "A"}
    same = details.change(announced, {"groups": [group], "chair": "A"}, revision=2, by=None, now=NOW)
    assert (same.revision, same.changes.count()) == (2, 2)


def test_of_two_organisations_with_one_name_the_other_can_be_chosen():
    here, there = (OrganisationFactory(name="Department of Health") for _province in range(2))
    meeting = MeetingFactory()
    meeting.co_organisers.set([here])
    changed = details.change(meeting, {"co_organisers": [there]}, revision=0, by=None, now=NOW)
    assert list(changed.co_organisers.all()) == [there]
    assert changed.changes.count() == 1


def test_after_a_change_staff_are_told_how_many_have_not_heard_and_nobody_is_mailed(client, coordinator, mailoutbox):
    meeting = MeetingFactory(slug="second", title="Second meeting", start=NOW + datetime.timedelta(days=20))
    InvitationFactory.create_batch(2, meeting=meeting)
    InvitationFactory(meeting=meeting, told_sequence=None)
    InvitationFactory(meeting=meeting, withdrawn_at=NOW)
    url = reverse("meetings_admin:edit", args=[meeting.pk])
    page = read(client.post(url, {**TYPED, "slug": "second", "revision": "0"}, follow=True))
    assert "2 invited people have not heard of the change." in words(page)
    assert mailoutbox == []
    log = words(page.select("table.listing")[-1])
    assert "Starts: 30 March 2026, 14:00 became 1 April 2026, 10:00" in log


# Moves, copies, drafts ------------------------------------------------------------------------------------------------


def test_a_meeting_is_cancelled_by_a_page_that_counts_whom_it_concerns(client, coordinator, mailoutbox):
    meeting = MeetingFactory(start=NOW + datetime.timedelta(days=2))
    InvitationFactory(meeting=meeting)
    url = reverse("meetings_admin:move", args=[meeting.pk, "cancelled"])
    assert "1 invited person was mailed" in words(read(client.get(url)))
    assert "required" in words(read(client.post(url, {"reason": " "})))
    for _click in range(2):
        client.post(url, {"reason": "No quorum <b>"})
    overview = client.get(reverse("meetings_admin:meeting", args=[meeting.pk])).content.decode()
    assert Meeting.objects.get().changes.count() == 1
    assert "No quorum &lt;b&gt;" in overview
    assert "/move/" not in overview
    assert mailoutbox == []
    for rubbish in ("draft", "nonsense", "announced"):
        assert client.post(reverse("meetings_admin:move", args=[meeting.pk, rubbish])).status_code in {302, 404}
    assert Meeting.objects.get().state == "cancelled"


def test_a_postponed_meeting_gets_a_new_time_by_its_own_clock(client, coordinator):
    meeting = MeetingFactory(state="postponed", zone="Europe/Zurich", reason="Rain")
    url = reverse("meetings_admin:move", args=[meeting.pk, "announced"])
    assert "put forward" in words(read(client.post(url, {"start": "2026-03-29T02:30", "end": "2026-03-29T09:00"})))
    client.post(url, {"start": "2026-03-30T10:00", "end": "2026-03-30T12:00"})
    assert Meeting.objects.get().start == datetime.datetime(2026, 3, 30, 8, tzinfo=datetime.UTC)


def test_a_copy_begins_a_new_draft_without_time_number_and_address(client, coordinator):
    group = WorkingGroupFactory()
    meeting = MeetingFactory(state="cancelled", place="Quetta", groups=[group], slug="first")
    page = read(client.get(reverse("meetings_admin:add"), {"like": meeting.pk}))
    assert page.select_one("[name=place]")["value"] == "Quetta"
    assert page.select_one("[name=groups][checked]")["value"] == str(group.pk)
    assert [page.select_one(f"[name={name}]").get("value") for name in ("start", "slug", "number")] == [None] * 3
    assert Meeting.objects.count() == 1


def test_only_a_draft_on_which_nothing_hangs_is_deleted(client, coordinator):
    announced, draft, used = MeetingFactory(), MeetingFactory(state="draft"), MeetingFactory(state="draft")
    ActionItemFactory(meeting=used)
    for meeting in (announced, draft, used):
        client.post(reverse("meetings_admin:delete", args=[meeting.pk]))
    assert set(Meeting.objects.all()) == {announced, used}
    with pytest.raises(MoveRefusedError, match="Cancel"):
        details.delete_draft(announced)


def test_a_series_with_meetings_stays_and_one_that_never_met_goes(client, coordinator):
    met, empty = MeetingSeriesFactory(), MeetingSeriesFactory()
    MeetingFactory(series=met)
    page = client.post(reverse("meeting_series:delete", args=[met.pk]), follow=True)
    assert "The series has meetings" in page.content.decode()
    client.post(reverse("meeting_series:delete", args=[empty.pk]))
    assert list(MeetingSeries.objects.all()) == [met]


# The list -------------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_takes_the_same_queries_for_ten_times_the_rows(
    client, coordinator, django_assert_max_num_queries
):
    series, group = MeetingSeriesFactory(), WorkingGroupFactory()
    MeetingFactory(title="Found", series=series, groups=[group], start=NOW + datetime.timedelta(days=1))
    MeetingFactory(title="Otherwise", state="draft", kind="forum")
    url = reverse("meetings_admin:list")
    for asked in (
        {"series": series.pk},
        {"groups": group.pk},
        {"when": "coming"},
        {"state": "announced"},
        {"q": "found"},
    ):
        page = client.get(url, asked).content.decode()
        assert ("Found" in page, "Otherwise" in page) == (True, False), asked
    assert client.get(url, {"series": "9" * 30, "kind": "x", "p": "x"}).status_code in {200, 404}

    def queries(count):
        for _number in range(count):
            MeetingFactory(series=series, groups=[group])
        with django_assert_max_num_queries(60) as captured:
            client.get(url)
        return len(captured)

    assert queries(1) == queries(27)


def test_the_overview_takes_the_same_queries_after_many_changes(client, coordinator, django_assert_max_num_queries):
    meeting = MeetingFactory(groups=[WorkingGroupFactory()])

    def queries(count):
        for _number in range(count):
            revision = Meeting.objects.get().revision
            details.change(meeting, {"chair": f"Chair {revision}"}, revision=revision, by=coordinator, now=NOW)
        with django_assert_max_num_queries(60) as captured:
            assert client.get(reverse("meetings_admin:meeting", args=[meeting.pk])).status_code == 200
        return len(captured)

    assert queries(1) == queries(20)


def test_no_meeting_stands_where_members_ask_for_their_link():
    assert numbering.free_slug("Members") == "members-2"
    with pytest.raises(ValidationError, match="choose another"):
        MeetingFactory.build(slug="members").clean()
