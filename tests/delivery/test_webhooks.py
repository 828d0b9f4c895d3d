"""What providers tell: samples in the shapes of their documentation, signed with keys of the test's own."""

import base64
import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.db import OperationalError
from django.test import Client

from delivery import checks, feedback, signals
from delivery.enums import EventKind, MessageState, SuppressionReason
from delivery.models import Event, Suppression
from delivery.webhooks.views import events
from tests.factories.delivery import AddressFactory, MessageFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid"),
]

NOW = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)
SECRET = "caller:a long secret of the test"
BASIC = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def use(settings):
    """Let a provider be the one in use."""

    def use(slug, **anymail):
        settings.EMAIL_TRANSPORT = "anymail"
        settings.EMAIL_BACKEND = f"anymail.backends.{slug}.EmailBackend"
        settings.ANYMAIL = anymail or {"WEBHOOK_SECRET": SECRET}

    return use


@pytest.fixture
def message():
    return MessageFactory(state=MessageState.SENT, address=AddressFactory(email="Reader@example.org"))


def post(slug, body, headers=BASIC, content_type="application/json"):
    """Call as a provider does: no cookie, and CSRF checked."""
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/webhooks/{slug}/", data=data, content_type=content_type, headers=headers)


def told(message):
    """Return the events of a message, oldest first."""
    return list(message.events.order_by("pk").values_list("kind", "permanent", "code"))


# Mailgun: signed -----------------------------------------------------------------------------------------------------


def mailgun(message, event="delivered", *, token="t" * 50, timestamp=None, key="signing key", **data):
    timestamp = str(int(NOW.timestamp())) if timestamp is None else timestamp
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": timestamp, "token": token, "signature": signature},
        "event-data": {
            "id": "event-1",
            "event": event,
            "timestamp": NOW.timestamp() - 60,
            "recipient": "reader@example.org",
            "recipient-domain": "example.org",
            "message": {"headers": {"message-id": "20260107.1@unit.example.org", "to": "reader@example.org"}},
            "user-variables": {"message": str(message.pk)},
            "tags": [],
            **data,
        },
    }


def gone(**changes):
    status = {"code": 550, "message": "5.1.1 <reader@example.org> no such user here", "description": "Not delivering"}
    return {"severity": "permanent", "reason": "bounce", "delivery-status": {**status, **changes}}


@pytest.fixture
def mailgun_in_use(use):
    use("mailgun", MAILGUN_API_KEY="api key", MAILGUN_WEBHOOK_SIGNING_KEY="signing key")


@pytest.mark.usefixtures("mailgun_in_use")
class TestMailgun:
    def test_a_delivery_is_recorded_once_however_often_it_is_told(self, message):
        assert post("mailgun", mailgun(message), headers={}).status_code == 200
        again = mailgun(message, token="u" * 50)  # a second try is signed anew
        assert post("mailgun", again, headers={}).status_code == 200
        event = message.events.get()
        assert (event.kind, event.source, event.at) == (EventKind.DELIVERED, "mailgun", NOW.replace(hour=8, minute=59))

    def test_a_hard_bounce_suppresses_and_its_record_holds_no_address(self, message):
        assert post("mailgun", mailgun(message, "failed", **gone()), headers={}).status_code == 200
        event = message.events.get()
        assert (event.kind, event.permanent, event.code) == (EventKind.BOUNCED, True, "5.1.1")
        assert "@" not in event.detail
        assert Suppression.objects.get().reason == SuppressionReason.HARD_BOUNCE

    @pytest.mark.parametrize(
        "words",
        ["5.7.1 message rejected as spam", "5.2.2 mailbox full", "5.7.606 access denied, banned sending IP 192.0.2.1"],
    )
    def test_a_refusal_by_policy_is_no_dead_mailbox_whatever_the_provider_calls_it(self, message, words):
        post("mailgun", mailgun(message, "failed", **gone(message=words)), headers={})
        assert message.events.get().permanent is False
        assert not Suppression.objects.exists()

    def test_a_temporary_failure_is_a_deferral(self, message):
        post("mailgun", mailgun(message, "failed", severity="temporary", reason="generic"), headers={})
        assert told(message) == [(EventKind.DEFERRED, False, "")]

    def test_a_complaint_is_for_ever(self, message):
        post("mailgun", mailgun(message, "complained"), headers={})
        assert told(message) == [(EventKind.COMPLAINED, False, "")]
        assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT

    def test_an_uncertain_message_is_known_to_be_sent(self, message):
        type(message).objects.update(state=MessageState.UNCERTAIN)
        post("mailgun", mailgun(message), headers={})
        message.refresh_from_db()
        assert message.state == MessageState.SENT

    @pytest.mark.parametrize(("tracking_on", "kinds"), [(False, []), (True, [EventKind.OPENED])])
    def test_opens_are_recorded_only_when_the_unit_turned_tracking_on(self, settings, message, tracking_on, kinds):
        settings.DELIVERY_TRACKING = tracking_on
        assert post("mailgun", mailgun(message, "opened"), headers={}).status_code == 200
        assert [kind for kind, _permanent, _code in told(message)] == kinds

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"key": "another key"}, 403),
            ({"timestamp": str(int(NOW.timestamp()) - 3 * 86400)}, 403),
            ({"timestamp": str(int(NOW.timestamp()) + 2 * 3600)}, 403),
            ({"timestamp": "9" * 400}, 400),
            ({"timestamp": "nan"}, 400),
            ({"timestamp": "٣"}, 400),
            ({"token": "ü"}, 400),
        ],
    )
    def test_what_is_forged_or_played_again_changes_nothing(self, message, changes, status):
        token = changes.get("token", "t")
        body = mailgun(message, "complained", **{**changes, "token": "t"}) if token == "t" else mailgun(message)
        body["signature"]["token"] = token
        assert post("mailgun", body, headers={}).status_code == status
        assert not Event.objects.exists()
        assert not Suppression.objects.exists()

    def test_a_signature_does_not_replace_a_secret_that_is_configured(self, settings, message):
        settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": SECRET}
        answer = post("mailgun", mailgun(message), headers={})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="events"')
        assert post("mailgun", mailgun(message), headers={"Authorization": "Basic d3Jvbmc6b25l"}).status_code == 403
        assert post("mailgun", mailgun(message)).status_code == 200

    def test_another_installation_s_message_with_the_same_number_is_not_ours(self, message):
        body = mailgun(message, "complained", recipient="somebody@example.net")
        assert post("mailgun", body, headers={}).status_code == 200
        assert not Event.objects.exists()

    def test_a_number_alone_names_no_message_without_the_recipient(self, message):
        assert post("mailgun", mailgun(message, "complained", recipient=None), headers={}).status_code == 200
        assert not Event.objects.exists()

    def test_a_message_id_that_no_database_could_hold_is_of_no_message(self, message):
        body = mailgun(message, **{"user-variables": {}})
        body["event-data"]["message"]["headers"]["message-id"] = "a\x00b@example.org"
        assert post("mailgun", body, headers={}).status_code == 200
        assert not Event.objects.exists()

    @pytest.mark.parametrize("identity", [{}, {"message": "0"}, {"message": "9" * 30}, {"message": ["1"]}, [], "x"])
    def test_an_event_of_no_message_of_ours_is_passed_over(self, message, identity):
        body = mailgun(message, "complained", **{"user-variables": identity})
        assert post("mailgun", body, headers={}).status_code == 200
        assert not Event.objects.exists()

    def test_a_message_is_found_by_its_message_id_too(self, message):
        body = mailgun(message, **{"user-variables": {}})
        body["event-data"]["message"]["headers"]["message-id"] = message.message_id.strip("<>")
        post("mailgun", body, headers={})
        assert told(message) == [(EventKind.DELIVERED, False, "")]


# Providers that are proved by the secret ------------------------------------------------------------------------------


def sendgrid(message, event, n=1, **data):
    return {
        "email": "reader@example.org",
        "timestamp": int(NOW.timestamp()) - 5,
        "smtp-id": "<1@example.org>",
        "event": event,
        "category": [],
        "sg_event_id": f"event-{n}",
        "sg_message_id": "14c5d75ce93.filter0001",
        "message": str(message.pk),
        **data,
    }


def test_each_event_of_a_body_is_heard_and_one_that_cannot_be_read_loses_no_other(use, message, caplog):
    use("sendgrid")
    body = [
        sendgrid(message, "delivered", 1, response="250 OK"),
        {"email": "reader@example.org", "message": str(message.pk)},  # no event at all
        sendgrid(message, "bounce", 2, type="blocked", status="5.7.1", reason="550 5.7.1 blocked by policy"),
        "no object",
        sendgrid(message, "unsubscribe", 3),
        sendgrid(message, "processed", 4),
        sendgrid(message, "deferred", 5, response="452 4.2.2 mailbox full"),
    ]
    with caplog.at_level(logging.INFO):
        assert post("sendgrid", body).status_code == 200
    assert told(message) == [
        (EventKind.DELIVERED, False, ""),
        (EventKind.BOUNCED, False, "5.7.1"),
        (EventKind.UNSUBSCRIBED, False, ""),
        (EventKind.DEFERRED, False, "4.2.2"),
    ]
    (unreadable,) = [record for record in caplog.records if record.message == "webhook.events_unreadable"]
    assert unreadable.events == 2
    assert "@example.org" not in caplog.text


def test_an_unsubscription_goes_up_to_whoever_keeps_consent(use, message):
    use("sendgrid")
    heard = []

    def listen(sender, **news):
        heard.append((news["address"], news["purpose"], news["source"]))

    signals.unsubscribe_asked.connect(listen)
    try:
        post("sendgrid", [sendgrid(message, "unsubscribe")])
    finally:
        signals.unsubscribe_asked.disconnect(listen)
    assert heard == [(message.address, "newsletter", "sendgrid")]


def test_an_event_whose_id_is_no_text_is_heard_all_the_same(use, message):
    """JSON can hold half of a surrogate pair; the provider would send it again and again."""
    use("sendgrid")
    assert post("sendgrid", [sendgrid(message, "delivered", n="\ud800")]).status_code == 200
    assert told(message) == [(EventKind.DELIVERED, False, "")]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Bounced Address", (EventKind.BOUNCED, True, "")),
        ("Invalid", (EventKind.BOUNCED, True, "")),
        ("Unsubscribed Address", (EventKind.UNSUBSCRIBED, False, "")),
        ("Spam Content", (EventKind.REFUSED, False, "")),
    ],
)
def test_what_the_provider_did_not_even_try_says_why(use, message, reason, expected):
    use("sendgrid")
    post("sendgrid", [sendgrid(message, "dropped", reason=reason)])
    assert told(message) == [expected]


def postmark(message, **data):
    return {
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message": str(message.pk)},
        "Tag": "",
        "Email": "reader@example.org",
        **data,
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"RecordType": "Delivery", "DeliveredAt": "2026-01-07T08:00:00Z", "Details": "250 OK"},
            (EventKind.DELIVERED, False, ""),
        ),
        (
            {
                "RecordType": "Bounce",
                "ID": 42,
                "Type": "HardBounce",
                "TypeCode": 1,
                "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
                "Details": "action: failed\r\n",
                "BouncedAt": "2026-01-07T08:00:00Z",
            },
            (EventKind.BOUNCED, True, ""),
        ),
        (
            {"RecordType": "Bounce", "ID": 43, "Type": "SoftBounce", "Details": "try later", "BouncedAt": "2026-01-07"},
            (EventKind.BOUNCED, False, ""),
        ),
        ({"RecordType": "Bounce", "ID": 44, "Type": "AutoResponder"}, (EventKind.AUTO_REPLIED, False, "")),
        ({"RecordType": "Bounce", "ID": 45, "Type": "Transient"}, (EventKind.DEFERRED, False, "")),
        ({"RecordType": "SpamComplaint", "ID": 46, "Type": "SpamComplaint"}, (EventKind.COMPLAINED, False, "")),
        (
            {"RecordType": "SubscriptionChange", "Recipient": "reader@example.org", "SuppressSending": True,
             "SuppressionReason": "ManualSuppression", "ChangedAt": "2026-01-07T08:00:00Z"},
            (EventKind.UNSUBSCRIBED, False, ""),
        ),
    ],
)  # fmt: skip
def test_postmark_s_records(use, message, data, expected):
    use("postmark")
    for _twice in range(2):
        assert post("postmark", postmark(message, **data)).status_code == 200
    (event,) = told(message)
    assert (event[0], event[1]) == expected[:2]
    assert message.events.get().at <= NOW


def brevo(message, event, **data):
    return {
        "event": event,
        "email": "reader@example.org",
        "id": 1,
        "ts_epoch": int(NOW.timestamp() * 1000) - 5000,
        "message-id": "<201798300811.5787683@smtp-relay.example.net>",
        "X-Mailin-custom": json.dumps({"message": str(message.pk)}),
        **data,
    }


@pytest.mark.parametrize(
    ("event", "reason", "expected"),
    [
        ("delivered", "sent", (EventKind.DELIVERED, False, "")),
        ("hard_bounce", "550 5.1.1 unknown user", (EventKind.BOUNCED, True, "5.1.1")),
        ("hard_bounce", "undefined", (EventKind.BOUNCED, True, "")),
        ("soft_bounce", "undefined", (EventKind.BOUNCED, False, "")),
        ("soft_bounce", "452 4.2.2 over quota", (EventKind.BOUNCED, False, "4.2.2")),
        ("spam", "", (EventKind.COMPLAINED, False, "")),
        ("deferred", "greylisted", (EventKind.DEFERRED, False, "")),
        ("unsubscribe", "", (EventKind.UNSUBSCRIBED, False, "")),
        ("blocked", "", (EventKind.REFUSED, False, "")),
        ("error", "", (EventKind.REFUSED, False, "")),
    ],
)
def test_brevo_s_events_which_have_no_id(use, message, event, reason, expected):
    use("brevo")
    for _twice in range(2):
        assert post("brevo", brevo(message, event, reason=reason)).status_code == 200
    assert told(message) == [expected]


def test_mailjet_s_group_of_events(use, message):
    use("mailjet")
    common = {
        "time": int(NOW.timestamp()) - 5,
        "MessageID": 12345678901234567,
        "email": "reader@example.org",
        "Payload": json.dumps({"message": str(message.pk)}),
    }
    group = [
        {**common, "event": "sent", "smtp_reply": "250 2.0.0 OK"},
        {**common, "event": "bounce", "blocked": False, "hard_bounce": True, "error": "user unknown"},
        {**common, "event": "spam", "source": "feedback loop"},
    ]
    assert post("mailjet", group).status_code == 200
    assert told(message) == [
        (EventKind.DELIVERED, False, "2.0.0"),
        (EventKind.BOUNCED, True, ""),
        (EventKind.COMPLAINED, False, ""),
    ]


@pytest.mark.parametrize(
    ("error", "permanent"),
    [("user unknown", True), ("no mail host", True), ("quota exceeded", False), ("relay/access denied", False)],
)
def test_what_mailjet_blocks_for_a_passing_reason_suppresses_nobody(use, message, error, permanent):
    use("mailjet")
    blocked = {
        "event": "blocked",
        "time": int(NOW.timestamp()) - 5,
        "MessageID": 1,
        "email": "reader@example.org",
        "Payload": json.dumps({"message": str(message.pk)}),
        "error": error,
    }
    assert post("mailjet", blocked).status_code == 200
    assert Event.objects.get().permanent is permanent
    assert Event.objects.get().detail == error
    assert Suppression.objects.exists() is permanent


def test_sparkpost_s_wrapped_events(use, message):
    use("sparkpost")
    common = {
        "timestamp": str(int(NOW.timestamp()) - 5),
        "raw_rcpt_to": "reader@example.org",
        "rcpt_meta": {"message": str(message.pk)},
        "transmission_id": "1",
    }
    batch = [
        {"msys": {}},
        {"msys": {"message_event": {**common, "type": "delivery", "event_id": "1"}}},
        {"msys": {"message_event": {**common, "type": "bounce", "bounce_class": "30", "event_id": "2"}}},
        {"msys": {"unsubscribe_event": {**common, "type": "list_unsubscribe", "event_id": "3"}}},
    ]
    assert post("sparkpost", batch).status_code == 200
    assert told(message) == [
        (EventKind.DELIVERED, False, ""),
        (EventKind.BOUNCED, True, ""),
        (EventKind.UNSUBSCRIBED, False, ""),
    ]


def test_mandrill_signs_its_address_and_its_form(use, message):
    use(
        "mandrill",
        MANDRILL_WEBHOOK_KEY="signing key",
        MANDRILL_WEBHOOK_URL="https://unit.example.org/webhooks/mandrill/",
    )
    event = {
        "event": "hard_bounce",
        "ts": int(NOW.timestamp()) - 5,
        "_id": "1",
        "msg": {"email": "reader@example.org", "diag": "smtp;550 5.1.1", "metadata": {"message": str(message.pk)}},
    }
    form = json.dumps([event])
    signed = f"https://unit.example.org/webhooks/mandrill/mandrill_events{form}"
    signature = base64.b64encode(hmac.new(b"signing key", signed.encode(), hashlib.sha1).digest()).decode()
    client = Client(enforce_csrf_checks=True)
    for given, status in (("forged", 403), (signature, 200)):
        answer = client.post("/webhooks/mandrill/", {"mandrill_events": form}, headers={"X-Mandrill-Signature": given})
        assert answer.status_code == status
    assert told(message) == [(EventKind.BOUNCED, True, "5.1.1")]


def test_a_provider_without_metadata_brings_the_identity_back_as_a_tag(use, message):
    use("mailersend", MAILERSEND_SIGNING_SECRET="signing key")
    body = json.dumps(
        {
            "type": "activity.hard_bounced",
            "data": {
                "object": "activity",
                "id": "62f114f8165fe0d8db0288e5",
                "type": "hard_bounced",
                "created_at": "2026-01-07T08:00:00.000000Z",
                "email": {
                    "message": {"id": "62fb66bef54a112e920b5493"},
                    "tags": [f"message:{message.pk}"],
                    "recipient": {"email": "reader@example.org"},
                },
                "morph": {"object": "recipient_bounce", "reason": "Host or domain name not found"},
            },
        }
    )
    signature = hmac.new(b"signing key", body.encode(), hashlib.sha256).hexdigest()
    assert post("mailersend", body, headers={"Signature": signature}).status_code == 200
    ((kind, permanent, _code),) = told(message)
    assert (kind, permanent) == (EventKind.BOUNCED, True)


@pytest.mark.parametrize(
    ("bounce", "permanent"),
    [
        ({"bounceType": "Permanent", "bounceSubType": "General"}, True),
        ({"bounceType": "Transient", "bounceSubType": "MailboxFull"}, False),
        ({"bounceType": "Undetermined", "bounceSubType": "Undetermined"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_amazon_ses_names_its_bounces(message, bounce, permanent):
    """Anymail's view needs boto3, which is optional: the event is sent as that view makes it."""
    event = AnymailTrackingEvent(
        event_type=EventType.BOUNCED,
        event_id="notification-1",
        metadata={"message": str(message.pk)},
        recipient="reader@example.org",
        description=": ".join((bounce or {}).values()),
        timestamp=NOW,
        esp_event={"eventType": "Bounce", "bounce": bounce},
    )
    tracking.send(sender=None, event=event, esp_name="Amazon SES")
    assert [event[1] for event in told(message)] == [permanent]


# Whoever else calls --------------------------------------------------------------------------------------------------

DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "1", '"x"', "\x00", DEEP, '{"event": {}}', '[{"event": "delivered"', "[[]]", "\udcff"],
    ids=["nothing", "cut", "list", "null", "number", "text", "NUL", "deep", "wrong", "cut list", "lists", "not UTF-8"],
)
@pytest.mark.parametrize("slug", ["mailgun", "sendgrid", "postmark", "brevo", "mailjet", "sparkpost"])
def test_garbage_is_refused_and_never_an_error_of_ours(use, message, caplog, slug, body):
    use(slug, WEBHOOK_SECRET=SECRET, MAILGUN_API_KEY="key")
    answer = post(slug, body.encode(errors="surrogateescape"))
    # An empty list of events is an answer to nothing, and a record of no kind an event of nothing.
    assert 400 <= answer.status_code < 500 or (answer.status_code == 200 and body in ("[]", '{"event": {}}', "[[]]"))
    assert not Event.objects.exists()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(("length", "status"), [("50000000", 413), ("9" * 30, 413), ("-1", 413), ("many", 413)])
def test_a_body_that_is_announced_as_huge_is_not_read(use, rf, length, status):
    use("postmark")
    request = rf.post("/webhooks/postmark/", data=b"", content_type="application/json", headers=BASIC)
    request.META["CONTENT_LENGTH"] = length
    request._stream = None  # whoever reads it fails
    assert events(request, "postmark").status_code == status


@pytest.mark.parametrize(("method", "status"), [("put", 405), ("delete", 405), ("patch", 405), ("options", 405)])
def test_other_methods_are_refused(use, client, method, status):
    use("postmark")
    assert getattr(client, method)("/webhooks/postmark/").status_code == status


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(use, client, method, message):
    use("postmark")
    assert getattr(client, method)("/webhooks/postmark/").status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize("slug", ["sendgrid", "mailgun", "nobody", "amazon_ses"])
def test_only_the_provider_in_use_has_an_address(use, message, slug):
    use("postmark")
    assert post(slug, [sendgrid(message, "spamreport")]).status_code == 404
    assert not Event.objects.exists()


def test_without_a_provider_nobody_has_one(settings, message):
    settings.EMAIL_TRANSPORT = "smtp"
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    assert post("postmark", postmark(message, RecordType="SpamComplaint")).status_code == 404


def test_a_webhook_that_nothing_protects_believes_nobody(use, message):
    use("postmark", POSTMARK_SERVER_TOKEN="token")
    assert post("postmark", postmark(message, RecordType="SpamComplaint")).status_code == 403
    assert not Event.objects.exists()


def test_what_could_not_be_recorded_is_asked_for_again_and_the_others_are_kept(use, message, monkeypatch):
    use("sendgrid")
    hear = feedback.hear

    def fails_once(news, *, now):
        if news.kind == EventKind.DEFERRED:
            raise OperationalError("the database is away")
        return hear(news, now=now)

    monkeypatch.setattr(feedback, "hear", fails_once)
    both = [sendgrid(message, "deferred", 1), sendgrid(message, "delivered", 2)]
    assert post("sendgrid", both).status_code == 503
    monkeypatch.setattr(feedback, "hear", hear)
    assert post("sendgrid", both).status_code == 200
    assert sorted(kind for kind, _permanent, _code in told(message)) == [EventKind.DEFERRED, EventKind.DELIVERED]


# Checks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "anymail", "expected"),
    [
        ("postmark", {"POSTMARK_SERVER_TOKEN": "x"}, ["delivery.E020"]),
        ("postmark", {"WEBHOOK_SECRET": ""}, ["delivery.E020"]),
        ("postmark", {"WEBHOOK_SECRET": SECRET}, []),
        ("amazon_ses", {}, ["delivery.E020"]),
        ("sendgrid", {"WEBHOOK_SECRET": [SECRET, "another:secret"]}, []),
        ("sendgrid", {"SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": "no key"}, ["delivery.E020"]),
        ("mailgun", {"MAILGUN_API_KEY": "x"}, []),
        ("mandrill", {"WEBHOOK_SECRET": SECRET}, ["delivery.E020"]),
        ("mandrill", {"MANDRILL_WEBHOOK_KEY": "x"}, []),
        ("mailersend", {"WEBHOOK_SECRET": SECRET}, ["delivery.E020"]),
        ("unisender_go", {"UNISENDER_GO_API_KEY": "x"}, []),
        ("resend", {"RESEND_SIGNING_SECRET": "x"}, ["delivery.E020"]),  # the package for it is missing
        ("scaleway", {}, []),  # it calls nobody
    ],
)
def test_a_provider_whose_calls_nothing_proves_stops_the_start(use, slug, anymail, expected):
    use(slug, **(anymail or {"NOTHING": ""}))
    found = checks.check_webhook()
    assert [message.id for message in found] == expected
    assert all("ANYMAIL" in message.hint for message in found)


def test_a_provider_that_replaces_the_one_click_link_is_warned_of(use):
    use("sparkpost")
    assert [message.id for message in checks.check_provider()] == ["delivery.W020"]
    use("postmark")
    assert checks.check_provider() == []


def test_a_backend_that_cannot_be_made_stops_the_start_and_shows_no_key(use):
    use("mailjet", MAILJET_API_KEY="a key")
    (found,) = checks.check_transport()
    assert found.id == "delivery.E021"
    assert "MAILJET_SECRET_KEY" in found.msg
    assert "a key" not in found.msg
