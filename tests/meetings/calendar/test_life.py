"""The calendar messages of one invited person through a meeting's whole life, as the mails bring them."""

import datetime

import pytest

from delivery import addresses
from delivery.models import Message
from meetings import details, lifecycle
from meetings.enums import InviteeRole, State
from meetings.invitations import inviting, notices, withdrawing
from meetings.invitations.notices import To
from meetings.invitations.people import Wishes
from meetings.models import Invitation, Meeting
from stakeholders.models import ContactAddress
from tests.factories.meetings import MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.calendar.reading import only, read
from tests.meetings.invitations.helpers import NOW, work

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class Life:
    """One meeting and one person; every step tells whom it concerns, and workers send it."""

    def __init__(self):
        self.by, self.now = staff("Coordinator"), NOW
        self.meeting = MeetingFactory(start=NOW + 30 * DAY)
        self.person = ContactFactory(name="Amina", emails=["amina@example.org"])
        self.heard = []

    def _fresh(self):
        return Meeting.objects.get(pk=self.meeting.pk)

    def _done(self):
        """Let the workers send, and note what was heard: (method, SEQUENCE)."""
        before = Message.objects.count()
        work(self.now)
        for message in Message.objects.order_by("pk")[before:]:
            calendar = read(message.mailing.contents.get().calendar)
            event = only(calendar.vevent_list)
            assert event.uid.value == self.meeting.uid
            assert len(event.attendee_list) == 1
            assert event.dtstamp.value == self.now
            self.heard.append((calendar.method.value, int(event.sequence.value)))
        self.now += datetime.timedelta(hours=1)

    def tell(self):
        plan = notices.plan(self._fresh(), to=To.UNTOLD, now=self.now)
        if plan.reached:
            notices.tell(self._fresh(), to=To.UNTOLD, seen=plan.digest(""), by=self.by, now=self.now)
        self._done()

    def invite(self):
        wishes = Wishes(contacts=(self.person,))
        seen = inviting.plan(self._fresh(), wishes, now=self.now).digest
        inviting.invite(self._fresh(), wishes, role=InviteeRole.REQUIRED, seen=seen, by=self.by, now=self.now)
        self.tell()

    def uninvite(self):
        withdrawing.withdraw(self._fresh(), Invitation.objects.filter(withdrawn_at=None), by=self.by, now=self.now)
        self._done()

    def move(self):
        meeting = self._fresh()
        times = {"start": meeting.start + DAY, "end": meeting.end + DAY}
        details.change(meeting, times, revision=meeting.revision, by=self.by, now=self.now)
        self.tell()

    def postpone(self):
        lifecycle.postpone(self._fresh(), reason="The hall is closed", by=self.by, now=self.now)
        self.tell()

    def resume(self):
        meeting = self._fresh()
        times = {"start": meeting.start + 9 * DAY, "end": meeting.end + 9 * DAY}
        lifecycle.resume(meeting, **times, by=self.by, now=self.now)
        self.tell()

    def cancel(self):
        lifecycle.cancel(self._fresh(), reason="It rains", by=self.by, now=self.now)
        self.tell()

    def change_address(self):
        ContactAddress.objects.filter(contact=self.person).update(retired_on=self.now.date())
        address = addresses.get_or_create("amina.khan@example.org")
        ContactAddress.objects.create(contact=self.person, address=address)


def test_each_message_outdoes_all_that_were_heard_before():
    life = Life()
    life.invite()
    life.move()
    life.postpone()
    life.resume()
    life.uninvite()
    life.invite()
    life.postpone()
    life.uninvite()
    life.resume()
    life.invite()
    life.uninvite()
    life.change_address()
    life.invite()
    life.cancel()

    assert [method for method, _sequence in life.heard] == [
        *("REQUEST", "REQUEST", "CANCEL", "REQUEST"),  # invited, moved, postponed, a new time
        *("CANCEL", "REQUEST", "CANCEL", "CANCEL"),  # taken back, invited again, postponed, taken back
        *("REQUEST", "CANCEL", "REQUEST", "CANCEL"),  # invited to the new time, taken back, elsewhere, cancelled
    ]
    sequences = [sequence for _method, sequence in life.heard]
    assert sequences == sorted(set(sequences))
    assert life._fresh().state == State.CANCELLED
