"""The screens of agendas and backlogs: by plain forms, by two at once, with rubbish, and how often they ask."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination_site.roles import APPROVER, AUTHOR, COORDINATOR
from meetings.agenda import items
from meetings.enums import MinutesState, State
from meetings.models import AgendaItem, Minutes
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    MeetingSeriesFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 20, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
FORM = {"title": "Hotline", "kind": "decision", "duration": "30", "presenter": "Dua"}
WHOLE = FORM | {"title_ur": "", "organisation": "", "background": "", "visibility": "public"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting():
    return MeetingFactory(series=MeetingSeriesFactory(title="National meetings"))


@pytest.fixture
def author(client):
    user = staff(AUTHOR)
    client.force_login(user)
    return user


def url(name, *keys):
    return reverse(f"meetings_admin:{name}", args=keys)


def told(response):
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def titles(meeting):
    return [item.title for item in items.of(meeting)]


def test_an_agenda_is_drawn_up_ordered_mended_and_cleared_by_plain_forms(client, author, meeting):
    client.post(url("agenda_prepare", meeting.pk))
    for title in ("Hotline", "Training"):
        client.post(url("agenda_add", meeting.pk), FORM | {"title": title})
    hotline = meeting.items.get(title="Hotline")
    client.post(url("agenda_act", meeting.pk, hotline.pk, "down"))
    assert titles(meeting)[1:3] == ["Training", "Hotline"]
    keys = [item.pk for item in items.of(meeting)]
    order = ",".join(map(str, [keys[2], keys[1], keys[3], keys[0]]))
    client.post(url("agenda_order", meeting.pk), {"order": order, "seen": ",".join(map(str, keys))})
    assert titles(meeting)[1:3] == ["Hotline", "Training"]
    organisation = OrganisationFactory()
    response = client.post(
        url("agenda_item", meeting.pk, hotline.pk), WHOLE | {"revision": "0", "organisation": organisation.pk}
    )
    assert response["Location"].endswith(f"#item-{hotline.pk}")
    hotline.refresh_from_db()
    assert (hotline.organisation, hotline.edited_by, hotline.revision) == (organisation, author, 1)
    assert "for good" in client.get(url("agenda_remove", meeting.pk, hotline.pk)).content.decode()
    client.post(url("agenda_remove", meeting.pk, hotline.pk), {"revision": "0"})
    assert "Hotline" in titles(meeting)  # it was changed since
    client.post(url("agenda_remove", meeting.pk, hotline.pk), {"revision": "1"})
    assert "Hotline" not in titles(meeting)


def test_the_screen_says_how_long_it_takes_and_what_the_first_item_is_about(client, author, meeting):
    earlier = MeetingFactory(series=meeting.series, state=State.HELD, start=NOW - 20 * DAY, title="Second <b>meeting")
    Minutes.objects.create(meeting=earlier, state=MinutesState.CIRCULATED)
    ActionItemFactory(meeting=earlier, text="Print <script>", owner=ContactFactory(name="Amina Example"))
    items.prepare(meeting, by=author, now=NOW)
    items.add(meeting, {"title": "Long", "duration": 200}, by=author, now=NOW)

    page = client.get(url("agenda", meeting.pk)).content.decode()

    assert "The agenda is 45 minutes too long." in page
    assert "Its items take 3 hours 45 minutes, the meeting lasts 3 hours." in page
    assert "To be endorsed: the minutes of “Second &lt;b&gt;meeting”" in page
    assert "Print &lt;script&gt;" in page
    assert "Amina Example" in page
    assert "10:00" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": "   "}, "This field is required"),
        ({"duration": "-5"}, "greater than or equal to 1"),
        ({"duration": "99999999999999999999"}, "less than or equal to 1440"),
        ({"duration": "an hour"}, "whole number"),
        ({"kind": "review"}, "Select a valid choice"),
        ({"title": "x" * 251}, "at most 250"),
        ({"title": "nul\x00"}, "Null characters"),
    ],
)
def test_what_can_not_be_stored_is_said_beside_what_was_typed(client, author, meeting, wrong, says):
    response = client.post(url("agenda_add", meeting.pk), FORM | wrong)

    assert says in response.content.decode()
    assert "Dua" in response.content.decode()
    assert titles(meeting) == []


def test_the_second_of_two_editors_sees_what_stands_there_and_may_still_save_theirs(client, author, meeting):
    item = AgendaItemFactory(meeting=meeting, title="Old")
    bina = staff(AUTHOR, username="bina")
    items.change(item, {"title": "Bina's <b>title"}, revision=0, by=bina, now=NOW)
    typed = WHOLE | {"title": "Mine", "background": "A long thought", "revision": "0"}

    page = client.post(url("agenda_item", meeting.pk, item.pk), typed).content.decode()

    assert "Bina Example has changed this item" in page
    assert "Bina&#x27;s &lt;b&gt;title" in page
    assert "A long thought" in page
    assert 'name="revision" value="1"' in page
    client.post(url("agenda_item", meeting.pk, item.pk), typed | {"revision": "1"})
    assert titles(meeting) == ["Mine"]


def test_an_item_that_went_while_it_was_edited_can_be_added_anew_with_what_was_typed(client, author, meeting):
    item = AgendaItemFactory(meeting=meeting)
    foreign = AgendaItemFactory()
    gone = item.pk
    item.delete()
    for key in (gone, foreign.pk, 10**30):
        typed = WHOLE | {"title": "Mine", "revision": "0"}
        page = client.post(url("agenda_item", meeting.pk, key), typed).content.decode()
        assert "It is no longer there" in page
        assert f'action="{url("agenda_add", meeting.pk)}"' in page
        assert 'value="Mine"' in page
        assert client.get(url("agenda_item", meeting.pk, key)).status_code == 404
        assert client.get(url("agenda_remove", meeting.pk, key)).status_code == 404
        for name in ("agenda_remove", "agenda_item"):
            client.post(url(name, meeting.pk, key), {"revision": "0"})
        for act in ("up", "down", "next", "copy", "backlog"):
            response = client.post(url("agenda_act", meeting.pk, key, act))
            assert "no longer there" in told(response)[-1]
    assert client.post(url("agenda_act", meeting.pk, foreign.pk, "explode")).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.revision, titles(meeting)) == (0, [])


@pytest.mark.parametrize("order", ["", "1,,2", "x", "1;2", "٣", "-1", "9" * 5000, ",".join(["1"] * 600)])
def test_an_order_of_rubbish_moves_nothing(client, author, meeting, order):
    AgendaItemFactory(meeting=meeting, title="One")
    response = client.post(url("agenda_order", meeting.pk), {"order": order, "seen": order})
    assert response.status_code == 302
    assert told(response)
    assert titles(meeting) == ["One"]


def test_items_go_to_the_backlog_to_the_next_meeting_and_back(client, author, meeting):
    series = meeting.series
    item = AgendaItemFactory(meeting=meeting, title="Hotline")
    response = client.post(url("agenda_act", meeting.pk, item.pk, "next"))
    assert told(response) == ["“Hotline” is now in: backlog of National meetings."]
    client.post(url("backlog_add", series.pk), FORM | {"title": "Second thought"})
    client.post(url("backlog_act", series.pk, item.pk, "down"))
    client.force_login(staff(COORDINATOR))
    series_list = client.get(reverse("meeting_series:index")).content.decode()
    assert url("backlog", series.pk) in series_list
    client.force_login(author)
    page = client.get(url("backlog", series.pk)).content.decode()
    assert page.index(">Second thought<") < page.index(">Hotline<")
    later = MeetingFactory(series=series, start=meeting.start + DAY)
    response = client.post(url("backlog_act", series.pk, item.pk, "meeting"), {"meeting": MeetingFactory().pk})
    assert told(response)[-1] == "Choose a meeting that is still ahead."
    client.post(url("backlog_act", series.pk, item.pk, "meeting"), {"meeting": later.pk})
    assert titles(later) == ["Hotline"]
    client.post(url("backlog_item", series.pk, series.backlog.get().pk), WHOLE | {"title": "Third", "revision": "0"})
    assert series.backlog.get().title == "Third"
    client.post(url("backlog_remove", series.pk, series.backlog.get().pk), {"revision": "1"})
    assert not series.backlog.exists()
    client.post(url("agenda_copy", meeting.pk), {"source": later.pk})
    assert titles(meeting) == []  # it is later, and not offered
    client.post(url("agenda_copy", later.pk), {"source": AgendaItemFactory(meeting=meeting).meeting_id})
    assert len(titles(later)) == 2


def test_an_agenda_whose_minutes_have_left_is_read_only_and_says_so(client, author, meeting):
    item = AgendaItemFactory(meeting=meeting, title="Hotline")
    meeting.state = State.HELD
    meeting.save()
    Minutes.objects.create(meeting=meeting, state=MinutesState.CIRCULATED)
    page = client.get(url("agenda", meeting.pk)).content.decode()
    assert "The minutes have been circulated" in page
    assert url("agenda_add", meeting.pk) not in page
    response = client.get(url("agenda_item", meeting.pk, item.pk))
    assert "minutes have been circulated" in told(response)[-1]
    page = client.post(url("agenda_item", meeting.pk, item.pk), WHOLE | {"title": "Typed", "revision": "0"})
    assert "minutes have been circulated" in page.content.decode()
    assert "Typed" in page.content.decode()
    client.post(url("agenda_act", meeting.pk, item.pk, "copy"))
    assert meeting.series.backlog.get().carried_from == item


def test_who_may_only_see_meetings_sees_agendas_and_no_buttons(client, meeting):
    client.force_login(staff(APPROVER))
    AgendaItemFactory(meeting=meeting, title="Hotline")
    for page in (client.get(url("agenda", meeting.pk)), client.get(url("backlog", meeting.series_id))):
        main = page.content.decode().split('id="main"')[-1]
        assert "csrfmiddlewaretoken" not in main
    client.post(url("agenda_add", meeting.pk), FORM)
    assert titles(meeting) == ["Hotline"]


def test_an_agenda_asks_as_often_with_a_hundred_items_and_actions_as_with_ten(client, author, meeting):
    def grow(number):
        for _each in range(number):
            earlier = MeetingFactory(series=meeting.series, state=State.HELD, start=NOW - 20 * DAY)
            AgendaItemFactory(meeting=earlier)
            Minutes.objects.create(meeting=earlier, state=MinutesState.CIRCULATED)
            owner = ContactFactory()
            ActionItemFactory(meeting=earlier, owner=owner, owner_organisation=OrganisationFactory())
            AgendaItemFactory(meeting=meeting, organisation=OrganisationFactory())
            AgendaItemFactory(meeting=None, series=meeting.series, carried_from=AgendaItemFactory(meeting=earlier))
            MeetingFactory(series=meeting.series, start=NOW + DAY)

    items.prepare(meeting, by=author, now=NOW)
    addresses = [url("agenda", meeting.pk), url("backlog", meeting.series_id)]
    grow(2)
    few = [_queries(client, address) for address in addresses]
    grow(18)
    assert [_queries(client, address) for address in addresses] == few
    assert max(few) <= 30


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_reading_changes_nothing(client, author, meeting):
    item = AgendaItemFactory(meeting=meeting)
    for name, keys in (("agenda_add", []), ("agenda_prepare", []), ("agenda_order", []), ("agenda_copy", [])):
        assert client.get(url(name, meeting.pk, *keys)).status_code == 405
    assert client.get(url("agenda_act", meeting.pk, item.pk, "backlog")).status_code == 405
    assert client.get(url("backlog_add", meeting.series_id)).status_code == 405
    assert AgendaItem.objects.filter(meeting=meeting).count() == 1
