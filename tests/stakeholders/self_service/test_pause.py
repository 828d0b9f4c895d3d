"""A pause until a day: no bulk mail, consent as it was, and the way back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from delivery import tokens
from stakeholders import consent
from stakeholders.audience import candidates, count
from stakeholders.criteria import Criteria
from stakeholders.models import Pause

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z", tick=False)


@pytest.fixture
def url(address):
    return reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])


@pytest.mark.parametrize(("button", "days"), [("pause:14", 14), ("pause:30", 30), ("pause:90", 90)])
def test_a_button_pauses_for_its_time(client, url, button, days):
    answer = client.post(url, {"action": button}, follow=True)
    until = Pause.objects.get().until
    assert until == TODAY + datetime.timedelta(days=days)
    assert "Start again now" in answer.content.decode()
    assert "Paused." in answer.content.decode()


def test_who_paused_gets_nothing_until_the_day_and_everything_from_that_day_on(client, url, address):
    client.post(url, {"action": "pause", "until": "2026-03-10"})
    assert count(Criteria(topic="newsletter")).reachable == 0
    wanted = Criteria(topic="newsletter")
    assert [row.exclusion for row in candidates(wanted, on=datetime.date(2026, 3, 9))] == ["paused"]
    assert [row.exclusion for row in candidates(wanted, on=datetime.date(2026, 3, 10))] == [""]
    assert {record.action for record in consent.state(address).values()} == {"given"}


def test_a_pause_can_be_ended_and_moved(client, url):
    client.post(url, {"action": "pause", "until": "2026-03-10"})
    client.post(url, {"action": "pause", "until": "2026-04-10"})
    assert Pause.objects.get().until == datetime.date(2026, 4, 10)
    answer = client.post(url, {"action": "resume"}, follow=True)
    assert "The pause has ended" in answer.content.decode()
    assert not Pause.objects.exists()
    assert client.post(url, {"action": "resume"}).status_code == 302


def test_a_pause_that_is_over_is_not_shown(client, url, address):
    Pause.objects.create(address=address, until=TODAY, set_at=timezone.now())
    assert "Start again now" not in client.get(url).content.decode()


@pytest.mark.parametrize("day", ["2026-03-02", "2027-03-01"])
def test_the_first_and_the_last_day_that_can_be_chosen(client, url, day):
    client.post(url, {"action": "pause", "until": day})
    assert Pause.objects.get().until.isoformat() == day
    page = client.get(url)
    assert page.status_code == 200


@pytest.mark.parametrize(
    "until", ["", "2026-03-01", "2025-01-01", "2027-03-02", "9999-12-31", "31.03.2026x", "0000-00-00", "a" * 10_000]
)
def test_any_other_day_is_refused_beside_the_field(client, url, until):
    answer = client.post(url, {"action": "pause", "until": until})
    assert answer.status_code == 400
    assert answer.context["pause"].errors["until"]
    assert not Pause.objects.exists()


@pytest.mark.parametrize("action", ["pause:9999999999", "pause:-5", "pause:14 days", "pause:"])
def test_a_button_that_is_not_ours_pauses_nothing(client, url, action):
    assert client.post(url, {"action": action}).status_code == 400
    assert not Pause.objects.exists()


def test_the_field_offers_the_days_that_are_taken(client, url):
    page = client.get(url).content.decode()
    assert 'min="2026-03-02" max="2027-03-01"' in page or 'max="2027-03-01" min="2026-03-02"' in page


def test_looking_pauses_nothing(client, url):
    client.get(f"{url}?action=pause:14")
    client.head(f"{url}?action=pause:14")
    assert not Pause.objects.exists()


def test_stopping_everything_ends_the_pause(client, url):
    client.post(url, {"action": "pause:14"})
    client.post(url, {"action": "stop-all"})
    assert not Pause.objects.exists()
