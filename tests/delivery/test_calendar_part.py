"""Mail with a calendar: what arrives at an SMTP server and at a provider, to the octet."""

import email.policy
from email import message_from_bytes
from email.message import MIMEPart

import pytest
import vobject

from delivery import forgetting, one_off
from delivery.enums import MailingState
from delivery.models import MailingContent
from delivery.rendering import Content
from delivery.segments import calendars
from tests.delivery.wire import Wire, answer, body
from tests.delivery.wire import deliver as call
from tests.factories.delivery import NOW, AddressFactory, approved_mailing, content, readers, start_and_prepare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_mail_templates")]

UNIT = {"name": "Coordination Unit", "ministry": "Ministry", "postal_address": "Block 1\nIslamabad"}
SUMMARY = "تیسرا قومی رابطہ اجلاس، [[name]]; %recipient.name% 😀"
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//unit.example.org//Meetings//EN",
        "METHOD:CANCEL",
        "BEGIN:VEVENT",
        "UID:7b0a",
        "DTSTAMP:20260105T083015Z",
        "DTSTART:20260127T050000Z",
        "SUMMARY:" + SUMMARY.replace(";", "\\;"),
        ".",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
).replace(".\r\n", "DESCRIPTION:.\r\n .\r\n", 1)


def _send(calendar=CALENDAR, **changes):
    return one_off.send(
        address=AddressFactory(),
        purpose="newsletter",
        room="tests",
        message="greeting",
        context={"unit": UNIT, "name": "Amina"},
        language="en",
        to_name="Amina",
        calendar=calendar,
        now=NOW,
        **changes,
    )


@pytest.mark.parametrize("eight_bit", [True, False])
def test_a_calendar_arrives_as_a_part_that_names_its_method_and_as_a_file(deliver, smtp_server, eight_bit):
    smtp_server.offers = [offer for offer in smtp_server.offers if eight_bit or offer != "8BITMIME"]
    message = _send()
    deliver(message.mailing)
    (caught,) = smtp_server.caught
    mail = message_from_bytes(caught.octets, policy=email.policy.default)
    assert message.mailing.state == MailingState.SENT
    assert (mail.defects, mail.get_content_type()) == ([], "multipart/mixed")
    alternative, file = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, html, invite = alternative.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert (text["Content-Transfer-Encoding"] == "8bit") == eight_bit
    assert "Welcome, Amina" in text.get_content()
    assert "Welcome, Amina" in html.get_content()
    assert invite["Content-Type"] == 'text/calendar; charset="utf-8"; method="CANCEL"'
    assert (invite["Content-Transfer-Encoding"], invite["Content-Disposition"]) == ("base64", None)
    assert (file.get_content_type(), file["Content-Type"].params["name"]) == ("application/ics", "invite.ics")
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
    for part in (invite, file):
        octets = part.get_payload(decode=True)
        assert octets == CALENDAR.encode()  # CRLF, and no placeholder filled
        assert vobject.readOne(octets.decode()).vevent.summary.value == SUMMARY
    assert not any(part.defects for part in mail.walk())


def test_without_a_calendar_a_mail_has_its_two_parts_and_no_other(deliver, smtp_server):
    deliver(_send(calendar="").mailing)
    mail = message_from_bytes(smtp_server.caught[0].octets, policy=email.policy.default)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_calendar_is_part_of_what_is_approved_and_only_where_there_is_one():
    plain = content()
    assert plain.hash == Content(plain.subject, plain.html, plain.text, calendar="").hash
    assert plain.hash != Content(plain.subject, plain.html, plain.text, calendar=CALENDAR).hash
    stored = _send().mailing.contents.get()
    assert (stored.calendar, MailingContent.objects.get().hash) == (CALENDAR, stored.hash)


def test_finished_content_takes_its_calendar_along(deliver, smtp_server):
    plain = content()
    message = one_off.send_content(
        Content(plain.subject, plain.html, plain.text, calendar=CALENDAR),
        address=AddressFactory(),
        purpose="newsletter",
        title="Test",
        language="en",
        from_name="Coordination Unit",
        values={"name": "Amina"},
        now=NOW,
    )
    deliver(message.mailing)
    mail = message_from_bytes(smtp_server.caught[0].octets, policy=email.policy.default)
    assert [part.get_content_type() for part in mail.walk()].count("text/calendar") == 1


def test_a_calendar_without_a_method_stops_the_mailing_before_anything_goes(deliver, smtp_server):
    message = _send(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    deliver(message.mailing)
    assert smtp_server.caught == []
    assert message.mailing.state == MailingState.PAUSED
    with pytest.raises(ValueError, match="METHOD"):
        calendars.method_of("DESCRIPTION:x\\nMETHOD:REQUEST")


def test_a_batch_of_a_provider_carries_it_once_for_all_of_its_readers(settings, monkeypatch):
    settings.ANYMAIL = {"MAILGUN_API_KEY": "key"}
    wire = Wire(monkeypatch, answer(200, {"id": "<1@example.org>", "message": "Queued. Thank you."}))
    plain = content()
    contents = {"en": Content(plain.subject, plain.html, plain.text, calendar=CALENDAR)}
    call(start_and_prepare(approved_mailing(readers(2), contents)), "mailgun")
    (request,) = wire.requests
    assert request.body.count(b'filename="invite.ics"') == 1
    assert b'Content-Type: text/calendar; charset="utf-8"; method="CANCEL"' in request.body
    assert CALENDAR.encode() in request.body


def test_who_is_forgotten_stands_in_no_calendar_that_was_sent():
    message = _send()
    forgetting.forget([message.address_id], suppress_as=None, now=NOW)
    stored = message.mailing.contents.get()
    assert (stored.text, stored.calendar) == ("", "")


def test_a_provider_gets_it_as_a_file_that_names_its_method(settings, monkeypatch):
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "key"}
    wire = Wire(monkeypatch, answer(200, {"To": "", "MessageID": "1", "ErrorCode": 0, "Message": "OK"}))
    call(_send().mailing, "postmark")
    (attachment,) = body(wire.requests[0])["Attachments"]
    part = MIMEPart(policy=email.policy.default)
    part["Content-Type"] = attachment["ContentType"]
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "CANCEL"}
    assert attachment["Name"] == "invite.ics"
    part.set_payload(attachment["Content"])
    part["Content-Transfer-Encoding"] = "base64"
    assert part.get_payload(decode=True) == CALENDAR.encode()
