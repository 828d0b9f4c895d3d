"""Only to those who missed it: whole recipient lists, both sums, the same content under the same Message-ID."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from delivery import approval, decisions, follow_up, ledger, mailings, preparing, suppression
from delivery.audiences import Candidate
from delivery.enums import (
    ENDED_STATES,
    EventKind,
    ExclusionReason,
    MailingState,
    MessageState,
    SkipReason,
    SuppressionReason,
)
from delivery.exceptions import ApprovalBroken, MoveRefused
from delivery.follow_up import Missed
from delivery.models import Event, Mailing, MailingContent, Message
from tests.factories.delivery import (
    NOW,
    AddressFactory,
    UserFactory,
    approved_mailing,
    content,
    readers,
    register_audience,
    start_and_prepare,
)

LATER = NOW + timedelta(days=1)


def ended(candidates, outcomes, state=MailingState.SENT, **fields):
    """Return a mailing to `candidates` that ended with these outcomes, each (state, skip reason or "")."""
    mailing = start_and_prepare(approved_mailing(candidates, **fields))
    settle(mailing, outcomes)
    Mailing.objects.filter(pk=mailing.pk).update(state=state, finished_at=NOW)
    mailing.refresh_from_db()
    return mailing


def settle(mailing, outcomes):
    messages = mailing.messages.order_by("pk")
    for message, outcome in zip(messages, outcomes, strict=True):
        to, skip_reason = outcome if isinstance(outcome, tuple) else (outcome, "")
        Message.objects.filter(pk=message.pk).update(state=to, skip_reason=skip_reason, settled_at=NOW)


def followed(mailing, now=LATER):
    return start_and_prepare(follow_up.create(mailing, by=UserFactory(), now=now), now=now)


def recipients(mailing):
    return list(mailing.messages.order_by("pk").values_list("contact_ref", flat=True))


def left_out(mailing):
    return dict(mailing.exclusions.values_list("contact_ref", "reason"))


def named(*addresses, **fields):
    """Return candidates "1", "2", … at these addresses."""
    return [Candidate(str(n), address.pk, "en", **fields) for n, address in enumerate(addresses, 1)]


@pytest.mark.django_db
def test_whoever_missed_it_gets_it_and_everybody_else_is_left_out_with_a_reason():
    people = named(*AddressFactory.create_batch(9))
    first = ended(
        people,
        [
            MessageState.SENT,
            MessageState.FAILED,
            MessageState.UNCERTAIN,  # nobody decides
            MessageState.UNCERTAIN,  # decided: did not arrive
            MessageState.UNCERTAIN,  # decided: arrived
            (MessageState.SKIPPED, SkipReason.CANCELLED),
            (MessageState.SKIPPED, SkipReason.WITHDRAWN),  # and still says no
            (MessageState.SKIPPED, SkipReason.WITHDRAWN),  # subscribed again
            MessageState.FAILED,  # a hard bounce
        ],
        state=MailingState.CANCELLED,
    )
    staff = UserFactory()
    decisions.decide(first.messages.filter(contact_ref="4"), arrived=False, by=staff, now=NOW)
    decisions.decide(first.messages.filter(contact_ref="5"), arrived=True, by=staff, now=NOW)
    suppression.suppress(first.messages.get(contact_ref="9").address, reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    now_named = [
        *people[:6],
        Candidate("7", people[6].address_id, "en", exclusion=ExclusionReason.WITHDRAWN),
        *people[7:],
        Candidate("10", AddressFactory().pk, "en"),
        Candidate("11", None, "en"),
        Candidate("12", AddressFactory().pk, "en", exclusion=ExclusionReason.UNCONFIRMED),
    ]
    register_audience(now_named)
    foreseen = follow_up.forecast(first)
    second = followed(first)
    assert recipients(second) == ["2", "4", "6", "8", "10"]
    assert left_out(second) == {
        "1": ExclusionReason.GOT_IT,
        "3": ExclusionReason.UNDECIDED,
        "5": ExclusionReason.GOT_IT,
        "7": ExclusionReason.WITHDRAWN,
        "9": ExclusionReason.BOUNCED,
        "11": ExclusionReason.NO_ADDRESS,
        "12": ExclusionReason.UNCONFIRMED,
    }
    assert (second.candidates, second.prepared, second.excluded) == (12, 5, 7)
    assert ledger.count(second).balanced
    assert foreseen.groups == {Missed.FAILED: 1, Missed.DECIDED: 1, Missed.CANCELLED: 1, Missed.JOINED: 2}
    assert (foreseen.reachable, foreseen.exclusions) == (5, ledger.count(second).exclusions)


@pytest.mark.django_db
def test_it_carries_the_same_content_under_the_same_message_id_and_approval():
    first = ended(readers(2), [MessageState.FAILED, MessageState.SENT], contents={"en": content(), "ur": content("ur")})
    approver = UserFactory()
    second = follow_up.create(first, by=approver, now=LATER)
    assert (second.state, second.follows, second.approved_by, second.approved_at) == (
        MailingState.APPROVED,
        first,
        approver,
        LATER,
    )
    assert second.title == f"{first.title}, follow-up 1"
    hashes = [dict(each.contents.values_list("language", "hash")) for each in (first, second)]
    assert hashes[0] == hashes[1]
    assert set(hashes[0]) == {"en", "ur"}
    approval.verify(second)
    start_and_prepare(second)
    failed = first.messages.get(state=MessageState.FAILED)
    assert list(second.messages.values_list("address", "message_id")) == [(failed.address_id, failed.message_id)]


@pytest.mark.django_db
def test_who_has_another_address_now_does_not_get_it_twice():
    old, new, newer = AddressFactory.create_batch(3)
    first = ended(
        [Candidate("1", old.pk, "en"), Candidate("2", AddressFactory().pk, "en"), Candidate("", new.pk, "en")],
        [MessageState.SENT, MessageState.UNCERTAIN, MessageState.SENT],
    )
    moved, erased = AddressFactory.create_batch(2)
    register_audience([Candidate("1", newer.pk, "en"), Candidate("2", moved.pk, "en"), Candidate("", erased.pk, "en")])
    second = followed(first)
    assert left_out(second) == {"1": ExclusionReason.GOT_IT, "2": ExclusionReason.UNDECIDED}
    assert list(second.messages.values_list("address", flat=True)) == [erased.pk]


@pytest.mark.django_db
def test_whose_address_was_mended_gets_it_there():
    first = ended(named(AddressFactory()), [MessageState.FAILED])
    right = AddressFactory()
    register_audience(named(right))
    assert list(followed(first).messages.values_list("address", flat=True)) == [right.pk]


@pytest.mark.django_db
def test_an_address_that_is_shared_gets_it_once_and_only_if_it_missed_it():
    failed, reached = AddressFactory.create_batch(2)
    people = named(failed, failed, reached, reached)
    first = ended(people, [MessageState.FAILED, MessageState.SENT])
    register_audience([*people, Candidate("5", reached.pk, "en")])
    assert follow_up.forecast(first).groups[Missed.FAILED] == 1
    second = followed(first)
    assert recipients(second) == ["1"]
    assert left_out(second) == {
        "2": ExclusionReason.DUPLICATE,
        "3": ExclusionReason.GOT_IT,
        "4": ExclusionReason.GOT_IT,
        "5": ExclusionReason.GOT_IT,
    }
    assert ledger.count(second).balanced


@pytest.mark.django_db
def test_who_reads_another_language_now_gets_that_one():
    address = AddressFactory()
    first = ended(named(address), [MessageState.FAILED], contents={"en": content(), "ur": content("ur")})
    register_audience([Candidate("1", address.pk, "ur")])
    assert followed(first).messages.get().language == "ur"


@pytest.mark.django_db
def test_news_of_its_arrival_outweighs_a_decision_that_it_did_not():
    first = ended(named(AddressFactory()), [MessageState.UNCERTAIN])
    decisions.decide(first.messages.all(), arrived=False, by=UserFactory(), now=NOW)
    Event.objects.create(message=first.messages.get(), kind=EventKind.DELIVERED, at=LATER)
    assert left_out(followed(first)) == {"1": ExclusionReason.GOT_IT}


@pytest.mark.django_db
def test_whose_mail_came_back_missed_it_unless_there_is_proof_of_its_arrival():
    first = ended(named(*AddressFactory.create_batch(4)), [MessageState.SENT] * 4)
    full, gone, forwarded, _well = first.messages.order_by("pk")
    for message in (full, gone, forwarded):
        Event.objects.create(message=message, kind=EventKind.BOUNCED, permanent=message == gone, at=LATER)
    Event.objects.create(message=forwarded, kind=EventKind.OPENED, at=LATER)
    suppression.suppress(gone.address, reason=SuppressionReason.HARD_BOUNCE, now=LATER)
    assert follow_up.forecast(first).groups[Missed.FAILED] == 1
    second = followed(first)
    assert recipients(second) == ["1"]
    assert left_out(second) == {
        "2": ExclusionReason.BOUNCED,
        "3": ExclusionReason.GOT_IT,
        "4": ExclusionReason.GOT_IT,
    }


@pytest.mark.django_db
def test_whose_mail_came_back_gets_it_at_an_address_that_was_mended():
    first = ended(named(AddressFactory()), [MessageState.SENT])
    Event.objects.create(message=first.messages.get(), kind=EventKind.BOUNCED, permanent=True, at=LATER)
    right = AddressFactory()
    register_audience(named(right))
    assert list(followed(first).messages.values_list("address", flat=True)) == [right.pk]


@pytest.mark.django_db
def test_a_follow_up_of_a_follow_up_belongs_to_the_first_and_asks_the_whole_family():
    people = named(*AddressFactory.create_batch(3))
    first = ended(people, [MessageState.SENT, MessageState.FAILED, MessageState.FAILED])
    second = followed(first)
    settle(second, [MessageState.SENT, MessageState.FAILED])
    Mailing.objects.filter(pk=second.pk).update(state=MailingState.SENT)
    second.refresh_from_db()
    third = followed(second)
    assert third.follows == first
    assert third.title == f"{first.title}, follow-up 2"
    assert recipients(third) == ["3"]
    assert left_out(third) == {"1": ExclusionReason.GOT_IT, "2": ExclusionReason.GOT_IT}
    assert list(follow_up.family(third)) == [first, second, third]
    ids = Message.objects.filter(address=people[2].address_id).values_list("message_id", flat=True)
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert follow_up.reached(third) == 2


@pytest.mark.django_db
def test_what_staff_decided_before_a_withdrawal_leaves_nobody_in_two_groups():
    people = named(*AddressFactory.create_batch(2))
    first = ended(people, [MessageState.FAILED, MessageState.UNCERTAIN])
    second = followed(first)
    assert recipients(second) == ["1"]
    settle(second, [MessageState.UNCERTAIN])
    Mailing.objects.filter(pk=second.pk).update(state=MailingState.SENT)
    assert follow_up.forecast(first).exclusions == {ExclusionReason.UNDECIDED: 2}


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(set(MailingState) - ENDED_STATES))
def test_it_is_refused_while_any_of_the_family_is_unfinished(state):
    first = ended(readers(1), [MessageState.FAILED])
    second = follow_up.create(first, by=UserFactory(), now=LATER)
    Mailing.objects.filter(pk=second.pk).update(state=state)
    for member in (first, second):
        with pytest.raises(MoveRefused, match="has not ended yet"):
            follow_up.create(member, by=UserFactory(), now=LATER)
    assert Mailing.objects.count() == 2


@pytest.mark.django_db
def test_it_is_refused_while_a_cancelled_mailing_still_has_text_on_the_wire():
    first = ended(readers(1), [MessageState.SENDING], state=MailingState.CANCELLED)
    with pytest.raises(MoveRefused, match="has not ended yet"):
        follow_up.create(first, by=UserFactory(), now=LATER)


@pytest.mark.django_db
def test_it_is_refused_where_nobody_was_ever_meant_to_get_it():
    mailing = approved_mailing(readers(1))
    mailings.cancel(mailing, by=UserFactory(), now=NOW)
    with pytest.raises(MoveRefused, match="send it again as a whole"):
        follow_up.create(mailing, by=UserFactory(), now=LATER)


@pytest.mark.django_db
def test_a_personal_mail_has_no_follow_up():
    mailing = ended(readers(1), [MessageState.FAILED], kind="one_off")
    with pytest.raises(MoveRefused, match="Only a mailing to many"):
        follow_up.create(mailing, by=UserFactory(), now=LATER)


@pytest.mark.django_db
def test_content_that_was_changed_behind_the_approval_is_not_sent_on():
    first = ended(readers(1), [MessageState.FAILED])
    MailingContent.objects.filter(mailing=first).update(html="<p>Other</p>")
    with pytest.raises(ApprovalBroken):
        follow_up.create(first, by=UserFactory(), now=LATER)
    assert Mailing.objects.count() == 1


@pytest.mark.django_db
def test_an_edit_of_what_it_came_from_does_not_take_its_approval_back():
    first = ended(readers(1), [MessageState.FAILED], origin="issue:1")
    second = follow_up.create(first, by=UserFactory(), now=LATER)
    assert mailings.return_to_draft(origin="issue:1") == 0
    second.refresh_from_db()
    assert second.state == MailingState.APPROVED
    assert second.contents.count() == 1


@pytest.mark.django_db
def test_queries_grow_with_chunks_not_with_readers(django_assert_num_queries):
    def queries_for(n):
        first = ended(readers(n), [MessageState.SENT, *[MessageState.FAILED] * (n - 1)])
        second = follow_up.create(first, by=UserFactory(), now=LATER)
        mailings.start(second, by=UserFactory(), now=LATER)
        with django_assert_num_queries(18 + (connection.vendor == "postgresql")):  # which is told to read to the end
            preparing.prepare(second.pk, now=LATER)

    queries_for(3)
    queries_for(60)


@pytest.mark.django_db
def test_of_two_chunks_nobody_is_lost(monkeypatch):
    monkeypatch.setattr(follow_up, "_CHUNK", 2)
    people = named(*AddressFactory.create_batch(7))
    first = ended(people, [MessageState.SENT, *[MessageState.FAILED] * 5, MessageState.UNCERTAIN])
    second = followed(first)
    assert sorted(recipients(second)) == ["2", "3", "4", "5", "6"]
    assert left_out(second) == {"1": ExclusionReason.GOT_IT, "7": ExclusionReason.UNDECIDED}


@pytest.mark.servers
@pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL")
def test_two_people_who_press_at_once_make_one(committed_database):
    first, ready = ended(readers(1), [MessageState.FAILED]), Barrier(2)
    people = [UserFactory(), UserFactory()]

    def press(person):
        ready.wait()
        try:
            follow_up.create(first, by=person, now=LATER)
        except MoveRefused:
            return "refused"
        finally:
            connections.close_all()
        return "made"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, people)) == ["made", "refused"]
    assert Mailing.objects.filter(follows=first).count() == 1
    Mailing.objects.filter(follows=first).delete()
