"""The yearly question: who is asked and when, never twice, and what the two buttons do."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from delivery import addresses, suppression, tokens
from delivery.enums import SuppressionReason
from delivery.models import Message
from stakeholders import consent, still_you, tasks
from stakeholders.consent import DIRECTORY
from stakeholders.models import Contact, ContactAddress, ErasureRequest, Language, Pause, PeopleSettings
from tests.factories.stakeholders import ContactFactory, record
from tests.stakeholders.self_service.conftest import link_in, newest_mail, recipients

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z", tick=False)


@pytest.fixture
def switched_on():
    settings = PeopleSettings.load()
    settings.ask_yearly = True
    settings.save()


def known_since(moment=LONG_AGO, *, email, given=("newsletter",), **fields):
    """Return a contact who came in at `moment`."""
    contact = ContactFactory(emails=[email], given=list(given), **fields)
    Contact.objects.filter(pk=contact.pk).update(created_at=moment)
    return contact


def ask() -> list[str]:
    """Run once; return who was written to by this run."""
    before = len(recipients())
    still_you.ask(now=timezone.now())
    return recipients()[before:]


def test_nobody_is_asked_until_staff_switch_it_on():
    known_since(email="amina@example.org")
    tasks.ask_still_you()
    assert recipients() == []


def test_who_has_been_there_a_year_is_asked_and_who_has_not_is_not(switched_on):
    year = still_you.AFTER
    known_since(email="long-ago@example.org")
    known_since(timezone.now() - year, email="today-a-year@example.org")
    known_since(timezone.now() - year + DAY, email="too-new@example.org")
    confirmed = known_since(email="confirmed@example.org")
    Contact.objects.filter(pk=confirmed.pk).update(confirmed_at=timezone.now() - 10 * DAY)
    confirmed_before = known_since(email="confirmed-before@example.org")
    Contact.objects.filter(pk=confirmed_before.pk).update(confirmed_at=timezone.now() - year - DAY)
    asked = known_since(email="asked@example.org")
    Contact.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - 100 * DAY)
    tasks.ask_still_you()
    assert sorted(recipients()) == ["confirmed-before@example.org", "long-ago@example.org", "today-a-year@example.org"]


def paused(contact, address):
    Pause.objects.create(address=address, until=timezone.localdate() + DAY, set_at=timezone.now())


def suppressed(contact, address):
    suppression.suppress(address, reason=SuppressionReason.COMPLAINT, now=timezone.now())


def suppressed_for_this(contact, address):
    suppression.suppress(address, reason=SuppressionReason.MANUAL, purpose="still_you", now=timezone.now())


def withdrawn(contact, address):
    record(address, "newsletter", action="withdrawn")


def only_asked_for(contact, address):
    record(address, "newsletter", action="requested")


def only_in_the_directory(contact, address):
    record(address, "newsletter", action="withdrawn")
    record(address, DIRECTORY)


def told_us_not_to_ask(contact, address):
    record(address, "still_you", action="withdrawn")


def retired(contact, address):
    ContactAddress.objects.filter(address=address).update(retired_on="2026-01-01")


def role(contact, address):
    ContactAddress.objects.filter(address=address).update(kind="role")


def shared(contact, address):
    other = ContactFactory(name="Other")
    ContactAddress.objects.create(contact=other, address=address)


def merged(contact, address):
    contact.merged_into = ContactFactory(name="The one that is kept")
    contact.save()


def wants_to_be_erased(contact, address):
    ErasureRequest.objects.create(address=address, asked_at=timezone.now(), due_on=timezone.localdate())


@pytest.mark.parametrize(
    "change",
    [
        paused,
        suppressed,
        suppressed_for_this,
        withdrawn,
        only_asked_for,
        only_in_the_directory,
        told_us_not_to_ask,
        retired,
        role,
        shared,
        merged,
        wants_to_be_erased,
    ],
)
def test_who_must_not_be_asked_is_not_and_the_others_are(switched_on, change):
    left_out = known_since(email="left-out@example.org")
    known_since(email="asked@example.org")
    change(left_out, addresses.get_or_create("left-out@example.org"))
    assert ask() == ["asked@example.org"]
    left_out.refresh_from_db()
    assert left_out.asked_at is None


def test_a_pause_that_ends_today_keeps_nobody(switched_on):
    contact = known_since(email="back@example.org")
    Pause.objects.create(address=contact.main_address.address, until=timezone.localdate(), set_at=LONG_AGO)
    assert ask() == ["back@example.org"]


def test_the_main_address_is_asked_or_the_first_other_that_agreed(switched_on):
    contact = known_since(email="main@example.org", given=[])
    for email in ("second@example.org", "third@example.org"):
        ContactAddress.objects.create(contact=contact, address=record(email, "newsletter"))
    assert ask() == ["second@example.org"]


def test_a_list_that_came_in_on_one_day_is_asked_a_few_an_hour_and_everybody_once(switched_on, time_machine):
    everybody = {known_since(email=f"p{n:02}@example.org").main_address.address.email for n in range(23)}
    runs = []
    for hour in range(7):
        time_machine.move_to(datetime.datetime(2026, 3, 1, 9 + hour, tzinfo=datetime.UTC), tick=False)
        runs.append(ask())
    assert [len(run) for run in runs] == [5, 5, 5, 5, 3, 0, 0]
    assert sorted(email for run in runs for email in run) == sorted(everybody)


def test_two_thousand_people_take_weeks():
    assert 14 <= 2000 / (24 * still_you.PER_RUN) <= 60


def test_who_did_not_answer_is_asked_again_after_a_year_and_not_before(switched_on, time_machine):
    known_since(email="silent@example.org")
    assert ask() == ["silent@example.org"]
    time_machine.shift(364 * DAY)
    assert ask() == []
    time_machine.shift(DAY)
    assert ask() == ["silent@example.org"]


def test_a_run_that_is_killed_between_asking_and_mail_leaves_neither(switched_on, monkeypatch):
    contact = known_since(email="amina@example.org")
    send = still_you.mail.send_still_you

    def killed(**kwargs):
        send(**kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(still_you.mail, "send_still_you", killed)
    with pytest.raises(KeyboardInterrupt):
        still_you.ask(now=timezone.now())
    contact.refresh_from_db()
    assert contact.asked_at is None
    assert not Message.objects.exists()
    monkeypatch.setattr(still_you.mail, "send_still_you", send)
    assert ask() == ["amina@example.org"]


def test_a_run_that_found_somebody_whom_another_asked_meanwhile_does_not_ask_again(switched_on, monkeypatch):
    contact = known_since(email="amina@example.org")
    lock = suppression.lock_addresses

    def another_is_faster(ids):
        lock(ids)
        Contact.objects.filter(pk=contact.pk).update(asked_at=timezone.now())

    monkeypatch.setattr(suppression, "lock_addresses", another_is_faster)
    assert ask() == []


def test_a_no_that_comes_between_finding_and_asking_is_heard(switched_on, monkeypatch):
    contact = known_since(email="amina@example.org")
    address, lock = contact.main_address.address, suppression.lock_addresses

    def a_no_is_faster(ids):
        lock(ids)
        record(address, "newsletter", action="withdrawn")

    monkeypatch.setattr(suppression, "lock_addresses", a_no_is_faster)
    assert ask() == []
    contact.refresh_from_db()
    assert contact.asked_at is None


def test_the_mail_has_both_parts_both_buttons_and_the_way_out(switched_on):
    known_since(email="amina@example.org", name="Amina Example")
    ask()
    sent = newest_mail()
    assert sent.subject == "Is this still you?"
    for part in (sent.html, sent.text):
        assert "Dear Amina Example," in part
        assert "30 days" in part
        for path in ("my/still-you", "my/details", "unsubscribe", "preferences"):
            assert f"/{path}/" in part
    assert sent.mailing.unsubscribable
    assert sent.mailing.headers == {"Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize(("reads", "written_in"), [("ur", "ur"), ("en", "en"), ("ps", "en")])
def test_it_is_written_in_the_person_s_language_if_we_write_it(switched_on, reads, written_in):
    language, _new = Language.objects.get_or_create(code=reads, defaults={"label": reads})
    known_since(email="amina@example.org", name="Amina", name_ur="آمنہ", language=language)
    ask()
    sent = newest_mail()
    assert f'lang="{written_in}"' in sent.html
    assert ("آمنہ" in sent.text) == (written_in == "ur")
    assert link_in(sent.text, "my/details").startswith("/ur/") == (written_in == "ur")


def test_yes_is_a_button_behind_the_link_and_holds_for_a_year(client, switched_on, time_machine):
    contact = known_since(email="amina@example.org", name="Amina Example")
    ask()
    link = link_in(newest_mail().text, "my/still-you")
    time_machine.shift(20 * DAY)
    page = client.get(link).content.decode()
    assert "Amina" not in page
    contact.refresh_from_db()
    assert contact.confirmed_at is None
    assert "Thank you" in client.post(link, follow=True).content.decode()
    contact.refresh_from_db()
    assert contact.confirmed_at == timezone.now()
    time_machine.shift(364 * DAY)
    assert ask() == []
    time_machine.shift(DAY)
    assert ask() == ["amina@example.org"]


def test_the_link_to_correct_details_works_for_thirty_days_and_no_longer(client, switched_on, time_machine):
    known_since(email="amina@example.org", name="Amina Example")
    ask()
    link = link_in(newest_mail().text, "my/details")
    time_machine.shift(29 * DAY)
    assert "Amina Example" in client.get(link).content.decode()
    time_machine.shift(2 * DAY)
    assert client.get(link).status_code == 410


def test_one_click_stops_the_question_and_nothing_else(client, switched_on):
    contact = known_since(email="amina@example.org")
    address = contact.main_address.address
    url = reverse("stakeholders:unsubscribe", args=[tokens.unsubscribe_token(address.pk, "still_you")])
    assert "The yearly question" in client.get(url).content.decode()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ask() == []
    assert consent.purposes(address, "given") == {"newsletter"}


def test_finding_whom_to_ask_takes_one_query_however_many_there_are(switched_on, django_assert_num_queries):
    for n in range(30):
        known_since(email=f"p{n}@example.org")
    with django_assert_num_queries(1):
        assert len(still_you.due(now=timezone.now())) == 30
