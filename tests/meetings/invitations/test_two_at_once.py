"""Two workers on one round, and staff who press while people answer. Needs row locks, so it runs on PostgreSQL."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from delivery.models import Message
from meetings.enums import NoticeKind, Reply
from meetings.invitations import notices, replying, sending
from meetings.invitations.replying import Answer
from meetings.models import Invitation
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.meetings.invitations.helpers import NOW, mailed, untold

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def at_once(*acts):
    """Do all of these, each on a connection of its own; return what went wrong."""
    wrong, gate = [], threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_two_workers_share_a_round_and_mail_each_once():
    meeting = MeetingFactory()
    rows = [untold(meeting, f"{n}@example.org") for n in range(12)]
    notice = notices.send(meeting, kind=NoticeKind.INVITATION, to=rows, by=None, now=NOW)
    assert at_once(*[lambda: sending.send_round(notice.pk, now=NOW)] * 3) == []
    assert sorted(email for email, _ in mailed()) == sorted(f"{n}@example.org" for n in range(12))
    assert meeting.invitations.filter(told_sequence=0, invited_at=NOW).count() == 12


def test_two_rounds_of_invitations_invite_nobody_twice():
    meeting = MeetingFactory()
    row = untold(meeting, "a@example.org")
    rounds = [notices.send(meeting, kind=NoticeKind.INVITATION, to=[row], by=None, now=NOW) for _ in range(2)]
    assert at_once(*[lambda pk=notice.pk: sending.send_round(pk, now=NOW) for notice in rounds]) == []
    assert Message.objects.count() == 1


def test_answers_a_round_and_its_worker_do_not_lock_each_other_out():
    now = timezone.now()
    meeting = MeetingFactory(start=now + datetime.timedelta(days=9))
    rows = [InvitationFactory(meeting=meeting, email=f"{n}@example.org") for n in range(6)]
    notice = notices.send(meeting, kind=NoticeKind.UPDATE, to=rows, by=None, now=now)

    def answer(row):
        said = Answer(Reply.DELEGATED, delegate_name="Bano", delegate_email=f"d{row.pk}@example.org")
        replying.answer(Invitation.objects.get(pk=row.pk), said, now=now)

    wrong = at_once(
        lambda: sending.send_round(notice.pk, now=now),
        lambda: notices.send(meeting, kind=NoticeKind.UPDATE, to=rows, by=None, now=now),
        *[lambda row=row: answer(row) for row in rows],
    )
    assert wrong == []
    assert Invitation.objects.exclude(delegated_by=None).count() == 6
