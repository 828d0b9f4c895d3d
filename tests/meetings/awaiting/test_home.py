"""The admin's first page: what awaits whom, how the groups fare, and how often that asks the database."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination_site.roles import APPROVER, AUTHOR, COORDINATOR, REVIEWER
from meetings.awaiting import health, work
from meetings.enums import Kind, MinutesState, Presence, Reply, State
from meetings.models import Minutes, MinutesComment, MinutesVersion
from tests.factories.meetings import (
    ActionItemFactory,
    AttendanceFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def told(find):
    return [(task.about, task.stands) for task in find(NOW)]


def circulated(until, *, objections=(), **fields):
    meeting = MeetingFactory(state=State.HELD, start=NOW - 9 * DAY, **fields)
    minutes = Minutes.objects.create(
        meeting=meeting, state=MinutesState.CIRCULATED, circulated_at=NOW - DAY, objections_until=until
    )
    version = MinutesVersion.objects.create(minutes=minutes, number=1, state="circulated", content={}, at=NOW)
    for settled_at in objections:
        MinutesComment.objects.create(version=version, text="No", objects_to=True, at=NOW, settled_at=settled_at)
    return meeting


# What awaits ----------------------------------------------------------------------------------------------------------


def test_minutes_are_due_so_many_days_after_the_end_as_the_series_says_until_they_are_circulated():
    slow = MeetingSeriesFactory(minutes_due_days=10)
    hour = datetime.timedelta(hours=3)
    for title, days, series in (
        ("Due", 3, None),
        ("Not yet", 1, None),
        ("Slow, not yet", 9, slow),
        ("Slow, due", 11, slow),
        ("History", 500, None),
    ):
        MeetingFactory(title=title, state=State.HELD, start=NOW - days * DAY - hour, series=series)
    draft = MeetingFactory(title="Draft", state=State.HELD, start=NOW - 30 * DAY)
    Minutes.objects.create(meeting=draft)
    circulated(NOW + 5 * DAY, title="Circulated")
    MeetingFactory(title="Cancelled", state=State.CANCELLED, start=NOW - 5 * DAY)
    MeetingFactory(title="Webinar", kind=Kind.WEBINAR, state=State.HELD, start=NOW - 5 * DAY)
    MeetingFactory(
        title="Of a series", kind=Kind.WEBINAR, state=State.HELD, start=NOW - 4 * DAY, series=MeetingSeriesFactory()
    )

    assert told(work.minutes_due) == [
        ("Draft", "due on 10 February 2026"),
        ("Slow, due", "due on 9 March 2026"),
        ("Of a series", "due on 8 March 2026"),
        ("Due", "due on 9 March 2026"),
    ]


def test_objections_are_told_when_they_are_raised_and_when_the_time_for_them_runs_out():
    circulated(NOW + 2 * DAY, title="Near")
    circulated(NOW + 5 * DAY, title="Far")
    circulated(NOW + 6 * DAY, title="Raised", objections=[None, None, NOW])
    circulated(NOW + 6 * DAY, title="Settled", objections=[NOW])

    assert told(work.objections) == [("Near", "objections until 12 March 2026"), ("Raised", "2 objections to settle")]


def test_answers_are_missing_of_those_who_were_written_to_and_for_two_weeks_ahead():
    soon = MeetingFactory(title="Soon", start=NOW + 5 * DAY)
    later = MeetingFactory(title="Later", start=NOW + 20 * DAY)
    for meeting in (soon, later):
        InvitationFactory.create_batch(2, meeting=meeting)
        InvitationFactory(meeting=meeting, reply=Reply.ACCEPTED)
        InvitationFactory(meeting=meeting, told_sequence=None)
        InvitationFactory(meeting=meeting, withdrawn_at=NOW)
    InvitationFactory(meeting=MeetingFactory(title="Cancelled", start=NOW + DAY, state=State.CANCELLED))

    assert told(work.replies_missing) == [("Soon", "2 have not answered")]


def test_overdue_actions_are_counted_for_each_group_and_joint_ones_for_both():
    one, two = WorkingGroupFactory(name="One"), WorkingGroupFactory(name="Two")
    joint = MeetingFactory(groups=[one, two])
    of_series = MeetingFactory(series=MeetingSeriesFactory(group=one))
    for meeting in (joint, of_series, of_series, MeetingFactory()):
        ActionItemFactory(meeting=meeting, due_on=TODAY - DAY)
    ActionItemFactory(meeting=joint, due_on=TODAY)
    ActionItemFactory(meeting=joint, due_on=TODAY - DAY, status="done")

    assert told(work.actions_overdue) == [
        ("One", "3 actions overdue"),
        ("Two", "1 action overdue"),
        ("Meetings of no group", "1 action overdue"),
    ]
    assert work.actions_overdue(NOW)[0].url == f"{reverse('meetings_admin:actions')}?stands=overdue&group={one.pk}"


def test_terms_are_due_for_review_in_groups_that_are_at_work():
    WorkingGroupFactory(name="Near", review_due_on=TODAY + 20 * DAY)
    WorkingGroupFactory(name="Past", review_due_on=TODAY - 20 * DAY)
    WorkingGroupFactory(name="Far", review_due_on=TODAY + 40 * DAY)
    WorkingGroupFactory(name="Concluded", review_due_on=TODAY, concluded_on=TODAY - DAY)

    assert told(work.terms_due) == [("Past", "due on 18 February 2026"), ("Near", "due on 30 March 2026")]


def test_what_is_over_and_still_announced_is_told_by_the_day_of_its_own_clock():
    # 23:30 UTC on the 8th is the 9th in Pakistan
    start = datetime.datetime(2026, 3, 8, 20, 30, tzinfo=datetime.UTC)
    MeetingFactory(title="Over", start=start)
    MeetingFactory(title="Still on", start=NOW - datetime.timedelta(hours=1))

    assert told(work.still_announced) == [("Over", "ended on 9 March 2026")]


def test_each_role_is_told_of_what_it_may_do_and_nobody_else_of_anything(client):
    group = WorkingGroupFactory(name="Referral", review_due_on=TODAY)
    InvitationFactory(meeting=MeetingFactory(title="Soon", start=NOW + DAY))
    MeetingFactory(title="Held", state=State.HELD, start=NOW - 9 * DAY)
    MeetingFactory(title="Over <b>", start=NOW - 9 * DAY)
    headings = {
        role: [str(each.heading) for each in work.of(staff(role), now=NOW)]
        for role in (AUTHOR, REVIEWER, COORDINATOR, APPROVER)
    }

    assert headings == {
        AUTHOR: ["Minutes due"],
        REVIEWER: ["Over, and still said to be ahead", "Minutes due"],
        COORDINATOR: [
            "Over, and still said to be ahead",
            "Minutes due",
            "Answers missing",
            "Terms of reference to review",
        ],
        APPROVER: [],
    }
    for role, sees in ((COORDINATOR, True), (AUTHOR, False), (APPROVER, False)):
        client.force_login(staff(role))
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("Groups’ health" in page) is sees
        assert ("Over &lt;b&gt;" in page) is sees
        assert ("What awaits you" in page) is (role != APPROVER)
    assert client.get(reverse("meetings_admin:groups_health")).status_code == 302
    client.force_login(staff(COORDINATOR))
    assert str(group) in client.get(reverse("meetings_admin:groups_health")).content.decode()


def test_who_has_nothing_to_do_is_told_so_and_long_lists_are_folded(client):
    client.force_login(staff(AUTHOR))
    assert "Nothing awaits you." in client.get(reverse("wagtailadmin_home")).content.decode()
    for number in range(8):
        MeetingFactory(title=f"Held {number}", state=State.HELD, start=NOW - (20 + number) * DAY)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "and 3 more" in page
    assert page.index("Held 7") < page.index("and 3 more") < page.index("Held 0")  # the longest due first


# Health ---------------------------------------------------------------------------------------------------------------


def test_how_a_group_fares():
    group = WorkingGroupFactory(name="Referral")
    WorkingGroupFactory(name="Concluded", concluded_on=TODAY - DAY)
    steady, rare, left = OrganisationFactory.create_batch(3)
    GroupMembershipFactory(group=group, organisation=steady, contact=ContactFactory())
    GroupMembershipFactory(group=group, organisation=rare)
    GroupMembershipFactory(group=group, organisation=left, end=TODAY - 45 * DAY)
    series = MeetingSeriesFactory(group=group)
    held = [
        MeetingFactory(series=series, groups=[group], state=State.HELD, start=NOW - days * DAY)
        for days in (10, 20, 30, 40, 50, 60)
    ]
    coming = MeetingFactory(series=series, start=NOW + 3 * DAY)
    MeetingFactory(series=series, start=NOW + 9 * DAY)
    for meeting in held:
        AttendanceFactory(meeting=meeting, organisation=steady)
        AttendanceFactory(meeting=meeting, organisation=steady)
    AttendanceFactory(meeting=held[0], organisation=rare, presence=Presence.LATE)
    AttendanceFactory(meeting=held[1], organisation=rare, presence=Presence.APOLOGIES)
    AttendanceFactory(meeting=held[5], organisation=rare)  # the fifth and sixth last are not counted
    ActionItemFactory(meeting=held[0], due_on=TODAY - DAY)
    ActionItemFactory(meeting=held[0])
    ActionItemFactory(meeting=held[0], status="done")

    (found,) = health.of_groups(now=NOW)

    assert (found.last, found.next) == (held[0], coming)
    assert (found.open_actions, found.overdue_actions, found.empty_seats) == (2, 1, 1)
    assert (found.attended, found.seats, found.percent) == (5, 8, 62)


def test_a_group_that_has_nothing_yet_fares_neither_well_nor_badly():
    WorkingGroupFactory()
    (found,) = health.of_groups(now=NOW)
    assert (found.last, found.next, found.open_actions, found.empty_seats, found.percent) == (None, None, 0, 0, None)


# Queries --------------------------------------------------------------------------------------------------------------


def grow(number):
    for each in range(number):
        group = WorkingGroupFactory(review_due_on=TODAY)
        organisation = OrganisationFactory()
        GroupMembershipFactory(group=group, organisation=organisation)
        series = MeetingSeriesFactory(group=group)
        held = MeetingFactory(series=series, groups=[group], state=State.HELD, start=NOW - (5 + each) * DAY)
        AttendanceFactory(meeting=held, organisation=organisation)
        InvitationFactory(meeting=MeetingFactory(series=series, start=NOW + DAY))
        MeetingFactory(start=NOW - (5 + each) * DAY)
        circulated(NOW + DAY, objections=[None])
        ActionItemFactory.create_batch(2, meeting=held, due_on=TODAY - DAY)


def queries(client, name):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def test_the_first_page_asks_as_often_however_many_groups_meetings_and_actions_there_are(client):
    client.force_login(staff(COORDINATOR))
    grow(2)
    names = ["wagtailadmin_home", "meetings_admin:groups_health"]
    for name in names:
        client.get(reverse(name))
    few = [queries(client, name) for name in names]
    with CaptureQueriesContext(connection) as captured:
        work.of(staff(COORDINATOR), now=NOW)
        health.of_groups(now=NOW)
    grow(18)
    assert [queries(client, name) for name in names] == few
    assert len(captured) <= 30
