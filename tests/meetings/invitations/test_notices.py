"""Rounds of mail about a meeting: whom they reach, and that each goes once whatever happens."""

import datetime

import pytest
import time_machine

from delivery import suppression
from delivery.enums import SuppressionReason
from delivery.exceptions import RenderingError
from meetings.enums import NoticeKind, Reply, State
from meetings.exceptions import MeetingsError
from meetings.invitations import letters, notices, sending, withdrawing
from meetings.invitations.notices import To
from meetings.models import Invitation, MeetingChange, NoticeMail
from meetings.tasks import send_notice, sweep_notices
from stakeholders import subscriptions
from stakeholders.models import ConsentRecord, ErasureRequest
from stakeholders.privacy import erasure
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.invitations.helpers import NOW, email_of, html_to, mailed, refused, text_to, untold, work

pytestmark = pytest.mark.django_db
TITLE = "Third national coordination meeting"
INVITED, CHANGED = f"Invitation: {TITLE}, 27 January 2026", f"Changed: {TITLE}, 27 January 2026"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def tell(meeting, to=To.UNTOLD, chosen=(), words=""):
    """Press the button of the screen, having just looked."""
    seen = notices.plan(meeting, to=to, chosen=chosen, now=NOW).digest(words)
    return notices.tell(meeting, to=to, chosen=chosen, seen=seen, words=words, by=None, now=NOW)


def move(meeting, **fields):
    """Change a meeting as its screens do: with a higher sequence and a line of history."""
    before = {name: getattr(meeting, name) for name in fields}
    meeting.sequence += 1
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    jsonable = {k: v.isoformat() if isinstance(v, datetime.datetime) else v for k, v in before.items()}
    MeetingChange.objects.create(meeting=meeting, sequence=meeting.sequence, at=NOW, before=jsonable, after={})


def test_each_hears_what_they_do_not_know_yet_and_nobody_hears_twice():
    meeting = MeetingFactory()
    untold(meeting, "new@example.org")
    InvitationFactory(meeting=meeting, email="knows@example.org", told_sequence=1)
    InvitationFactory(meeting=meeting, email="behind@example.org", told_sequence=0)
    InvitationFactory(meeting=meeting, email="gone@example.org", told_sequence=0, withdrawn_at=NOW)
    untold(meeting, "never@example.org", withdrawn_at=NOW)
    InvitationFactory(email="elsewhere@example.org", told_sequence=None)
    move(meeting, place="Lahore")

    rounds = tell(meeting)
    work()
    work()

    assert {notice.kind for notice in rounds} == {"invitation", "update", "cancellation"}
    assert sorted(mailed()) == [
        ("behind@example.org", CHANGED),
        ("gone@example.org", f"Your invitation is taken back: {TITLE}, 27 January 2026"),
        ("new@example.org", INVITED),
    ]
    told = dict(meeting.invitations.values_list("address__email", "told_sequence"))
    assert told == {
        "new@example.org": 1,
        "knows@example.org": 1,
        "behind@example.org": 1,
        "gone@example.org": None,
        "never@example.org": None,
    }
    assert meeting.invitations.get(address__email="new@example.org").invited_at == NOW
    with pytest.raises(MeetingsError, match="nobody to write to"):
        tell(meeting)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_draft_never_mails_whoever_asks(kind):
    meeting = MeetingFactory(state=State.DRAFT)
    row = untold(meeting, "new@example.org")
    with pytest.raises(MeetingsError, match="draft"):
        notices.plan(meeting, to=To.ALL, now=NOW)
    with pytest.raises(MeetingsError, match="draft"):
        notices.send(meeting, kind=kind, to=[row], by=None, now=NOW)
    assert not NoticeMail.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (NoticeKind.INVITATION, {"state": State.CANCELLED}),
        (NoticeKind.INVITATION, {"state": State.POSTPONED}),
        (NoticeKind.INVITATION, {"state": State.HELD}),
        (NoticeKind.REMINDER, {"start": NOW - datetime.timedelta(days=1)}),
        (NoticeKind.UPDATE, {"state": State.CANCELLED}),
    ],
)
def test_nobody_is_asked_to_come_to_what_does_not_come(kind, fields):
    meeting = MeetingFactory(**fields)
    with pytest.raises(MeetingsError):
        notices.send(meeting, kind=kind, to=[untold(meeting, "new@example.org")], by=None, now=NOW)
    assert not NoticeMail.objects.exists()


def test_own_words_are_short_plain_and_no_placeholders():
    meeting = MeetingFactory()
    row = untold(meeting, "new@example.org")
    for words in ("x" * 2001, "Dear [[name]]"):
        with pytest.raises(MeetingsError):
            notices.send(meeting, kind=NoticeKind.INVITATION, to=[row], words=words, by=None, now=NOW)
    with pytest.raises(ValueError, match="another meeting"):
        notices.send(MeetingFactory(), kind=NoticeKind.INVITATION, to=[row], by=None, now=NOW)
    assert not NoticeMail.objects.exists()


def test_the_cancelled_are_told_to_those_who_were_told_of_the_meeting():
    meeting = MeetingFactory()
    InvitationFactory(meeting=meeting, email="told@example.org")
    untold(meeting, "untold@example.org")
    move(meeting, state=State.CANCELLED, reason="Floods")
    tell(meeting, To.ALL)
    work()
    assert mailed() == [("told@example.org", f"Cancelled: {TITLE}, 27 January 2026")]
    assert "Reason: Floods" in text_to("told@example.org")
    assert not refused()


def test_whoever_gets_no_mail_is_named_beforehand_and_in_the_log():
    meeting = MeetingFactory()
    for email in ("bounced", "complained", "stopped", "asked", "erased", "fine"):
        untold(meeting, f"{email}@example.org")
    rows = {row.address.email.split("@")[0]: row.address for row in meeting.invitations.select_related("address")}
    suppression.suppress(rows["bounced"], reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    suppression.suppress(rows["complained"], reason=SuppressionReason.COMPLAINT, purpose="meetings", now=NOW)
    subscriptions.withdraw(
        address=rows["stopped"], purposes=["meetings"], source=ConsentRecord.Source.ONE_CLICK, now=NOW
    )
    ErasureRequest.objects.create(address=rows["asked"], asked_at=NOW, due_on=NOW.date())
    person = ContactFactory(emails=["erased@example.org"])
    meeting.invitations.filter(address=rows["erased"]).update(contact=person)
    erasure.erase(person, by=staff("Coordinator"), now=NOW)

    plan = notices.plan(meeting, to=To.UNTOLD, now=NOW)
    reasons = {email_of(line.invitation): str(line.refusal) for line in plan.left_out}
    assert reasons == {
        "bounced@example.org": "bounced",
        "complained@example.org": "complained",
        "stopped@example.org": "stopped",
        "asked@example.org": "asked_erasure",
        "": "erased",
    }
    tell(meeting)
    work()
    assert mailed() == [("fine@example.org", INVITED)]
    assert refused() == reasons


def test_what_changes_between_queue_and_send_is_not_sent_as_it_was():
    meeting = MeetingFactory()
    rows = [untold(meeting, f"{n}@example.org", name=str(n)) for n in range(4)]
    tell(meeting)
    withdrawing.withdraw(meeting, rows[:1], by=None, now=NOW)
    subscriptions.withdraw(address=rows[1].address, purposes=["meetings"], source=ConsentRecord.Source.PAGE, now=NOW)
    move(meeting, place="Lahore")
    work()
    assert mailed() == []
    assert refused() == {
        "0@example.org": "taken_back",
        "1@example.org": "superseded",
        "2@example.org": "superseded",
        "3@example.org": "superseded",
    }
    tell(meeting)  # now of how it stands
    work()
    assert mailed() == [("2@example.org", INVITED), ("3@example.org", INVITED)]
    assert "Lahore" in text_to("3@example.org")


def test_a_worker_killed_between_rows_is_followed_by_one_that_goes_on(monkeypatch):
    meeting = MeetingFactory()
    for n in range(6):
        untold(meeting, f"{n}@example.org", name=str(n))
    (notice,) = tell(meeting)
    real, posted = letters.post, []

    def dies_in_the_fourth(invitation, *args, **kwargs):
        message = real(invitation, *args, **kwargs)
        posted.append(invitation.pk)
        if len(posted) == 4:
            raise SystemExit  # after the mail was written, before its row was
        return message

    monkeypatch.setattr(letters, "post", dies_in_the_fourth)
    with pytest.raises(SystemExit):
        send_notice(notice.pk)
    assert [email for email, _ in mailed()] == [f"{n}@example.org" for n in range(3)]
    assert meeting.invitations.filter(told_sequence=0).count() == 3

    monkeypatch.setattr(letters, "post", real)
    rung = []
    monkeypatch.setattr(sending.doorbell, "ring", lambda pks: rung.extend(pks))
    sweep_notices()
    assert rung == []  # it may still be at work
    with time_machine.travel(NOW + datetime.timedelta(minutes=1), tick=False):
        sweep_notices()
        assert rung == [notice.pk]
        send_notice(notice.pk)
        send_notice(notice.pk)
    assert [email for email, _ in mailed()] == [f"{n}@example.org" for n in range(6)]
    assert NoticeMail.objects.filter(message=None).count() == 0


def test_a_mail_that_can_not_be_made_is_logged_and_holds_up_nobody(monkeypatch):
    meeting = MeetingFactory()
    untold(meeting, "a@example.org", name='<mj-raw a="')
    bad = untold(meeting, "b@example.org", name="B")
    untold(meeting, "c@example.org", name="C")
    real = letters.post

    def fails(invitation, *args, **kwargs):
        if invitation == bad:
            raise RenderingError("no title")
        return real(invitation, *args, **kwargs)

    monkeypatch.setattr(letters, "post", fails)
    tell(meeting)
    work()
    assert mailed() == [("a@example.org", INVITED), ("c@example.org", INVITED)]
    assert refused() == {"b@example.org": "unmakeable"}
    assert "&lt;mj-raw a=&quot;" in html_to("a@example.org")


def test_what_staff_saw_is_what_goes_and_a_second_press_sends_nothing():
    meeting = MeetingFactory()
    untold(meeting, "a@example.org")
    seen = notices.plan(meeting, to=To.UNTOLD, now=NOW).digest("")
    late = untold(meeting, "late@example.org")
    with pytest.raises(MeetingsError, match="look once more"):
        notices.tell(meeting, to=To.UNTOLD, seen=seen, by=None, now=NOW)
    late.delete()
    with pytest.raises(MeetingsError, match="look once more"):
        notices.tell(meeting, to=To.UNTOLD, seen=seen, words="Other words", by=None, now=NOW)
    notices.tell(meeting, to=To.UNTOLD, seen=seen, by=None, now=NOW)
    with pytest.raises(MeetingsError, match="look once more"):
        notices.tell(meeting, to=To.UNTOLD, seen=seen, by=None, now=NOW)
    work()
    assert mailed() == [("a@example.org", INVITED)]


def test_those_who_did_not_answer_are_reminded_once_a_day():
    meeting = MeetingFactory()
    InvitationFactory(meeting=meeting, email="silent@example.org")
    InvitationFactory(meeting=meeting, email="answered@example.org", reply=Reply.DECLINED)
    untold(meeting, "untold@example.org")
    changes_mind = InvitationFactory(meeting=meeting, email="fast@example.org")
    tell(meeting, To.UNANSWERED)
    Invitation.objects.filter(pk=changes_mind.pk).update(reply=Reply.ACCEPTED)
    work()
    assert mailed() == [("silent@example.org", f"Please answer: {TITLE}, 27 January 2026")]
    assert refused() == {"fast@example.org": "answered"}
    plan = notices.plan(meeting, to=To.UNANSWERED, now=NOW + datetime.timedelta(hours=23))
    assert [line.refusal for line in plan.lines] == ["reminded"]
    with pytest.raises(MeetingsError):
        tell(meeting, To.UNANSWERED)
    later = notices.plan(meeting, to=To.UNANSWERED, now=NOW + datetime.timedelta(hours=25))
    assert len(later.reached) == 1


def test_a_plan_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    meeting = MeetingFactory()
    untold(meeting, "first@example.org")
    for more in (0, 30):
        for n in range(more):
            untold(meeting, f"{n}@example.org")
        with django_assert_num_queries(5):
            notices.plan(meeting, to=To.ALL, now=NOW)
