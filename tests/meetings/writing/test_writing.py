"""Minutes are written item by item, by several people at once, and nobody's words are lost."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from coordination_site import roles
from meetings.admin.minutes_entry import stamp
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.minutes import presence, writing
from meetings.models import ActionItem, ActionUpdate, AgendaItem, Decision, Minutes
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupMembershipFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 27, 6, tzinfo=datetime.UTC)
NASTY = """"><script>alert('x')</script></textarea><b>'"""
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def meeting():
    return MeetingFactory(state="held", series=MeetingSeriesFactory())


@pytest.fixture
def item(meeting):
    Minutes.objects.create(meeting=meeting)
    return AgendaItemFactory(meeting=meeting)


def client_of(role=roles.AUTHOR, username=""):
    client = Client()
    client.force_login(staff(role, username=username))
    return client


def screen(meeting, name="write"):
    return reverse(f"meetings_admin:{name}", args=[meeting.pk])


def typed(item, text, was="", **more):
    key = f"item-{item.pk}"
    return {f"{key}-text": text, f"{key}-was": stamp(was)} | {f"{key}-{name}": value for name, value in more.items()}


# The service ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled"])
def test_minutes_are_begun_of_meetings_that_take_place_only_and_once(state):
    with pytest.raises(MeetingsError):
        writing.begin(MeetingFactory(state=state), by=None, now=NOW)

    meeting = MeetingFactory()
    assert writing.begin(meeting, by=staff(), now=NOW) == writing.begin(meeting, by=None, now=NOW)
    assert (Minutes.objects.get().edited_at, Minutes.objects.get().edited_by) == (NOW, staff())


def test_a_text_is_saved_over_the_revision_that_was_read(item):
    amina, bilal = staff(username="amina"), staff(username="bilal")
    saved = writing.save_item(item, text="One\r\ntwo\x00", revision=0, by=amina, now=NOW)
    assert (saved.discussion, saved.revision, saved.edited_by, saved.edited_at) == ("One\ntwo", 1, amina, NOW)

    with pytest.raises(StaleEditError) as caught:
        writing.save_item(item, text="Three", revision=0, by=bilal, now=NOW)
    assert (caught.value.theirs, caught.value.by) == ("One\ntwo", "Amina Example")
    # What was sent twice, since the first answer was lost, is no conflict.
    assert writing.save_item(item, text="One\ntwo", revision=0, by=bilal, now=NOW).revision == 1

    item.delete()
    with pytest.raises(StaleEditError) as caught:
        writing.save_item(saved, text="Four", revision=1, by=bilal, now=NOW)
    assert caught.value.theirs is None


@pytest.mark.parametrize("state", ["circulated", "approved"])
def test_nothing_is_written_into_minutes_that_have_left_the_unit(item, state):
    Minutes.objects.update(state=state)
    with pytest.raises(MeetingsError):
        writing.save_item(item, text="Late", revision=0, by=None, now=NOW)
    with pytest.raises(MeetingsError):
        writing.save_part(item.meeting, "closing", text="Late", revision=0, by=None, now=NOW)
    item.refresh_from_db()
    assert item.discussion == ""


def test_too_long_a_text_is_refused_and_what_stands_there_stays(item):
    with pytest.raises(MeetingsError, match="50000"):
        writing.save_item(item, text="x" * 50_001, revision=0, by=None, now=NOW)


# The screen ----------------------------------------------------------------------------------------------------------


def test_the_screen_begins_with_a_button(meeting):
    client = client_of()
    assertContains(client.get(screen(meeting)), "Begin the minutes")
    assert not Minutes.objects.exists()

    assert client.get(screen(meeting, "minutes_begin")).status_code == 405
    answer = client.post(screen(meeting, "minutes_begin"), follow=True)

    assert answer.redirect_chain == [(screen(meeting), 302)]
    assertContains(answer, "Closing")


def test_any_button_saves_all_that_was_typed(meeting, item):
    other = AgendaItemFactory(meeting=meeting)
    opening = {
        "preamble-text": "Opened at ten.",
        "preamble-was": stamp(""),
        "closing-text": "",
        "closing-was": stamp(""),
    }
    data = opening | typed(item, "First") | typed(other, "Second") | {"act": f"save:item-{item.pk}"}

    answer = client_of().post(screen(meeting), data)

    assert answer.url == f"{screen(meeting)}#item-{item.pk}"
    assert list(AgendaItem.objects.order_by("pk").values_list("discussion", flat=True)) == ["First", "Second"]
    assert Minutes.objects.get().preamble == "Opened at ten."


def test_decisions_and_actions_are_added_under_their_item_once(meeting, item):
    organisation = OrganisationFactory(name="Health Services Example")
    contact = ContactFactory(name="Amina Example", emails=["amina@example.org"])
    AttendanceFactory(meeting=meeting, contact=contact, organisation=organisation)
    new = {"decision": "Agreed.", "action": "Write the plan.", "owner": "amina example", "due": "2026-02-10"}

    for _twice in range(2):
        client_of().post(screen(meeting), typed(item, "", **new))

    assert [(each.number, each.item) for each in Decision.objects.all()] == [("D-2026-01", item)]
    action = ActionItem.objects.get()
    assert (action.item, action.owner, action.owner_organisation) == (item, contact, organisation)
    assert action.due_on == datetime.date(2026, 2, 10)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"owner": NASTY}, "Nobody of this meeting is called so"),
        ({"organisation": "Nowhere"}, "No organisation is called so"),
        ({"due": "tomorrow"}, "Enter a valid date"),
        ({"due": "2020-01-01"}, "before the meeting"),
        ({"action": ""}, "Write what is to be done"),
    ],
)
def test_what_is_refused_stays_in_its_fields_and_all_else_is_saved(meeting, item, wrong, reason):
    data = {"decision": "Agreed.", "action": NASTY, "organisation": "", "owner": "", "due": "2026-02-10"} | wrong

    answer = client_of().post(screen(meeting), typed(item, "Said", **data))

    assertContains(answer, reason)
    assertContains(answer, 'value="2026-02-10"' if "due" not in wrong else f'value="{wrong["due"]}"')
    assertNotContains(answer, "<script>alert")
    assert Decision.objects.count() == 1
    item.refresh_from_db()
    assert item.discussion == "Said"
    assert not ActionItem.objects.exists()


def test_two_editors_see_both_texts_and_choose(meeting, item):
    amina, bilal = client_of(username="amina"), client_of(username="bilal")
    amina.post(screen(meeting), typed(item, NASTY))

    page = bilal.post(screen(meeting), typed(item, f"Mine {NASTY}"))
    told = bilal.post(screen(meeting), typed(item, "Mine"), headers=SCRIPT)

    assertContains(page, "Amina Example has changed this meanwhile", status_code=409)
    escaped = "&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&lt;/textarea&gt;&lt;b&gt;&#x27;"
    assertContains(page, f"<pre>{escaped}</pre>", status_code=409)
    assertContains(page, f"&#10;Mine {escaped}</textarea>", status_code=409)
    assertNotContains(page, "<script>alert", status_code=409)
    section = told.json()["sections"][f"item-{item.pk}"]
    assert (told.status_code, section["state"], section["theirs"]) == (409, "stale", NASTY)
    assert (section["by"], section["was"]) == ("Amina Example", stamp(NASTY))
    assert told["Content-Type"] == "application/json"

    for act, expected in (("theirs", NASTY), ("both", f"{NASTY}\n\nMine"), ("save", "Mine")):
        AgendaItem.objects.update(discussion=NASTY)
        answer = bilal.post(screen(meeting), typed(item, "Mine", was=NASTY, act="") | {"act": f"{act}:item-{item.pk}"})
        assert answer.status_code == 302
        item.refresh_from_db()
        assert item.discussion == expected


def test_another_change_of_the_item_is_no_conflict_and_an_untouched_text_overwrites_nothing(meeting, item):
    other = AgendaItemFactory(meeting=meeting, discussion="Theirs")
    AgendaItem.objects.update(revision=7, title="Renamed")

    answer = client_of().post(screen(meeting), typed(item, "Mine") | typed(other, "Old", was="Old"))

    assert answer.status_code == 302
    assert list(AgendaItem.objects.order_by("pk").values_list("discussion", flat=True)) == ["Mine", "Theirs"]


def test_the_script_is_told_what_became_of_each_section(meeting, item):
    answer = client_of().post(screen(meeting), typed(item, "Said", decision=NASTY), headers=SCRIPT)

    section = answer.json()["sections"][f"item-{item.pk}"]
    assert (section["state"], section["was"]) == ("saved", stamp("Said"))
    assert "D-2026-01" in section["outcomes"]
    assert "<script>" not in section["outcomes"]


def test_what_was_typed_at_an_item_that_is_gone_is_shown(meeting, item):
    data, key = typed(item, NASTY), f"item-{item.pk}"
    item.delete()

    page = client_of().post(screen(meeting), data)

    assertContains(page, "removed meanwhile")
    assertContains(page, "&lt;script&gt;alert")
    told = client_of().post(screen(meeting), data, headers=SCRIPT).json()
    assert "removed meanwhile" in told["sections"][key]["message"]


def test_an_item_comes_up_during_the_meeting(meeting, item):
    answer = client_of().post(screen(meeting), typed(item, "Said") | {"act": "add", "new-item": NASTY})

    added = AgendaItem.objects.get(title=NASTY)
    assert answer.url.endswith(f"#item-{added.pk}")
    item.refresh_from_db()
    assert item.discussion == "Said"
    for title in ("", "x" * 251):
        client_of().post(screen(meeting), {"act": "add", "new-item": title})
    assert AgendaItem.objects.count() == 2


def test_a_slip_of_a_decision_is_removed(meeting, item):
    client_of().post(screen(meeting), typed(item, "", decision="A slip."))
    foreign = DecisionFactory(year=2025)

    for key in (foreign.pk, "x", 10**30, Decision.objects.get(text="A slip.").pk):
        assert client_of().post(screen(meeting), {"act": f"remove:{key}"}).status_code == 302

    assert list(Decision.objects.all()) == [foreign]


def test_open_actions_of_the_last_meeting_are_gone_through(meeting, item):
    before = MeetingFactory(series=meeting.series, state="held", start=meeting.start - datetime.timedelta(days=30))
    action = ActionItemFactory(meeting=before, text="Write the plan.")
    AgendaItem.objects.update(kind="review")
    client = client_of()
    assertContains(client.get(screen(meeting)), "Write the plan.")
    key = f"review-{action.pk}"
    data = {f"{key}-status": "pending", f"{key}-note": "Waits for funds.", f"{key}-was": stamp("open\n")}

    client.post(screen(meeting), data)
    stale = client.post(screen(meeting), data | {f"{key}-note": "Other."}, headers=SCRIPT)

    word = ActionUpdate.objects.get()
    assert (word.meeting, word.status, word.note) == (meeting, "pending", "Waits for funds.")
    assert (stale.status_code, stale.json()["sections"][key]["theirs"]) == (409, "Waits for others. Waits for funds.")


def test_circulated_minutes_are_read_only_and_say_so(meeting, item):
    AgendaItem.objects.update(discussion="- Said\n- **More**")
    Minutes.objects.update(state="circulated")
    client = client_of()

    page = client.get(screen(meeting))
    told = client.post(screen(meeting), typed(item, "Late"), headers=SCRIPT).json()

    assertContains(page, "<strong>More</strong>")
    assertNotContains(page, "<textarea")
    assert told["sections"][f"item-{item.pk}"]["state"] == "refused"
    item.refresh_from_db()
    assert item.discussion == "- Said\n- **More**"


def test_who_writes_at_the_same_time_is_named_for_half_a_minute(meeting, item, time_machine):
    time_machine.move_to(NOW, tick=False)
    amina, bilal = client_of(username="amina"), client_of(username="bilal")
    assert amina.post(screen(meeting, "minutes_here")).json() == {"others": ""}
    assert "Amina Example has this screen open too" in bilal.post(screen(meeting, "minutes_here")).json()["others"]
    assertContains(amina.get(screen(meeting)), "Bilal Example has this screen open too")

    time_machine.move_to(NOW + presence.LASTS + datetime.timedelta(seconds=1), tick=False)
    assertNotContains(amina.get(screen(meeting)), "Bilal Example")
    assert amina.get(screen(MeetingFactory())).status_code == 200


def test_who_may_not_write_or_is_signed_out_is_told_so_and_nothing_is_saved(meeting, item):
    may_not, out = client_of(roles.APPROVER), Client()
    for client in (may_not, out):
        for name in ("write", "minutes_here", "minutes_begin"):
            answer = client.post(screen(meeting, name), typed(item, "Said"), headers=SCRIPT)
            assert answer.status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff(roles.AUTHOR))
    assert strict.post(screen(meeting), typed(item, "Said"), headers=SCRIPT).status_code == 403
    token = strict.get(screen(meeting, "minutes_here")).json()["token"]
    data = typed(item, "Said") | {"csrfmiddlewaretoken": token}
    assert strict.post(screen(meeting), data, headers=SCRIPT).status_code == 200


def fill(meeting, items):
    group = meeting.groups.first()
    for _ in range(items):
        item = AgendaItemFactory(meeting=meeting)
        DecisionFactory(meeting=meeting, item=item)
        ActionItemFactory(meeting=meeting, item=item, owner=ContactFactory())
        ActionItemFactory(meeting=meeting.series.meetings.last(), owner_organisation=OrganisationFactory())
        GroupMembershipFactory(group=group, contact=ContactFactory())


def test_the_screen_asks_as_much_of_forty_items_as_of_four(django_assert_max_num_queries):
    series = MeetingSeriesFactory()
    MeetingFactory(series=series, state="held", start=NOW - datetime.timedelta(days=60))
    meeting = MeetingFactory(series=series, state="held", groups=[WorkingGroupFactory()])
    Minutes.objects.create(meeting=meeting)
    AgendaItemFactory(meeting=meeting, kind="review")
    client = client_of()
    fill(meeting, 4)
    client.get(screen(meeting))
    with django_assert_max_num_queries(60) as few:
        client.get(screen(meeting))
    fill(meeting, 36)
    with django_assert_max_num_queries(len(few)):
        page = client.get(screen(meeting))
    assert page.content.count(b"data-section") == 2 + 41 + 40
