"""Asking the list: whom the question reaches, that it reaches nobody twice, and that it takes an approver."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination_site import roles
from delivery import addresses, follow_up, mailings, placeholders, preparing, suppression
from delivery.enums import ExclusionReason, MailingState, MessageState, SuppressionReason
from delivery.exceptions import MoveRefused
from delivery.models import Exclusion, Mailing, Message
from stakeholders import consent, tasks
from stakeholders.models import ConsentRecord, ContactAddress, Pause, Repermission, Topic
from stakeholders.privacy import erasure
from stakeholders.repermission import asking, audience
from tests.factories.staff import staff
from tests.factories.stakeholders import Action, ContactFactory, record

pytestmark = pytest.mark.django_db

NOW = timezone.now()
Source = ConsentRecord.Source


@pytest.fixture
def approver():
    return staff(roles.APPROVER)


def write(
    topic="newsletter", introduction="You have been getting our newsletter.\n\nPlease tell us whether you want it."
):
    return Repermission.objects.create(
        topic=Topic.objects.get(code=topic), introduction=introduction, introduction_ur="آپ ہمارا خبرنامہ لیتے ہیں۔"
    )


def send(approver, question=None):
    mailing = asking.send(question or write(), by=approver, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    return mailing


def recipients(mailing):
    return list(mailing.messages.order_by("pk").values_list("address__email", flat=True))


def let_all_leave(mailing):
    Message.objects.filter(mailing=mailing).update(state=MessageState.SENT, settled_at=NOW)
    mailings.finish(mailing.pk, now=NOW)


# Whom it reaches ------------------------------------------------------------------------------------------------------


def a_list():
    """Make one contact of every sort; two of them are to be asked."""
    ContactFactory(name="Amina", emails=["amina@example.org", "amina@example.net"])
    ContactFactory(name="Bilal", emails=["bilal@example.org"], given=["meetings"])  # of another topic
    ContactFactory(name="Has", emails=["has@example.org"], given=["newsletter"])
    ContactFactory(name="Stopped", emails=["stopped@example.org"], withdrawn=["newsletter"])
    ContactFactory(name="Asked", emails=["asked@example.org"], asked=["newsletter"])
    elsewhere = ContactFactory(name="Elsewhere", emails=["elsewhere@example.org", "elsewhere@example.net"])
    record("elsewhere@example.net", "newsletter", action=Action.WITHDRAWN)
    assert elsewhere.addresses.count() == 2
    official = ContactFactory(name="Official", emails=["official@example.org"])
    consent.record(
        address=official.main_address.address,
        purposes=["newsletter"],
        action=Action.GIVEN,
        source=Source.STAFF,
        basis=ConsentRecord.Basis.OFFICIAL_CAPACITY,
        note="Focal point by letter of 3 March",
        now=NOW,
    )
    ContactFactory(name="Nowhere")
    retired = ContactFactory(name="Retired", emails=["retired@example.org"])
    retired.addresses.update(retired_on=NOW.date())
    paused = ContactFactory(name="Paused", emails=["paused@example.org"])
    Pause.objects.create(address=paused.main_address.address, until=NOW.date() + datetime.timedelta(days=9), set_at=NOW)
    bounced = ContactFactory(name="Bounced", emails=["bounced@example.org"])
    suppression.suppress(bounced.main_address.address, reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    erasure.erase(ContactFactory(name="Erased", emails=["erased@example.org"]), by=None, now=NOW)
    desk = addresses.get_or_create("desk@example.org")
    for name in ("First at desk", "Second at desk"):
        ContactAddress.objects.create(contact=ContactFactory(name=name), address=desk)
    merged = ContactFactory(name="Merged", emails=["merged@example.org"])
    type(merged).objects.filter(pk=merged.pk).update(merged_into=official)


def test_it_goes_to_those_of_whom_nothing_is_recorded_and_to_nobody_else(approver):
    a_list()
    forecast = audience.count("newsletter")
    mailing = send(approver)
    assert recipients(mailing) == ["amina@example.org", "bilal@example.org", "desk@example.org"]
    excluded = dict(Exclusion.objects.values_list("address__email", "reason"))
    assert excluded == {
        "paused@example.org": ExclusionReason.PAUSED,
        "bounced@example.org": ExclusionReason.BOUNCED,
        "desk@example.org": ExclusionReason.DUPLICATE,
    }
    assert forecast.reachable == 3
    assert forecast.excluded == dict.fromkeys(excluded.values(), 1)


def test_who_stopped_all_that_they_got_is_not_asked_about_a_topic_that_is_new():
    Topic.objects.create(code="research", label="Research")
    for name, topics in {"all": ["newsletter", "meetings"], "one": ["newsletter"]}.items():
        contact = ContactFactory(
            name=name, emails=[f"{name}@example.org"], given=["newsletter", "meetings", "directory"]
        )
        record(contact.main_address.address, *topics, action=Action.WITHDRAWN)

    assert [contact.name for contact in audience.to_ask("research", on=NOW.date())] == ["one"]


def test_whom_it_would_reach_is_counted_by_one_query_however_many_there_are(django_assert_num_queries):
    for n in range(3):
        ContactFactory(emails=[f"one{n}@example.org"])
    with django_assert_num_queries(1):
        assert audience.count("newsletter").reachable == 3
    for n in range(30):
        ContactFactory(emails=[f"two{n}@example.org"])
    with django_assert_num_queries(1):
        assert audience.count("newsletter").reachable == 33


# Once -----------------------------------------------------------------------------------------------------------------


def test_a_second_question_reaches_only_who_came_since(approver):
    ContactFactory(emails=["first@example.org"])
    let_all_leave(send(approver))
    ContactFactory(emails=["second@example.org"])
    assert recipients(send(approver)) == ["second@example.org"]


def test_who_was_asked_on_one_topic_may_be_asked_on_another(approver):
    ContactFactory(emails=["first@example.org"])
    let_all_leave(send(approver))
    assert recipients(send(approver, write("meetings"))) == ["first@example.org"]


def test_a_contact_who_was_asked_at_an_old_address_is_not_asked_at_the_new_one(approver):
    contact = ContactFactory(emails=["old@example.org"])
    let_all_leave(send(approver))
    contact.addresses.update(primary=False, retired_on=NOW.date())
    ContactAddress.objects.create(contact=contact, address=addresses.get_or_create("new@example.org"), primary=True)
    assert recipients(send(approver)) == []


def test_what_a_cancelled_question_never_sent_does_not_count_as_asked(approver):
    for name in ("reached", "waits"):
        ContactFactory(emails=[f"{name}@example.org"])
    mailing = send(approver)
    Message.objects.filter(address__key="reached@example.org").update(state=MessageState.SENT, settled_at=NOW)
    mailings.cancel(mailing, by=approver, now=NOW)
    assert recipients(send(approver)) == ["waits@example.org"]


def test_a_freezing_that_is_killed_asks_nobody_and_the_next_asks_everybody_once(approver, monkeypatch):
    for n in range(4):
        ContactFactory(emails=[f"one{n}@example.org"])
    mailing = asking.send(write(), by=approver, now=NOW)
    store = preparing._Freezer.store_counts

    def dies(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(preparing._Freezer, "store_counts", dies)
    with pytest.raises(KeyboardInterrupt):
        preparing.prepare(mailing.pk, now=NOW)
    assert not Message.objects.exists()
    monkeypatch.setattr(preparing._Freezer, "store_counts", store)
    assert preparing.prepare(mailing.pk, now=NOW)
    assert not preparing.prepare(mailing.pk, now=NOW)
    assert recipients(mailing) == [f"one{n}@example.org" for n in range(4)]


def test_nothing_follows_it(approver):
    ContactFactory(emails=["first@example.org"])
    mailing = send(approver)
    let_all_leave(mailing)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT
    with pytest.raises(MoveRefused, match="once"):
        follow_up.create(mailing, by=approver, now=NOW)


def test_it_goes_out_once_and_one_at_a_time(approver):
    ContactFactory(emails=["first@example.org"])
    question = write()
    send(approver, question)
    with pytest.raises(MoveRefused, match="already"):
        asking.send(question, by=approver, now=NOW)
    with pytest.raises(MoveRefused, match="Another"):
        asking.send(write(), by=approver, now=NOW)
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("role", [roles.COORDINATOR, roles.AUTHOR, roles.REVIEWER])
def test_only_approvers_let_it_go(role):
    question = write()
    with pytest.raises(PermissionDenied):
        asking.send(question, by=staff(role), now=NOW)
    assert not Mailing.objects.exists()


# What it says ---------------------------------------------------------------------------------------------------------


def test_each_language_holds_the_introduction_and_every_personal_link(approver):
    contents = asking.compose(write())
    assert set(contents) == {"en", "ur"}
    for content in contents.values():
        for part in (content.html, content.text):
            for name in (placeholders.NAME, placeholders.ANSWER_URL, placeholders.UNSUBSCRIBE_URL):
                assert name in part
        assert placeholders.ANSWER_URL not in content.subject
    assert "Please tell us whether you want it." in contents["en"].html
    assert "Please tell us whether you want it." in contents["en"].text
    assert "خبرنامہ" in contents["ur"].html
    assert "خبرنامہ" in contents["ur"].text


def test_a_test_copy_has_dead_links_and_counts_as_no_question(approver):
    question = write()
    assert asking.send_test(question, emails=["staff@example.org"], now=NOW) == (2, [])
    values = [message.values for message in Message.objects.all()]
    assert {value["answer_url"] for value in values} == {asking.DEAD_LINK}
    ContactFactory(emails=["staff@example.org"])
    assert recipients(send(approver, question)) == ["staff@example.org"]


# Writing down that they were asked ------------------------------------------------------------------------------------


def test_who_was_reached_is_recorded_as_asked_with_the_words_and_once(approver):
    for name in ("left", "waits", "answered"):
        ContactFactory(emails=[f"{name}@example.org"])
    mailing = send(approver)
    Message.objects.filter(mailing=mailing).exclude(address__key="waits@example.org").update(state=MessageState.SENT)
    record("answered@example.org", "newsletter")
    for _ in range(2):
        tasks.record_asked()
    rows = ConsentRecord.objects.filter(source=Source.REPERMISSION)
    assert [(row.address.email, row.action) for row in rows] == [("left@example.org", Action.REQUESTED)]
    assert "“Yes” means" in rows.get().wording.text


def test_recording_is_killed_and_goes_on(approver, monkeypatch):
    monkeypatch.setattr(asking, "CHUNK", 2)
    for n in range(5):
        ContactFactory(emails=[f"one{n}@example.org"])
    let_all_leave(send(approver))
    write_chunk, calls = asking._record, []

    def dies_in_the_second(chunk, now):
        calls.append(chunk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write_chunk(chunk, now)

    monkeypatch.setattr(asking, "_record", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        asking.record_asked(now=NOW)
    monkeypatch.setattr(asking, "_record", write_chunk)
    assert asking.record_asked(now=NOW) == 3
    assert ConsentRecord.objects.count() == 5
