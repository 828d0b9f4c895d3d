"""The tracker: the list with what narrows it, one action's page, acts on several, exports."""

import csv
import datetime
import io

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR
from delivery.models import Message
from meetings.actions import carrying, tracking
from meetings.admin.actions import matching
from meetings.models import ActionDigest, ActionItem, ActionUpdate
from tests.factories.meetings import (
    ActionItemFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.actions.world import held_meetings

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 6, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def travelled():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


def address(name, *keys):
    return reverse(f"meetings_admin:{name}", args=keys)


def listed(client, **asked):
    response = client.get(address("actions_results"), asked)
    assert response.status_code == 200
    return [action.text for action in response.context["object_list"]]


def test_the_list_is_narrowed_by_all_that_one_asks_of_actions(client, unit):
    group, other_group, series = WorkingGroupFactory(), WorkingGroupFactory(), MeetingSeriesFactory()
    joint = MeetingFactory(groups=[group, other_group])
    of_series = MeetingFactory(series=MeetingSeriesFactory(group=group))
    person, house = ContactFactory(), OrganisationFactory()
    rows = {
        "late": ActionItemFactory(text="late", due_on=TODAY - DAY, owner=person),
        "today": ActionItemFactory(text="today", due_on=TODAY, meeting=MeetingFactory(series=series), owner=person),
        "done": ActionItemFactory(text="done", due_on=TODAY - DAY, status="done", owner=person),
        "house": ActionItemFactory(text="house", owner_organisation=house, meeting=joint),
        "bare": ActionItemFactory(text="bare", meeting=of_series),
    }
    tracking.update(rows["late"], status="pending", by=unit, now=NOW)
    for asked, found in [
        ({}, ["late", "today", "done", "house", "bare"]),
        ({"status": ["pending", "done"]}, ["late", "done"]),
        ({"stands": "overdue"}, ["late"]),
        ({"stands": "unheard"}, ["today", "house", "bare"]),
        ({"stands": "undated"}, ["house", "bare"]),
        ({"stands": "unowned"}, ["bare"]),
        ({"owner": person.pk}, ["late", "today", "done"]),
        ({"owner_organisation": house.pk}, ["house"]),
        ({"group": group.pk}, ["house", "bare"]),
        ({"group": other_group.pk}, ["house"]),
        ({"series": series.pk}, ["today"]),
        ({"meeting": joint.pk}, ["house"]),
        ({"due_on_from": TODAY, "due_on_to": TODAY + DAY}, ["today"]),
        ({"q": rows["house"].number}, ["house"]),
        ({"q": "HOUS"}, ["house"]),
        ({"q": "%"}, []),
        ({"status": "nonsense"}, ["late", "today", "done", "house", "bare"]),
        ({"meeting": "9" * 30}, ["late", "today", "done", "house", "bare"]),
    ]:
        assert sorted(listed(client, **asked)) == sorted(found), asked


def test_it_is_put_in_order_by_number_and_by_day_with_what_has_none_last(client, unit):
    for text, due in [("b", TODAY), ("none", None), ("a", TODAY - DAY)]:
        ActionItemFactory(text=text, due_on=due)
    assert listed(client) == ["a", "none", "b"]
    assert listed(client, ordering="number") == ["b", "none", "a"]
    assert listed(client, ordering="due_on") == ["a", "b", "none"]
    assert listed(client, ordering="-due_on") == ["b", "a", "none"]
    assert listed(client, ordering="status") == ["b", "none", "a"]


@pytest.mark.parametrize("typed", ["A-2026-014", "a-2026-14", "2026-014", " A-2026-14 "])
def test_a_number_is_found_however_it_is_typed(typed):
    ActionItemFactory(serial=14, text="This")
    ActionItemFactory(serial=140)
    assert [action.text for action in matching(ActionItem.objects.all(), typed)] == ["This"]
    assert not matching(ActionItem.objects.all(), "A-2026-99999")


def test_the_list_shows_how_it_stands_and_escapes_what_was_written(client, unit):
    january, february = held_meetings(2)
    action = ActionItemFactory(
        text="<script>alert(1)</script>", meeting=january, due_on=TODAY - DAY, owner=ContactFactory(name="A <b>")
    )
    carrying.review(action, february, status="pending", note="Waits", by=unit, now=NOW)
    text = client.get(address("actions")).content.decode()
    for words in (action.number, "&lt;script&gt;", "A &lt;b&gt;", "3 May 2026, overdue", "Waits for others", "4 May"):
        assert words in text
    assert "<script>alert" not in text


def test_the_queries_are_as_many_for_many_actions_as_for_few(client, unit):
    client.get(address("actions"))
    counts = []
    for wanted in (5, 45):
        for action in ActionItemFactory.create_batch(
            wanted - ActionItem.objects.count(), owner=ContactFactory(), owner_organisation=OrganisationFactory()
        ):
            ActionUpdate.objects.create(action=action, at=NOW, status="open", note="Word", by=unit)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("actions"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_page_has_the_whole_history_and_takes_the_next_word(client, unit):
    january, february = held_meetings(2)
    owner, next_owner = ContactFactory(name="Amina Example"), ContactFactory(name="Bilal Example")
    action = ActionItemFactory(meeting=january, owner=owner)
    tracking.update(action, status="in_progress", note="Begun <b>", by_contact=owner, now=NOW)
    carrying.review(action, february, status="pending", note="No funds", by=unit, now=NOW)
    page = address("action", action.pk)
    sent = {"owner": next_owner.pk, "owner_organisation": "", "note": "On leave"}
    assert client.post(address("action_hand_over", action.pk), sent).url == page
    said = {"status": "done", "note": "Printed", "evidence_url": "https://example.org/x", "done_on": ""}
    assert client.post(page, said).url == page
    for shown in (page, address("action_print", action.pk)):
        text = client.get(shown).content.decode()
        for words in ("Begun &lt;b&gt;", "No funds", february.title, "On leave", "Amina Example", "Printed", "Bilal"):
            assert words in text
    action.refresh_from_db()
    assert (action.status, action.owner, action.evidence_url) == ("done", next_owner, "https://example.org/x")
    wrong = client.post(page, {"status": "dropped", "note": "", "evidence_url": "ftp://x"})
    assert wrong.status_code == 200
    assert "ftp://x" in wrong.content.decode()
    action.refresh_from_db()
    assert action.status == "done"


def test_of_two_who_change_an_action_the_second_is_shown_what_the_first_wrote(client, unit):
    action = ActionItemFactory(text="First words")
    url = address("action_change", action.pk)
    seen = tracking.details_of(action).stamp
    mine = {
        "text": "Mine",
        "text_ur": "",
        "item": "",
        "due_on": "",
        "visibility": "unit",
        "evidence_url": "",
        "seen": seen,
    }
    assert client.post(url, {**mine, "text": "Theirs"}).status_code == 302
    conflict = client.post(url, mine)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Theirs" in text
    assert "Mine" in text
    fresh = conflict.context["form"]["seen"].value()
    assert client.post(url, {**mine, "seen": fresh}).status_code == 302
    assert ActionItem.objects.get().text == "Mine"
    bad = client.post(url, {**mine, "seen": "x", "text": "", "due_on": "rubbish"})
    assert bad.status_code == 200


def test_the_chosen_ones_get_a_status_and_what_is_refused_is_told(client, unit):
    one, other, dropped = ActionItemFactory.create_batch(3)
    tracking.update(dropped, status="dropped", note="Not needed", by=unit, now=NOW)
    url = f"{address('actions_act')}?act=status&id={one.pk}&id={other.pk}&id={dropped.pk}&id=rubbish"
    assert one.number in client.get(url).content.decode()
    assert client.post(url, {"status": "nonsense"}).status_code == 200
    told = client.post(url, {"status": "done", "note": "All sent"}, follow=True)
    text = told.content.decode()
    assert "2 actions were changed." in text
    assert f"{dropped.number}: What is closed must be opened again first." in text
    assert [ActionItem.objects.get(pk=a.pk).status for a in (one, other, dropped)] == ["done", "done", "dropped"]
    assert client.post(f"{address('actions_act')}?act=status", {"status": "done"}).status_code == 302


def test_whoever_has_the_chosen_ones_is_reminded_once_and_who_can_not_be_reached_is_named(client, unit):
    amina = ContactFactory(name="Amina Example", emails=["amina@example.org"])
    nowhere = ContactFactory(name="Nowhere Example")
    rows = [*ActionItemFactory.create_batch(2, owner=amina), ActionItemFactory(owner=nowhere)]
    closed = ActionItemFactory(owner=ContactFactory(emails=["closed@example.org"]), status="done")
    url = f"{address('actions_act')}?act=remind&" + "&".join(f"id={row.pk}" for row in [*rows, closed])
    assert "Amina Example" in client.get(url).content.decode()
    assert not Message.objects.exists()
    text = client.post(url, follow=True).content.decode()
    assert "1 person is written to." in text
    assert "Nowhere Example can’t be written to" in text
    assert list(Message.objects.values_list("address__email", flat=True)) == ["amina@example.org"]


def test_staff_see_who_was_written_to_and_whom_no_mail_reaches(client, unit):
    amina = ContactFactory(name="Amina Example", emails=["amina@example.org"])
    ActionItemFactory(owner=amina, text="Send the map")
    ActionItemFactory(owner=ContactFactory(name="Nowhere Example"))
    bare = ActionItemFactory()
    ActionDigest.objects.create(contact=amina, month=datetime.date(2026, 4, 1), at=NOW, refused="stopped")
    page = address("action_mail", amina.pk)
    text = client.get(page).content.decode()
    assert "Send the map" in text
    assert "Send the map" in client.get(address("action_mail_html", amina.pk)).content.decode()
    assert "amina@example.org" not in text
    assert not Message.objects.exists()
    assert client.post(page).url == page
    assert Message.objects.count() == 1
    text = client.get(address("action_digests")).content.decode()
    for words in ("Can’t be reached", "Nowhere Example", bare.number, "Amina Example", "May 2026", "April 2026"):
        assert words in text
    april = client.get(address("action_digests"), {"month": "2026-04"}).content.decode()
    assert "Stopped mail about meetings" in april
    assert client.get(address("action_digests"), {"month": "rubbish"}).status_code == 200
    nobody = ContactFactory()
    assert "has no open actions" in client.get(address("action_mail", nobody.pk)).content.decode()


def test_an_export_holds_what_the_list_is_narrowed_to_and_no_formulas(client, unit):
    ActionItemFactory(text="=HYPERLINK(1)", due_on=TODAY, owner=ContactFactory(name="+Amina"))
    ActionItemFactory(text="Done", status="done")
    asked = {"status": "open", "export": "csv"}
    response = client.get(address("actions"), asked)
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[0][:4] == ["Number", "What is to be done", "What is to be done, in Urdu", "Person"]
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][3] == "'+Amina"
    response = client.get(address("actions"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet.max_row == 3


@pytest.mark.parametrize("role", [AUTHOR, APPROVER])
def test_an_export_takes_a_permission_of_its_own(client, role):
    client.force_login(staff(role))
    assert client.get(address("actions")).status_code == 200
    assert client.get(address("actions"), {"export": "csv"}).status_code in (302, 403)


def test_a_key_that_no_database_has_is_not_found(client, unit):
    for name in ("action", "action_change", "action_hand_over", "action_print", "action_mail"):
        assert client.get(address(name, 10**25)).status_code == 404


def test_who_may_only_look_changes_nothing(client):
    action = ActionItemFactory()
    client.force_login(staff(APPROVER))
    page = client.get(address("action", action.pk)).content.decode()
    assert "Write it down" not in page
    assert client.post(address("action", action.pk), {"status": "done"}).status_code in (302, 403)
    client.force_login(staff(AUTHOR))
    assert "Write it down" in client.get(address("action", action.pk)).content.decode()
    assert client.get(address("action_hand_over", action.pk)).status_code in (302, 403)
    assert ActionItem.objects.get().status == "open"
    client.force_login(staff(ADMINISTRATOR))
    assert client.get(address("action_hand_over", action.pk)).status_code == 200
