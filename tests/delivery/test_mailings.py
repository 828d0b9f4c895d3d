from datetime import timedelta

import pytest

from delivery import mailings
from delivery.enums import MAILING_MOVES, MailingState, MessageState, SkipReason
from delivery.exceptions import ApprovalBroken, MoveRefused, UnknownResolver
from delivery.models import Mailing, MailingContent, Message
from delivery.rendering import Content
from tests.factories.delivery import (
    NOW,
    MailingFactory,
    UserFactory,
    approved_mailing,
    content,
    register_audience,
    sending_mailing,
)

pytestmark = pytest.mark.django_db


def _draft_with_audience(**fields):
    mailing = MailingFactory(**fields)
    mailings.set_audience(mailing, audience=register_audience([]), words="Nobody", by=None)
    return mailing


VERBS = {
    "set_audience": (
        MailingState.DRAFT,
        lambda mailing, user: mailings.set_audience(mailing, audience=register_audience([]), words="", by=user),
    ),
    "approve": (
        MailingState.APPROVED,
        lambda mailing, user: mailings.approve(mailing, by=user, contents={"en": content()}, now=NOW),
    ),
    "schedule": (
        MailingState.SCHEDULED,
        lambda mailing, user: mailings.schedule(mailing, at=NOW + timedelta(days=1), by=user, now=NOW),
    ),
    "unschedule": (MailingState.APPROVED, lambda mailing, user: mailings.unschedule(mailing, by=user)),
    "start": (MailingState.PREPARING, lambda mailing, user: mailings.start(mailing, by=user, now=NOW)),
    "pause": (MailingState.PAUSED, lambda mailing, user: mailings.pause(mailing, reason="Lunch", by=user)),
    "resume": (MailingState.SENDING, lambda mailing, user: mailings.resume(mailing, by=user)),
    "cancel": (MailingState.CANCELLED, lambda mailing, user: mailings.cancel(mailing, by=user, now=NOW)),
    "fail": (MailingState.FAILED, lambda mailing, user: mailings.fail(mailing, reason="No audience", now=NOW)),
}
ALLOWED = {
    "set_audience": {MailingState.DRAFT},
    "approve": {MailingState.DRAFT},
    "schedule": {MailingState.APPROVED},
    "unschedule": {MailingState.SCHEDULED},
    "start": {MailingState.APPROVED, MailingState.SCHEDULED},
    "pause": {MailingState.SENDING},
    "resume": {MailingState.PAUSED},
    "cancel": set(MailingState) - {MailingState.SENT, MailingState.CANCELLED, MailingState.FAILED},
    "fail": {MailingState.PREPARING},
}


@pytest.mark.parametrize("state", MailingState)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_a_mailing_only_from_the_states_of_the_table(verb, state):
    mailing = approved_mailing()
    Mailing.objects.filter(pk=mailing.pk).update(state=state)
    to, act = VERBS[verb]
    if state in ALLOWED[verb]:
        act(mailing, UserFactory())
        expected = to
    else:
        with pytest.raises(MoveRefused):
            act(mailing, UserFactory())
        expected = state
    assert Mailing.objects.get(pk=mailing.pk).state == expected


def test_ended_states_have_no_way_out():
    for state in (MailingState.SENT, MailingState.CANCELLED, MailingState.FAILED):
        assert MAILING_MOVES[state] == frozenset()


def test_approval_freezes_contents_of_each_language_in_the_name_of_a_person():
    mailing, user = _draft_with_audience(), UserFactory()
    mailings.approve(mailing, by=user, contents={"en": content(), "ur": content("ur", "خبرنامہ ۳۳")}, now=NOW)
    assert (mailing.state, mailing.approved_by, mailing.approved_at) == (MailingState.APPROVED, user, NOW)
    assert len(mailing.approved_hash) == 64
    assert {row.language: row.subject for row in mailing.contents.all()} == {"en": "Newsletter 33", "ur": "خبرنامہ ۳۳"}


@pytest.mark.parametrize(
    "contents",
    [
        {},
        {"ur": content("ur")},
        {"en": Content(subject=" ", html="<p>", text="x")},
        {"en": Content(subject="x", html="", text="x")},
        {"en": content(), "ur": Content(subject="x", html="<p>", text="\n")},
    ],
)
def test_approval_refuses_contents_that_are_not_complete(contents):
    mailing = _draft_with_audience()
    with pytest.raises(ValueError, match="content"):
        mailings.approve(mailing, by=UserFactory(), contents=contents, now=NOW)
    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.DRAFT
    assert not MailingContent.objects.exists()


def test_approval_refuses_a_mailing_without_audience():
    mailing = MailingFactory()
    with pytest.raises(UnknownResolver):
        mailings.approve(mailing, by=UserFactory(), contents={"en": content()}, now=NOW)
    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.DRAFT


@pytest.mark.parametrize(
    "tamper",
    [
        lambda mailing: MailingContent.objects.filter(mailing=mailing).update(html="<p>Something else</p>"),
        lambda mailing: MailingContent.objects.filter(mailing=mailing).update(subject="Something else"),
        lambda mailing: Mailing.objects.filter(pk=mailing.pk).update(audience={"resolver": "tests.other"}),
        lambda mailing: Mailing.objects.filter(pk=mailing.pk).update(from_email="other@example.org"),
        lambda mailing: Mailing.objects.filter(pk=mailing.pk).update(purpose="publications"),
        lambda mailing: Mailing.objects.filter(pk=mailing.pk).update(headers={"X-Other": "1"}),
        lambda mailing: Mailing.objects.filter(pk=mailing.pk).update(approved_hash=""),
    ],
)
def test_a_mailing_whose_rows_were_changed_after_approval_does_not_start(tamper):
    mailing = approved_mailing()
    tamper(mailing)
    with pytest.raises(ApprovalBroken):
        mailings.start(mailing, by=UserFactory(), now=NOW)
    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.APPROVED


def test_an_edit_takes_the_approval_back_but_not_from_what_is_already_sending():
    approved = approved_mailing(origin="issue:1")
    scheduled = approved_mailing(origin="issue:1")
    mailings.schedule(scheduled, at=NOW + timedelta(days=1), by=UserFactory(), now=NOW)
    sending, other = sending_mailing(origin="issue:1"), approved_mailing(origin="issue:2")
    assert mailings.return_to_draft(origin="issue:1", reason="Edited") == 2
    states = {mailing.pk: mailing.state for mailing in Mailing.objects.all()}
    assert states == {
        approved.pk: MailingState.DRAFT,
        scheduled.pk: MailingState.DRAFT,
        sending.pk: MailingState.SENDING,
        other.pk: MailingState.APPROVED,
    }
    approved.refresh_from_db()
    assert (approved.approved_by, approved.approved_hash, approved.pause_reason) == (None, "", "Edited")
    assert {row.mailing_id for row in MailingContent.objects.all()} == {sending.pk, other.pk}


def test_a_time_that_is_past_is_refused():
    mailing = approved_mailing()
    with pytest.raises(ValueError, match="past"):
        mailings.schedule(mailing, at=NOW, by=UserFactory(), now=NOW)


def test_of_two_people_who_press_send_one_is_refused():
    mailing = approved_mailing()
    same = Mailing.objects.get(pk=mailing.pk)
    mailings.start(mailing, by=UserFactory(), now=NOW)
    with pytest.raises(MoveRefused):
        mailings.start(same, by=UserFactory(), now=NOW)


def test_cancelling_skips_what_waits_and_leaves_what_was_sent():
    mailing = sending_mailing(4)
    first, second, *_rest = Message.objects.order_by("pk")
    Message.objects.filter(pk=first.pk).update(state=MessageState.SENT)
    Message.objects.filter(pk=second.pk).update(state=MessageState.DEFERRED)
    assert mailings.cancel(mailing, by=UserFactory(), now=NOW) == 3
    skipped = Message.objects.filter(state=MessageState.SKIPPED, skip_reason=SkipReason.CANCELLED)
    assert skipped.count() == 3
    first.refresh_from_db()
    assert first.state == MessageState.SENT


def test_a_mailing_is_sent_when_nothing_is_unsettled():
    mailing = sending_mailing(2)
    assert not mailings.finish(mailing.pk, now=NOW)
    Message.objects.update(state=MessageState.SENT)
    assert mailings.finish(mailing.pk, now=NOW)
    assert not mailings.finish(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.finished_at) == (MailingState.SENT, NOW)
