"""What the tests of invitations share: who got what, and people who are invited but not told."""

import datetime

from delivery.models import Message
from meetings.invitations import doorbell, sending
from meetings.models import NoticeMail
from tests.factories.meetings import InvitationFactory

NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


def untold(meeting, email, **fields):
    """Return an invitation that nobody has been mailed about."""
    return InvitationFactory(meeting=meeting, email=email, told_sequence=None, invited_at=None, **fields)


def work(now=NOW):
    """Do what the workers do: send what waits of every round."""
    for pk in doorbell.waiting().order_by("notice").values_list("notice", flat=True).distinct():
        sending.send_round(pk, now=now)


def mailed():
    """Return everybody who was mailed and what, in the order of the mails: [(address, subject)]."""
    rows = Message.objects.order_by("pk").select_related("address", "mailing")
    return [(row.address.email, row.mailing.contents.get().subject) for row in rows]


def refused():
    """Return who was refused and why, of all rounds: {address, or nothing where it was erased: reason}."""
    rows = NoticeMail.objects.exclude(refused="").select_related("invitation__address").order_by("pk")
    return {email_of(row.invitation): row.refused for row in rows}


def email_of(invitation):
    return invitation.address.email if invitation.address else ""


def text_to(email):
    """Return the text part of the last mail to `email`."""
    return _content(email).text


def html_to(email):
    return _content(email).html


def calendar_to(email):
    return _content(email).calendar


def _content(email):
    return Message.objects.filter(address__email=email).latest("pk").mailing.contents.get()
