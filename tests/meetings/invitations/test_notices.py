"""Rounds of mail about a meeting: whom they reach, what they say, and that each goes once whatever happens."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from delivery.models import MailingContent, Message
from meetings.enums import NoticeKind
from meetings.invitations import notices, sending
from meetings.models import Invitation, NoticeMail
from tests.factories.meetings import InvitationFactory, MeetingFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def untold(meeting, email, **fields):
    return InvitationFactory(meeting=meeting, email=email, told_sequence=None, invited_at=None, **fields)


def test_smoke():
    meeting = MeetingFactory()
    row = untold(meeting, "a@example.org")
    notice = notices.send(meeting, kind=NoticeKind.INVITATION, to=[row], by=None, now=NOW)
    assert sending.send_round(notice.pk, now=NOW) == 1
    c = MailingContent.objects.get()
    print(c.subject); print(c.text)
    import pathlib; pathlib.Path('/tmp/inv.html').write_text(c.html)
