"""Asking for a link to one's meetings: it goes to whoever has some, and the page tells nobody who that is."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from delivery.models import Address, MailingContent, Message
from stakeholders import throttle
from tests.factories.home import site
from tests.factories.meetings import GroupMembershipFactory, InvitationFactory, MeetingFactory
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def the_day():
    site()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def amina():
    amina = ContactFactory(name="Amina Example", emails=["amina@example.org"])
    GroupMembershipFactory(contact=amina)
    return amina


def ask(client, email, prefix=""):
    return client.post(prefix + reverse("meetings:members_link"), {"email": email})


def mailed():
    return list(Message.objects.order_by("pk").values_list("address__email", flat=True))


def test_the_link_is_mailed_to_who_has_meetings_and_opens_them(client, amina):
    meeting = MeetingFactory(title="Xmeeting", visibility="partners", groups=[amina.memberships.get().group])

    assert client.get(reverse("meetings:members_link")).status_code == 200
    ask(client, "Amina@Example.org")

    assert mailed() == ["amina@example.org"]
    content = MailingContent.objects.get()
    link = re.search(r"/meetings/members/\S+", content.text)[0]
    assert link in content.html
    assert meeting.title in client.get(link).content.decode()


def test_nobody_is_told_who_is_known(client, amina):
    ContactFactory(emails=["idle@example.org"])
    left = GroupMembershipFactory(contact=ContactFactory(emails=["left@example.org"]), start=NOW.date())
    left.start, left.end = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
    left.save()
    InvitationFactory(meeting=MeetingFactory(visibility="unit"), contact=ContactFactory(emails=["unit@example.org"]))
    emails = ["amina", "idle", "left", "unit", "stranger"]
    before = set(Address.objects.values_list("email", flat=True))

    answers = {ask(client, f"{name}@example.org").content for name in emails}

    assert len(answers) == 1
    assert mailed() == ["amina@example.org"]
    assert set(Address.objects.values_list("email", flat=True)) == before


def test_three_links_an_hour_go_to_one_address(client, amina):
    for _each in range(5):
        assert "on its way" in ask(client, "amina@example.org").content.decode()
    assert mailed() == ["amina@example.org"] * 3


def test_rubbish_is_told_and_a_flood_is_turned_away(client, amina, monkeypatch):
    for email in ("", "no address", "a@b", "x" * 300 + "@example.org"):
        response = ask(client, email)
        assert response.status_code == 400
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    monkeypatch.setattr(throttle, "PER_NETWORK", 4)
    assert ask(client, "amina@example.org").status_code == 429
    assert mailed() == []


def test_people_who_share_a_mailbox_get_a_link_each(client, amina):
    other = ContactFactory(name="Bilal Example", emails=["amina@example.org"])
    InvitationFactory(meeting=MeetingFactory(), contact=other)
    ask(client, "amina@example.org")
    assert mailed() == ["amina@example.org"] * 2
