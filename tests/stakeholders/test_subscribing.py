"""Subscribe and confirm, through the public pages and the real mail templates."""

import re
from urllib.parse import urlparse

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.models import Address, MailingContent, Message
from stakeholders import audience, consent
from stakeholders.criteria import Criteria
from stakeholders.models import ConsentRecord, ConsentWording, Contact, Topic
from stakeholders.tokens import CONFIRMATION_LIFE
from tests.factories.stakeholders import Action, ContactFactory, record

pytestmark = pytest.mark.django_db

FORM = {"email": "amina@example.org", "topics": ["newsletter", "meetings"], "language": "en"}


def subscribe(client, **fields):
    return client.post(reverse("stakeholders:subscribe"), FORM | fields)


def mail() -> MailingContent:
    return MailingContent.objects.latest("pk")


def link_in(text: str, kind: str) -> str:
    """Return the path of the personal link of a kind (“confirm”, “unsubscribe”) in a mail's text."""
    return urlparse(re.search(rf"http\S+/{kind}/\S+", text)[0]).path


def states(email="amina@example.org") -> dict[str, str]:
    address = Address.objects.get(key=addresses.fold(email))
    return {purpose: row.action for purpose, row in consent.state(address).items()}


def test_the_form_offers_the_public_topics_and_the_languages_we_write(client):
    page = client.get(reverse("stakeholders:subscribe")).content.decode()
    assert "Newsletter" in page
    assert "Meeting invitations" in page
    assert "Urdu" in page
    assert "I can stop it at any time" in page
    assert "<script" not in page.split("<main", 1)[1].split("</main>")[0]


def test_subscribing_takes_a_confirmation_by_the_button_behind_the_mailed_link(client):
    answer = subscribe(client, name="Amina Example", organisation="Example Trust")
    assert answer.url == reverse("stakeholders:check_mail")
    assert "We have written" in client.get(answer.url).content.decode()
    assert states() == {"newsletter": "requested", "meetings": "requested"}
    assert list(Message.objects.values_list("address__email", flat=True)) == ["amina@example.org"]

    link = link_in(mail().text, "confirm")
    page = client.get(link).content.decode()
    assert "•••@example.org" in page
    assert "amina@" not in page
    assert states() == {"newsletter": "requested", "meetings": "requested"}

    done = client.post(link, follow=True)
    assert "You are subscribed" in done.content.decode()
    assert states() == {"newsletter": "given", "meetings": "given"}
    contact = Contact.objects.get()
    assert (contact.name, contact.stated_organisation, contact.language.code) == (
        "Amina Example",
        "Example Trust",
        "en",
    )


def test_the_confirmation_mail_has_both_parts_and_says_what_for(client):
    subscribe(client)
    sent = mail()
    assert sent.subject == "Please confirm your subscription"
    link = link_in(sent.text, "confirm")
    for part in (sent.html, sent.text):
        assert link in part
        assert "Newsletter" in part
        assert "Meeting invitations" in part
        assert "14 days" in part
        assert "If you did not ask, do nothing" in part
        assert "/unsubscribe/" in part
    assert sent.mailing.unsubscribable
    assert sent.mailing.headers == {"Auto-Submitted": "auto-generated"}


def test_a_topic_s_label_is_escaped_in_html_and_left_alone_in_text(client):
    Topic.objects.filter(code="newsletter").update(label="R&D <news>")
    subscribe(client, topics=["newsletter"])
    assert "R&amp;D &lt;news&gt;" in mail().html
    assert "R&D <news>" in mail().text


def test_the_urdu_form_leads_to_an_urdu_mail_and_urdu_pages_from_right_to_left(client):
    with translation.override("ur"):
        url = reverse("stakeholders:subscribe")
    assert url.startswith("/ur/")
    assert 'lang="ur" dir="rtl"' in client.get(url).content.decode()
    client.post(url, FORM | {"language": "ur"})
    assert 'lang="ur" dir="rtl"' in mail().html
    assert "خبرنامہ" in mail().html
    link = link_in(mail().text, "confirm")
    assert link.startswith("/ur/")
    assert 'dir="rtl"' in client.get(link).content.decode()
    assert Contact.objects.get().language.code == "ur"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_confirms_nothing(client, method):
    subscribe(client)
    for _ in range(3):
        getattr(client, method)(link_in(mail().text, "confirm"))
    assert set(states().values()) == {"requested"}


def test_confirming_twice_adds_nothing(client):
    subscribe(client)
    link = link_in(mail().text, "confirm")
    client.post(link)
    before = ConsentRecord.objects.count()
    assert client.post(link, follow=True).status_code == 200
    assert ConsentRecord.objects.count() == before


def test_the_words_that_were_shown_are_kept_once_per_language(client):
    subscribe(client)
    subscribe(client, email="bilal@example.org")
    assert ConsentWording.objects.count() == 1
    assert {row.wording.text for row in ConsentRecord.objects.all()} == {ConsentWording.objects.get().text}
    assert "I agree that the unit sends me the mail" in ConsentWording.objects.get().text


def test_a_changed_wording_is_a_new_version(db):
    first = consent.wording("subscribe", "Yes.")
    assert consent.wording("subscribe", "Yes.") == first
    assert consent.wording("subscribe", "Yes, please.") != first


def test_an_old_link_does_not_revive_what_was_stopped_since(client):
    subscribe(client)
    link = link_in(mail().text, "confirm")
    client.post(link)
    record("amina@example.org", "newsletter", "meetings", action=Action.WITHDRAWN)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "too old" in answer.content.decode()
    assert set(states().values()) == {"withdrawn"}


def test_a_link_ends_and_says_what_to_do_next(client, time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z")
    subscribe(client)
    link = link_in(mail().text, "confirm")
    time_machine.move_to(timezone.now() + CONFIRMATION_LIFE + CONFIRMATION_LIFE / 14)
    answer = client.post(link)
    assert answer.status_code == 410
    assert reverse("stakeholders:subscribe") in answer.content.decode()
    assert set(states().values()) == {"requested"}


@pytest.mark.parametrize("token", ["x", "a.b.c", "WzEsIm5ld3NsZXR0ZXIiXQ:1tZ:forged", "' OR 1=1", "😀", "A" * 3000])
@pytest.mark.parametrize("page", ["confirm", "unsubscribe", "preferences"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_that_is_not_ours_gets_a_plain_page(client, page, token, method):
    answer = getattr(client, method)(reverse(f"stakeholders:{page}", args=[token]))
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
    assert not ConsentRecord.objects.exists()


def test_a_token_of_one_purpose_opens_nothing_else(client):
    subscribe(client)
    confirm, unsubscribe = link_in(mail().text, "confirm"), link_in(mail().text, "unsubscribe")
    for page, path in [("unsubscribe", confirm), ("preferences", confirm), ("confirm", unsubscribe)]:
        token = path.rstrip("/").rsplit("/", 1)[-1]
        assert client.post(reverse(f"stakeholders:{page}", args=[token])).status_code == 404


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client):
    ContactFactory(name="Known", emails=["known@example.org"], given=["newsletter"])
    gone = ContactFactory(name="Gone", emails=["gone@example.org"], given=["newsletter"])
    suppression.suppress(gone.main_address.address, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())
    answers = [
        (answer.status_code, answer.url)
        for answer in (subscribe(client, email=f"{who}@example.org") for who in ("known", "gone", "new"))
    ]
    assert len(set(answers)) == 1
    assert set(Message.objects.values_list("address__email", flat=True)) == {"known@example.org", "new@example.org"}


def test_who_has_it_already_keeps_it_and_stays_as_they_are(client):
    ContactFactory(name="Amina Known", emails=["amina@example.org"], given=["newsletter"])
    subscribe(client, name="Somebody Else", language="ur", email="AMINA@example.org")
    assert states() == {"newsletter": "given", "meetings": "requested"}
    contact = Contact.objects.get()
    assert (contact.name, contact.language.code) == ("Amina Known", "en")


@pytest.mark.parametrize("gone", ["retired", "merged"])
def test_who_subscribes_at_an_address_that_nobody_is_reached_at_gets_the_mail(client, gone):
    before = ContactFactory(name="Before", emails=["amina@example.org"])
    if gone == "retired":
        before.addresses.update(retired_on=timezone.localdate())
    else:  # with the address left out of the merge
        Contact.objects.filter(pk=before.pk).update(merged_into=ContactFactory())
    subscribe(client, name="Amina")
    client.post(link_in(mail().text, "confirm"))
    assert audience.count(Criteria(topic="newsletter")).reachable == 1
    assert Contact.objects.get(name="Amina").main_address.address.email == "amina@example.org"


def test_a_suppressed_address_gets_no_mail_and_no_record(client):
    address = addresses.get_or_create("amina@example.org")
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=timezone.now())
    subscribe(client)
    assert not Message.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "amina",
        "amina@",
        "@example.org",
        "a b@example.org",
        "a@b@example.org",
        "a@example..org",
        "a\r\nBcc: b@example.org",
    ],
)
def test_a_malformed_address_is_refused_beside_its_field(client, email):
    answer = subscribe(client, email=email)
    assert answer.status_code == 400
    assert answer.context["form"].errors["email"]
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Address.objects.exists()
    assert not Message.objects.exists()


def test_a_malformed_address_is_refused_in_urdu_without_english_words(client):
    answer = client.post("/ur/subscribe/", FORM | {"email": "amina@"})
    assert answer.status_code == 400
    assert "There must be something after the @-sign" not in answer.content.decode()


def test_an_empty_form_is_refused(client):
    answer = client.post(reverse("stakeholders:subscribe"), {})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"email", "topics", "language"}


def test_no_topic_no_subscription(client):
    answer = subscribe(client, topics=[])
    assert "Choose at least one kind of mail." in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_topic_that_is_not_offered_can_not_be_chosen(client):
    assert subscribe(client, topics=["newsletter", "weather"]).status_code == 400


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('Amina "Mina" O\'Example, Dr', 'Amina "Mina" O\'Example, Dr'),
        ("آمنہ 🌱 Example", "آمنہ 🌱 Example"),
        ("Amina\r\nBcc: victim@example.net", "Amina Bcc: victim@example.net"),
        ("<b>Amina</b>", "<b>Amina</b>"),
        ("  Amina \t Example ", "Amina Example"),
    ],
)
def test_a_name_is_kept_as_written_on_one_line(client, typed, kept):
    subscribe(client, name=typed)
    assert Contact.objects.get().name == kept


def test_a_robot_that_fills_the_trap_gets_the_same_answer_and_nothing_else(client):
    answer = subscribe(client, website="https://example.com")
    assert answer.url == reverse("stakeholders:check_mail")
    assert not Address.objects.exists()


def test_nobody_can_flood_a_stranger_s_mailbox_with_the_form(client):
    answers = {subscribe(client, email=f"{spelling}@example.org").url for spelling in ("a", "A", "a", "A", "a")}
    assert answers == {reverse("stakeholders:check_mail")}
    assert Message.objects.count() == 3


def test_too_many_forms_from_one_network_are_turned_away(client):
    for n in range(60):
        subscribe(client, email=f"{n}@example.org", website="robot")
    answer = subscribe(client)
    assert answer.status_code == 429
    assert "Too many forms" in answer.content.decode()
    assert client.post(reverse("stakeholders:preferences_link"), {"email": "a@example.org"}).status_code == 429
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert subscribe(other).status_code == 302


def test_a_form_from_another_site_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert subscribe(strict).status_code == 403
    assert not Address.objects.exists()


def test_the_confirmation_page_needs_no_cookie_and_sets_none(client):
    subscribe(client)
    strict = Client(enforce_csrf_checks=True)
    link = link_in(mail().text, "confirm")
    assert not strict.get(link).cookies
    assert strict.post(link, headers={"origin": "null"}).status_code == 302
    assert set(states().values()) == {"given"}


@pytest.mark.parametrize("kind", ["confirm", "unsubscribe"])
def test_personal_pages_stay_out_of_caches_indexes_and_referers(client, kind):
    subscribe(client)
    answer = client.get(link_in(mail().text, kind))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_no_link_in_the_mail_holds_personal_data(client):
    subscribe(client, name="Amina Example")
    for url in re.findall(r"http[^\s\"<>]+", mail().html + mail().text):
        assert "amina" not in url.lower()
        assert "%40" not in url


def test_logs_hold_ids_and_no_address(client, caplog):
    caplog.set_level("INFO")
    subscribe(client, name="Amina Example")
    client.post(link_in(mail().text, "confirm"))
    assert "subscription.confirmed" in caplog.text
    everything = " ".join(str(row.__dict__) for row in caplog.records if row.name.startswith("stakeholders"))
    assert "amina" not in everything.lower()
