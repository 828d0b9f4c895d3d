"""A reader's way: asks for the newsletter, confirms, gets an issue, has enough of it, and gets no more."""

import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination_site import roles
from delivery import ledger
from delivery.enums import ExclusionReason
from delivery.models import Mailing
from newsletters import sending
from stakeholders.audience import count
from stakeholders.criteria import Criteria
from tests.factories.newsletters import IssueFactory, body
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db
READER, OTHER = "amina@health.kp.example.org", "bilal@example.net"
NAME = 'Amina "Mina" O’Neil <آمنہ>, Dr'


@pytest.fixture
def other_reader():
    return ContactFactory(name="Bilal Example", emails=[OTHER], given=["newsletter"])


def send(issue) -> Mailing:
    """Send `issue` to everybody who takes the newsletter, as an approver would."""
    by = staff(roles.ADMINISTRATOR)
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, Criteria(topic="newsletter"), by=by)
    sending.approve(mailing, by=by, now=timezone.now())
    sending.send_now(mailing, by=by, now=timezone.now())
    return mailing


def recipients(mails: list[EmailMessage]) -> list[str]:
    return sorted(address.addr_spec for mail in mails for address in mail["To"].addresses)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def shown(mail: EmailMessage) -> str:
    """Return the words that the HTML part shows."""
    return " ".join(BeautifulSoup(html_of(mail), "html.parser").get_text(" ").split())


def subscribe_and_confirm(post_office) -> None:
    reader = Client()
    form = {"email": READER, "topics": ["newsletter"], "language": "en", "name": NAME}
    assert "We have written" in reader.post(reverse("stakeholders:subscribe"), form, follow=True).content.decode()
    (mail,) = post_office.work()
    assert recipients([mail]) == [READER]
    link = urlsplit(re.search(r"http\S+/confirm/[^\s>]+", text_of(mail))[0]).path
    reader.get(link)  # a mail scanner looks at it too
    assert count(Criteria(topic="newsletter")).reachable == 1
    reader.post(link)
    assert count(Criteria(topic="newsletter")).reachable == 2


def test_from_the_form_to_the_last_mail(post_office, other_reader):
    subscribe_and_confirm(post_office)
    first = IssueFactory(
        number=33,
        subject="Newsletter 33",
        greeting="Dear [[name]],",
        body=body(("text", {"text": "<p>The unit met its partners.</p>"})),
    )

    send(first)
    mails = post_office.work()

    assert recipients(mails) == sorted([READER, OTHER])
    mail = next(mail for mail in mails if mail["To"].addresses[0].addr_spec == READER)
    assert mail["To"].addresses[0].display_name == NAME
    assert mail["Subject"] == "Newsletter 33"
    assert mail["Content-Language"] == "en"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Dear {NAME}," in text_of(mail)
    assert f"Dear {NAME}," in shown(mail)
    assert "The unit met its partners." in text_of(mail)
    assert "The unit met its partners." in shown(mail)
    assert "[[" not in text_of(mail) + html_of(mail)

    link = re.search(r"<(https?://[^>]+)>", mail["List-Unsubscribe"])[1]
    mail_program = Client(enforce_csrf_checks=True)
    mail_program.get(urlsplit(link).path)  # a scanner again: it must stop nothing
    answer = mail_program.post(urlsplit(link).path, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (200, {})

    second = send(IssueFactory(number=34, subject="Newsletter 34"))
    mails = post_office.work()

    assert recipients(mails) == [OTHER]
    second.refresh_from_db()
    account = ledger.count(second)
    assert account.balanced
    assert account.exclusions == {ExclusionReason.WITHDRAWN: 1}
    assert second.exclusions.get().address.email == READER
