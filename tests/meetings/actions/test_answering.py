"""The page behind the link: what it shows, what it takes, and every link that is not right."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delivery.models import MailingContent, Message
from meetings import links
from meetings.actions import tracking
from meetings.actions.digest import answer_url
from meetings.enums import Visibility
from meetings.models import ActionItem, ActionUpdate
from stakeholders import throttle
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import ContactAddress
from stakeholders.privacy import erasure
from tests.factories.meetings import ActionItemFactory, GroupMembershipFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 6, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def travelled():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def amina():
    return ContactFactory(name="Amina Example", emails=["amina@example.org"])


@pytest.fixture
def unit():
    return staff("Coordinator")


def page_of(contact, language="en"):
    return answer_url(contact, contact.main_address.address, language=language).removeprefix(settings.SITE_URL)


def path(url):
    return "/" + url.split("/", 3)[3]


def said(action, status="", note="", link="", seen=""):
    prefix = f"a{action.pk}"
    return {
        f"{prefix}-seen": seen or action.status,
        f"{prefix}-status": status or action.status,
        f"{prefix}-note": note,
        f"{prefix}-evidence_url": link,
    }


def post(client, contact, *answers, save="all"):
    data = {key: value for answer in answers for key, value in answer.items()}
    return client.post(page_of(contact), {**data, "save": save})


def test_the_page_shows_ones_own_actions_and_nothing_of_anybody_else(client, amina, unit):
    other = ContactFactory(name="Bilal Other", emails=["bilal@example.org"])
    mine = ActionItemFactory(owner=amina, text="Send <i>the</i> map", visibility=Visibility.UNIT)
    old = ActionItemFactory(owner=amina, text="Long forgotten", status="done", done_on=NOW.date() - 91 * DAY)
    fresh = ActionItemFactory(owner=amina, text="Lately finished", status="done", done_on=NOW.date() - 90 * DAY)
    theirs = ActionItemFactory(owner=other, text="Somebody else’s")
    tracking.update(mine, status="in_progress", note="My own word", by_contact=amina, now=NOW)
    tracking.update(mine, status="in_progress", note="Secret of staff", by=unit, now=NOW)
    tracking.reassign(
        handed := ActionItemFactory(owner=other, text="Handed on"),
        owner=amina,
        owner_organisation=None,
        by=unit,
        now=NOW,
    )
    response = client.get(page_of(amina))
    text = response.content.decode()
    for expected in (mine.number, "Send &lt;i&gt;the&lt;/i&gt; map", "My own word", handed.text, fresh.text):
        assert expected in text
    for hidden in (old.text, theirs.text, "Bilal", "Secret of staff", "amina@example.org"):
        assert hidden not in text
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert ActionUpdate.objects.count() == 3  # opening it says nothing


def test_what_is_said_is_written_down_and_shown_as_ones_own(client, amina):
    action = ActionItemFactory(owner=amina)
    response = post(client, amina, said(action, "done", "Sent to all", "https://example.org/map"), save=action.pk)
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.status, action.evidence_url) == ("done", "https://example.org/map")
    (update,) = action.updates.all()
    assert (update.note, update.by, update.by_contact) == ("Sent to all", None, amina)
    text = client.get(response["Location"]).content.decode()
    assert "Saved." in text
    assert "Sent to all" in text
    assert "You have no open actions." in text


def test_one_button_saves_one_and_gives_back_what_was_typed_for_the_others(client, amina):
    one, other = ActionItemFactory.create_batch(2, owner=amina)
    response = post(client, amina, said(one, "pending", "Waits"), said(other, note="Half typed"), save=one.pk)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Half typed" in text
    assert "not saved yet" in text
    assert [ActionItem.objects.get(pk=a.pk).status for a in (one, other)] == ["pending", "open"]


def test_saving_all_takes_what_was_changed_and_leaves_the_rest_alone(client, amina):
    one, other, still = ActionItemFactory.create_batch(3, owner=amina)
    response = post(client, amina, said(one, "done"), said(other, note="Soon"), said(still))
    assert response.status_code == 302
    assert sorted(ActionUpdate.objects.values_list("action", "status", "note")) == [
        (one.pk, "done", ""),
        (other.pk, "open", "Soon"),
    ]


def test_the_same_said_twice_is_one_word(client, amina):
    action = ActionItemFactory(owner=amina)
    for _ in range(2):
        post(client, amina, said(action, "in_progress", "Begun", seen="open"))
    assert ActionUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": "done", "link": "javascript:alert(1)"}, "begins with https://"),
        ({"status": "dropped", "note": "No"}, "not one of the available choices"),
        ({"status": "pending", "note": "x" * 2001}, "at most 2000 characters"),
        ({"status": "nonsense"}, "not one of the available choices"),
    ],
)
def test_rubbish_is_told_and_given_back_and_what_is_right_beside_it_is_saved(client, amina, answer, words):
    wrong, right = ActionItemFactory.create_batch(2, owner=amina)
    response = post(client, amina, said(wrong, **answer), said(right, "done"))
    text = response.content.decode()
    assert response.status_code == 409
    assert words in text
    assert answer.get("note", "") in text
    assert answer.get("link", "") in text
    assert [ActionItem.objects.get(pk=a.pk).status for a in (wrong, right)] == ["open", "done"]


def test_what_was_typed_for_an_action_that_was_handed_on_meanwhile_is_given_back(client, amina, unit):
    action = ActionItemFactory(owner=amina, text="Secret from now on")
    sent = said(action, "done", "All <b>done</b>", "https://example.org/x")
    tracking.reassign(action, owner=ContactFactory(name="Bilal Other"), owner_organisation=None, by=unit, now=NOW)
    response = post(client, amina, sent, save=action.pk)
    text = response.content.decode()
    assert response.status_code == 409
    assert "not yours any more" in text
    assert "All &lt;b&gt;done&lt;/b&gt;" in text
    assert "https://example.org/x" in text
    assert "Bilal" not in text
    assert action.text not in text
    assert not ActionUpdate.objects.exclude(handed_over=True).exists()


def test_what_was_closed_meanwhile_stays_closed_and_the_words_come_back(client, amina, unit):
    action = ActionItemFactory(owner=amina)
    sent = said(action, "pending", "We wait")
    tracking.update(action, status="done", by=unit, now=NOW)
    text = post(client, amina, sent).content.decode()
    assert "closed meanwhile" in text
    assert "We wait" in text
    assert ActionItem.objects.get().status == "done"


def test_a_note_from_a_page_opened_long_ago_does_not_undo_what_staff_said_since(client, amina, unit):
    action = ActionItemFactory(owner=amina)
    sent = said(action, note="Only a note")
    tracking.update(action, status="in_progress", by=unit, now=NOW)
    post(client, amina, sent)
    assert ActionItem.objects.get().status == "in_progress"
    assert action.updates.last().note == "Only a note"


def test_nobody_answers_for_what_was_never_theirs(client, amina):
    theirs = ActionItemFactory(owner=ContactFactory())
    huge = {"a999999999999999999-seen": "open", "a999999999999999999-status": "done"}
    response = post(client, amina, said(theirs, "done"), huge)
    assert response.status_code == 409
    assert ActionItem.objects.get().status == "open"
    assert post(client, amina, {"a-seen": "x", "axx-seen": "1", "save": "9" * 40}).status_code == 302


def test_a_link_that_is_not_right_changes_nothing_and_says_what_to_do(client, amina):
    action = ActionItemFactory(owner=amina)
    address = amina.main_address.address
    good = links.token(links.Door.ACTIONS, amina.pk, address.pk)
    foreign = [
        good[:-3],
        "nonsense",
        links.token(links.Door.PARTNER, amina.pk, address.pk),
        links.token(links.Door.ACTIONS, 10**9, address.pk),
        links.token(links.Door.ACTIONS, amina.pk, 10**9),
    ]
    for token in foreign:
        for response in (client.get(_at(token)), client.post(_at(token), said(action, "done"))):
            assert response.status_code == 404
            text = response.content.decode()
            assert reverse("meetings:actions_new_link") in text
            assert "Amina" not in text
    assert client.post(_at("nonsense"), {"action": "again"}).status_code == 404
    assert ActionItem.objects.get().status == "open"
    assert not Message.objects.exists()


def _at(token):
    return reverse("meetings:actions", args=[token])


def test_an_old_link_is_exchanged_by_mail_three_times_an_hour_at_most(client, amina):
    action = ActionItemFactory(owner=amina)
    old = page_of(amina)
    with time_machine.travel(NOW + 61 * DAY, tick=False):
        response = client.get(old)
        assert response.status_code == 410
        assert "Mail me a new link" in response.content.decode()
        assert client.post(old, said(action, "done")).status_code == 410
        assert not Message.objects.exists()
        for _ in range(5):
            assert "on its way" in client.post(old, {"action": "again"}).content.decode()
        assert list(Message.objects.values_list("address__email", flat=True)) == ["amina@example.org"] * 3
        text = MailingContent.objects.first().text
        fresh = re.search(r"/meetings/actions/\S+", text)[0]
        assert action.text in client.get(fresh).content.decode()
    assert ActionItem.objects.get().status == "open"


def test_a_link_by_address_tells_nobody_who_is_known(client, amina):
    ActionItemFactory(owner=amina)
    ContactFactory(emails=["idle@example.org"])
    url = reverse("meetings:actions_new_link")
    assert client.get(url).status_code == 200
    answers = {
        client.post(url, {"email": email}).content
        for email in ("amina@example.org", "idle@example.org", "stranger@example.org")
    }
    assert len(answers) == 1
    assert list(Message.objects.values_list("address__email", flat=True)) == ["amina@example.org"]
    assert client.post(url, {"email": "not an address"}).status_code == 400
    assert client.post(url, {}).status_code == 400


def test_too_many_posts_from_one_network_are_turned_away(client, amina, monkeypatch):
    monkeypatch.setattr(throttle, "PER_NETWORK", 2)
    action = ActionItemFactory(owner=amina)
    codes = [post(client, amina, said(action, note=f"Word {n}")).status_code for n in range(3)]
    assert codes == [302, 302, 429]


def test_the_link_of_a_merged_person_opens_the_page_of_whom_they_are_now(client, amina):
    twin = ContactFactory(name="A. Example", emails=["twin@example.org"])
    old = page_of(twin)
    action = ActionItemFactory(owner=twin)
    merge_contacts(kept=amina, gone=twin, by=None, now=NOW)
    assert action.text in client.get(old).content.decode()
    client.post(old, said(action, "done"))
    assert ActionItem.objects.get().updates.get().by_contact == amina


def test_the_link_of_an_erased_person_is_dead(client, amina, unit):
    ActionItemFactory(owner=amina)
    link = page_of(amina)
    erasure.erase(amina, by=unit, now=NOW)
    response = client.get(link)
    assert response.status_code == 404
    assert "Amina" not in response.content.decode()
    assert client.post(link, {"action": "again"}).status_code == 404
    assert not Message.objects.exists()


def test_a_link_to_an_address_that_the_person_gave_up_opens_nothing(client, amina):
    ActionItemFactory(owner=amina)
    link = page_of(amina)
    ContactAddress.objects.update(retired_on=NOW.date())
    response = client.get(link)
    assert response.status_code == 410
    assert "Amina" not in response.content.decode()
    client.post(link, {"action": "again"})
    assert not Message.objects.exists()


def test_an_organisations_action_is_answered_by_who_sits_for_it(client, amina):
    organisation, group = OrganisationFactory(), WorkingGroupFactory()
    seat = GroupMembershipFactory(group=group, organisation=organisation, contact=amina)
    action = ActionItemFactory(owner_organisation=organisation, meeting=MeetingFactory(groups=[group]))
    assert action.text in client.get(page_of(amina)).content.decode()
    post(client, amina, said(action, "in_progress"))
    assert ActionItem.objects.get().status == "in_progress"
    seat.end = NOW.date() - DAY
    seat.save()
    assert action.text not in client.get(page_of(amina)).content.decode()
    assert "not yours" in post(client, amina, said(action, "done")).content.decode()


def test_the_page_is_in_the_language_of_its_address(client, amina):
    ActionItemFactory(owner=amina, text="Send the map", text_ur="نقشہ بھیجیں")
    text = client.get(page_of(amina, "ur")).content.decode()
    assert "نقشہ بھیجیں" in text
    assert 'dir="rtl"' in text


def test_the_queries_are_as_many_for_eighty_actions_as_for_eight(client, amina):
    client.get(page_of(amina))  # what the site reads once
    counts = []
    for _ in range(2):
        done = ActionItem.objects.count()
        for action in ActionItemFactory.create_batch(8 if not done else 72, owner=amina):
            ActionUpdate.objects.create(action=action, status="open", at=NOW, by_contact=amina, note="Word")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(amina))
        counts.append(len(queries))
    assert counts[0] == counts[1]
