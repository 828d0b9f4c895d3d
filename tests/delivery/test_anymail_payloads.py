"""What goes over the wire to each provider, to the last field."""

import json
import re
from html import escape, unescape

import pytest

from delivery.enums import MailingState, MessageState
from delivery.links import PersonalLinks
from delivery.rendering import Content, render_message
from delivery.transports.profiles import PROFILES
from tests.delivery.wire import Wire, answer, body, deliver
from tests.factories.delivery import AddressFactory, Candidate, approved_mailing, content, readers, start_and_prepare

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid"),
]

JOINER = "\N{WORD JOINER}"
COMMON = {
    "Content-Language": "en",
    "List-Id": "<newsletter.unit.example.org>",
    "Feedback-ID": "newsletter:bulk:unit.example.org",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
SENDER = "Coordination Unit <newsletter@unit.example.org>"
SETTINGS = {
    "BREVO_API_KEY": "key",
    "MAILERSEND_API_TOKEN": "key",
    "MAILGUN_API_KEY": "key",
    "MAILJET_API_KEY": "key",
    "MAILJET_SECRET_KEY": "secret",
    "MAILTRAP_API_TOKEN": "key",
    "MANDRILL_API_KEY": "key",
    "POSTAL_API_KEY": "key",
    "POSTAL_API_URL": "https://postal.example.org/",
    "POSTMARK_SERVER_TOKEN": "key",
    "RESEND_API_KEY": "key",
    "SCALEWAY_SECRET_KEY": "key",
    "SCALEWAY_PROJECT_ID": "project",
    "SENDGRID_API_KEY": "key",
    "SENDGRID_GENERATE_MESSAGE_ID": False,
    "SPARKPOST_API_KEY": "key",
    "UNISENDER_GO_API_KEY": "key",
    "UNISENDER_GO_API_URL": "https://go.example.org/api/v1/",
    "UNISENDER_GO_GENERATE_MESSAGE_ID": False,
}


@pytest.fixture(autouse=True)
def _providers(settings, monkeypatch):
    settings.ANYMAIL = SETTINGS
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1767776400.0)  # links hold the second they were made


def named(*names):
    """Return one candidate for each name."""
    addresses = AddressFactory.create_batch(len(names))
    return [
        Candidate(contact_ref=f"contact-{address.pk}", address_id=address.pk, language="en", values={"name": name})
        for address, name in zip(addresses, names, strict=True)
    ]


def rows(mailing):
    return list(mailing.messages.select_related("address").order_by("pk"))


def links_of(message):
    """Return the reader's unsubscribe page, their List-Unsubscribe, and their preferences page."""
    links = PersonalLinks.for_language("en")
    url, mailto = links.unsubscribe(message.address_id, "newsletter")
    return url, f"<{url}>, <{mailto}>", links.preferences_url(message.address_id)


def fields_of(message, html_name, text_name):
    unsubscribe, _header, preferences = links_of(message)
    return {
        "name_html": html_name,
        "name_text": text_name,
        "unsubscribe_url_html": unsubscribe,
        "unsubscribe_url_text": unsubscribe,
        "preferences_url_html": preferences,
        "preferences_url_text": preferences,
    }


def bodies_with(field):
    """Return the HTML and the text of `content` in which `field` writes each field."""
    text = content().text
    html = content().html
    for name in ("name", "unsubscribe_url", "preferences_url"):
        html = html.replace(f"[[{name}]]", field.replace("FIELD", f"{name}_html"))
        text = text.replace(f"[[{name}]]", field.replace("FIELD", f"{name}_text"))
    return html, text


def two_readers(monkeypatch, backend, reply, **fields):
    """Send to Amina and to a name that HTML must escape. Return the one call that was made, and the two rows."""
    wire = Wire(monkeypatch, reply)
    mailing = start_and_prepare(approved_mailing(named("Amina", "Zoë <b>&"), reply_to="unit@example.org", **fields))
    deliver(mailing, backend)
    assert [message.state for message in rows(mailing)] == [MessageState.SENT] * 2
    assert len(wire.requests) == 1
    return wire.requests[0], rows(mailing)


def test_mailgun(monkeypatch):
    request, (amina, zoe) = two_readers(monkeypatch, "mailgun", answer(200, {"id": "<1@x>", "message": "Queued."}))
    html, text = bodies_with("%recipient.FIELD%")
    sent = body(request)
    variables = json.loads(sent.pop("recipient-variables")[0])
    assert request.url == "https://api.mailgun.net/v3/unit.example.org/messages"
    assert sent == {
        "from": [SENDER],
        "to": [f"Amina <{amina.address.email}>", f'"Zoë <b>&" <{zoe.address.email}>'],
        "subject": ["Newsletter 33"],
        "text": [text],
        "html": [html],
        "h:Reply-To": ["unit@example.org"],
        **{f"h:{name.title()}": [value] for name, value in COMMON.items()},
        "h:List-Unsubscribe": ["%recipient.h:List-Unsubscribe%"],
        "v:message": ["%recipient.v:message%"],
        "o:tracking-clicks": ["no"],
        "o:tracking-opens": ["no"],
    }
    assert variables == {
        message.address.email: {
            **fields_of(message, html_name, text_name),
            "v:message": str(message.pk),
            "h:List-Unsubscribe": links_of(message)[1],
        }
        for message, html_name, text_name in (
            (amina, "Amina", "Amina"),
            (zoe, "Zoë &lt;b&gt;&amp;", "Zoë <b>&"),
        )
    }


def test_sendgrid(monkeypatch):
    request, (amina, zoe) = two_readers(monkeypatch, "sendgrid", answer(202))
    html, text = bodies_with("[%FIELD%]")
    assert body(request) == {
        "from": {"email": "newsletter@unit.example.org", "name": "Coordination Unit"},
        "reply_to_list": [{"email": "unit@example.org"}],
        "subject": "Newsletter 33",
        "content": [{"type": "text/plain", "value": text}, {"type": "text/html", "value": html}],
        "headers": COMMON,
        "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
        "personalizations": [
            {
                "to": [{"email": message.address.email, "name": text_name}],
                "substitutions": {
                    f"[%{key}%]": value for key, value in fields_of(message, html_name, text_name).items()
                },
                "custom_args": {"message": str(message.pk)},
                "headers": {"List-Unsubscribe": links_of(message)[1]},
            }
            for message, html_name, text_name in (
                (amina, "Amina", "Amina"),
                (zoe, "Zoë &lt;b&gt;&amp;", "Zoë <b>&"),
            )
        ],
    }


def test_brevo(monkeypatch):
    request, (amina, zoe) = two_readers(monkeypatch, "brevo", answer(201, {"messageIds": ["<1@x>", "<2@x>"]}))
    html, text = bodies_with("{% autoescape off %}{{ params.FIELD }}{% endautoescape %}")
    sent = body(request)
    assert sent.pop("messageVersions") == [
        {
            "to": [{"email": message.address.email, "name": shown}],
            "params": fields_of(message, html_name, text_name),
            "headers": {
                "X-Mailin-custom": json.dumps({"message": str(message.pk)}),
                "List-Unsubscribe": links_of(message)[1],
            },
        }
        for message, shown, html_name, text_name in (
            (amina, "Amina", "Amina", "Amina"),
            (zoe, "=?utf-8?b?Wm/DqyA8Yj4m?=", "Zoë &lt;b&gt;&amp;", "Zoë <b>&"),
        )
    ]
    assert sent == {
        "sender": {"email": "newsletter@unit.example.org", "name": "Coordination Unit"},
        "replyTo": {"email": "unit@example.org"},
        "subject": "Newsletter 33",
        "htmlContent": html,
        "textContent": text,
        "headers": COMMON,
    }


def test_mailjet_gets_every_header_for_each_reader_and_none_that_it_forbids(monkeypatch):
    def taken(request):
        messages = [
            {"Status": "success", "To": [{"Email": message["To"][0]["Email"], "MessageID": 1}]}
            for message in body(request)["Messages"]
        ]
        return answer(200, {"Messages": messages})

    request, (amina, zoe) = two_readers(monkeypatch, "mailjet", taken)
    html, text = bodies_with("[[var:FIELD]]")
    headers = {name: value for name, value in COMMON.items() if name != "List-Id"}
    assert body(request) == {
        "Globals": {
            "From": {"Email": "newsletter@unit.example.org", "Name": "Coordination Unit"},
            "ReplyTo": {"Email": "unit@example.org"},
            "Subject": "Newsletter 33",
            "TextPart": text,
            "HTMLPart": html,
            "TrackClicks": "disabled",
            "TrackOpens": "disabled",
        },
        "Messages": [
            {
                "To": [{"Email": message.address.email, "Name": text_name}],
                "Variables": fields_of(message, html_name, text_name),
                "EventPayload": json.dumps({"message": str(message.pk)}),
                "Headers": {**headers, "List-Unsubscribe": links_of(message)[1]},
            }
            for message, html_name, text_name in (
                (amina, "Amina", "Amina"),
                (zoe, "Zoë &lt;b&gt;&amp;", "Zoë <b>&"),
            )
        ],
    }


def test_mailjet_cannot_merge_a_subject_so_a_name_in_it_means_a_call_for_each(monkeypatch):
    wire = Wire(monkeypatch, answer(200, {"Messages": [{"Status": "success", "To": []}]}))
    contents = {"en": content(subject="News for [[name]]")}
    deliver(start_and_prepare(approved_mailing(named("Amina", "Bilal"), contents=contents)), "mailjet")
    assert [sent["Globals"]["Subject"] for sent in wire.bodies] == ["News for Amina", "News for Bilal"]


def test_sparkpost(monkeypatch):
    taken = {"results": {"total_accepted_recipients": 2, "total_rejected_recipients": 0, "id": "1"}}
    request, (amina, zoe) = two_readers(monkeypatch, "sparkpost", answer(200, taken))
    html, text = bodies_with("{{{FIELD}}}")
    assert body(request) == {
        "content": {
            "from": SENDER,
            "reply_to": "unit@example.org",
            "subject": "Newsletter 33",
            "html": html,
            "text": text,
            "headers": {**COMMON, "List-Unsubscribe": "{{Header__List_Unsubscribe}}"},
        },
        "options": {"click_tracking": False, "open_tracking": False},
        "substitution_data": {},
        "recipients": [
            {
                "address": {"email": message.address.email, "header_to": f"{shown} <{message.address.email}>"},
                "metadata": {"message": str(message.pk)},
                "substitution_data": {
                    **fields_of(message, html_name, text_name),
                    "Header__List_Unsubscribe": links_of(message)[1],
                },
            }
            for message, shown, html_name, text_name in (
                (amina, "Amina", "Amina", "Amina"),
                (zoe, '"Zoë <b>&"', "Zoë &lt;b&gt;&amp;", "Zoë <b>&"),
            )
        ],
    }


def test_unisender_go(monkeypatch):
    def taken(request):
        emails = [recipient["email"] for recipient in body(request)["message"]["recipients"]]
        return answer(200, {"status": "success", "job_id": "1", "emails": emails})

    request, (amina, _zoe) = two_readers(monkeypatch, "unisender_go", taken)
    html, text = bodies_with("{{FIELD}}")
    sent = body(request)["message"]
    assert sent["body"] == {"html": html, "plaintext": text}
    assert sent["headers"] == {**COMMON, "List-Unsubscribe": "{{Header__List_Unsubscribe}}"}
    assert (sent["track_links"], sent["track_read"]) == (0, 0)
    assert sent["recipients"][0] == {
        "email": amina.address.email,
        "substitutions": {
            "to_name": "Amina",
            **fields_of(amina, "Amina", "Amina"),
            "Header__List_Unsubscribe": links_of(amina)[1],
        },
        "metadata": {"message": str(amina.pk)},
    }


def test_postmark_s_bulk_endpoint_merges(monkeypatch, settings):
    settings.ANYMAIL = {**SETTINGS, "POSTMARK_USE_BULK_API": True}
    taken = answer(200, {"ID": "1", "Status": "Accepted", "PercentageCompleted": 0})
    wire = Wire(monkeypatch, taken)
    mailing = start_and_prepare(approved_mailing(named("Amina", "Bilal")))
    deliver(mailing, "postmark")
    html, text = bodies_with("{{{FIELD}}}")
    (request,) = wire.requests
    amina, _bilal = rows(mailing)
    sent = body(request)
    assert request.url.endswith("/email/bulk")
    assert (sent["HtmlBody"], sent["TextBody"]) == (html, text)
    first = sent["Messages"][0]
    assert first["To"] == f"Amina <{amina.address.email}>"
    assert first["TemplateModel"] == fields_of(amina, "Amina", "Amina")
    assert first["Metadata"]["message"] == str(amina.pk)
    assert {"Name": "List-Unsubscribe", "Value": links_of(amina)[1]} in first["Headers"]
    assert mailing.state == MailingState.SENT


def test_postmark_gets_a_call_for_each_reader_and_keeps_our_message_id(monkeypatch):
    wire = Wire(
        monkeypatch,
        lambda request: answer(200, {"To": body(request)["To"], "ErrorCode": 0, "Message": "OK", "MessageID": "1"}),
    )
    mailing = start_and_prepare(approved_mailing(named("Amina", "Zoë <b>&")))
    deliver(mailing, "postmark")
    amina, zoe = rows(mailing)
    unsubscribe, header, preferences = links_of(zoe)
    assert wire.bodies[1] == {
        "From": SENDER,
        "To": f'"Zoë <b>&" <{zoe.address.email}>',
        "Subject": "Newsletter 33",
        "HtmlBody": content()
        .html.replace("[[name]]", "Zoë &lt;b&gt;&amp;")
        .replace("[[unsubscribe_url]]", unsubscribe)
        .replace("[[preferences_url]]", preferences),
        "TextBody": content()
        .text.replace("[[name]]", "Zoë <b>&")
        .replace("[[unsubscribe_url]]", unsubscribe)
        .replace("[[preferences_url]]", preferences),
        "Headers": [
            {"Name": name, "Value": value}
            for name, value in {
                "Content-Language": "en",
                "List-Id": COMMON["List-Id"],
                "Feedback-ID": COMMON["Feedback-ID"],
                "List-Unsubscribe": header,
                "List-Unsubscribe-Post": COMMON["List-Unsubscribe-Post"],
                "Message-ID": zoe.message_id,
                "X-PM-KeepID": "true",
            }.items()
        ],
        "Metadata": {"message": str(zoe.pk)},
        "TrackLinks": "None",
        "TrackOpens": False,
    }
    assert [message.state for message in (amina, zoe)] == [MessageState.SENT] * 2


def _address(entry):
    """The address alone, of a mailbox as text or as an object."""
    return entry["email"] if isinstance(entry, dict) else entry.partition("<")[2].rstrip(">")


TAKEN = {
    "mailersend": lambda to: answer(202, None, {"X-Message-Id": "1", "Content-Type": "text/html"}),
    "mailtrap": lambda to: answer(200, {"success": True, "message_ids": ["1"]}),
    "mandrill": lambda to: answer(200, [{"email": to, "status": "sent", "_id": "1"}]),
    "postal": lambda to: answer(200, {"status": "success", "data": {"messages": {to: {"id": 1}}}}),
    "resend": lambda to: answer(200, {"id": "1"}),
    "scaleway": lambda to: answer(200, {"emails": [{"mail_rcpt": to, "id": "1", "status": "sending"}]}),
}


@pytest.mark.parametrize("backend", TAKEN)
def test_a_provider_that_cannot_merge_gets_a_whole_mail_for_each_reader(monkeypatch, backend):
    identity = "message:" if backend in ("mailersend", "postal") else '"message": "'
    wire = Wire(monkeypatch, lambda request: TAKEN[backend](_address(_recipient(body(request)))))
    mailing = start_and_prepare(approved_mailing(named("Amina", "Bilal")))
    deliver(mailing, backend)
    assert len(wire.requests) == 2
    for request, message, name in zip(wire.requests, rows(mailing), ("Amina", "Bilal"), strict=True):
        sent = json.dumps(body(request)).replace("\\", "")
        assert message.state == MessageState.SENT
        assert f"<p>Dear {name},</p>" in sent
        assert f"Dear {name},nnUnsubscribe: " in sent
        assert links_of(message)[1] in sent
        assert "List-Unsubscribe=One-Click" in sent
        assert f"{identity}{message.pk}" in sent
        assert "[[" not in sent


def _recipient(sent):
    (recipient,) = sent.get("to") or sent["message"]["to"]
    return recipient


def test_tracking_is_on_only_when_the_unit_turned_it_on(monkeypatch, settings):
    settings.DELIVERY_TRACKING = True
    request, _rows = two_readers(monkeypatch, "mailgun", answer(200, {"id": "<1@x>", "message": "Queued."}))
    assert body(request)["o:tracking-opens"] == body(request)["o:tracking-clicks"] == ["yes"]


HOSTILE = "%recipient.email% {{ email }} {% if %} [[var:x]] [%name_html%] *|EMAIL|* <%x%>"


@pytest.mark.parametrize("backend", ["mailgun", "sendgrid", "brevo", "mailjet", "sparkpost", "unisender_go"])
def test_what_looks_like_the_provider_s_language_arrives_as_it_was_typed(monkeypatch, backend):
    """By an author in the content, or by a reader in their name."""
    wire = Wire(monkeypatch, answer(500))  # what went over is all that is looked at
    plain = content(subject=f"News {HOSTILE}")
    frozen = Content(
        subject=plain.subject,
        html=plain.html.replace("Dear", escape(HOSTILE)),
        text=plain.text.replace("Dear", HOSTILE),
    )
    mailing = start_and_prepare(approved_mailing(named(HOSTILE, "Bilal"), contents={"en": frozen}))
    deliver(mailing, backend)
    (sent,) = wire.bodies
    profile = next(profile for name, profile in PROFILES.items() if name.lower().replace(" ", "_") == backend)
    strings = list(_strings(sent))
    fields = [profile.merge_field.replace("FIELD", field) for field in fields_of(rows(mailing)[0], "", "")]
    (html,) = [value for value in strings if value.startswith("<!doctype")]
    (text,) = [value for value in strings if "\nUnsubscribe: " in value and not value.startswith("<")]
    for part, shown in ((html, unescape(html)), (text, text.replace(JOINER, ""))):
        assert HOSTILE in shown  # a reader sees what was typed
        bare = part
        for field in fields:
            bare = bare.replace(field, "")
        assert not re.search(profile.commands, bare)
    values = [value for value in strings if "EMAIL" in value and value not in (html, text)]
    assert values
    assert not [value for value in values if re.search(profile.commands, value)]


def _strings(value):
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _strings(json.loads(held[0]) if key == "recipient-variables" else held)
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held)
    elif isinstance(value, str):
        yield value


def test_a_name_with_a_line_break_adds_no_header(monkeypatch):
    wire = Wire(monkeypatch, answer(200, {"id": "<1@x>", "message": "Queued."}))
    mailing = start_and_prepare(approved_mailing(named("Amina\r\nBcc: all@example.org", "Bilal")))
    deliver(mailing, "mailgun")
    assert wire.bodies[0]["to"][0] == f'"Amina Bcc: all@example.org" <{rows(mailing)[0].address.email}>'
    assert "\r" not in str(wire.requests[0].body)
    assert "%0D" not in str(wire.requests[0].body)


def test_addresses_and_domains_beyond_ascii_are_merged_under_the_form_that_goes_over(monkeypatch):
    wire = Wire(monkeypatch, answer(202))
    people = [
        Candidate(contact_ref=email, address_id=AddressFactory(email=email).pk, language="en", values={"name": "A"})
        for email in ("grüße@example.org", "reader@bücher.example.org")
    ]
    mailing = start_and_prepare(approved_mailing(people))
    deliver(mailing, "sendgrid")
    sent = wire.bodies[0]["personalizations"]
    assert [one["to"][0]["email"] for one in sent] == ["grüße@example.org", "reader@xn--bcher-kva.example.org"]
    assert [set(one) for one in sent] == [{"to", "substitutions", "custom_args", "headers"}] * 2
    assert [message.state for message in rows(mailing)] == [MessageState.SENT] * 2


def test_a_mailing_that_cannot_be_unsubscribed_from_is_merged_without_the_link(monkeypatch):
    wire = Wire(monkeypatch, answer(202))
    deliver(start_and_prepare(approved_mailing(readers(2), unsubscribable=False)), "sendgrid")
    assert all("headers" not in one for one in wire.bodies[0]["personalizations"])
    assert "List-Unsubscribe-Post" not in wire.bodies[0]["headers"]


def test_nothing_of_a_real_mail_is_taken_for_a_provider_s_language():
    """Styles and comments of the compiled frame cannot be disarmed: a character reference means nothing there."""
    frame = render_message("email/stakeholders/confirmation", context={"name": "Amina", "days": 7}, language="en")
    for profile in PROFILES.values():
        assert not re.search(profile.commands or "(?!)", frame.html)
