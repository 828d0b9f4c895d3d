"""Staff's screens: what they say before they act, that a habit of the hand erases nobody, and the list of requests."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination_site import roles
from delivery import addresses
from delivery.models import Mailing, Message
from stakeholders.models import Contact, ContactAddress, Erasure, ErasureRequest, Repermission, Topic
from stakeholders.privacy import erasure, requests
from stakeholders.privacy.subject import subject_of
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.privacy.people import EMAIL, NAME, person

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def staffed(client):
    client.force_login(staff(roles.COORDINATOR))
    return client


def ask(email, due=30, **kwargs):
    address = addresses.get_or_create(email)
    return ErasureRequest.objects.create(
        address=address, asked_at=NOW, due_on=TODAY + datetime.timedelta(days=due), **kwargs
    )


# Erasing --------------------------------------------------------------------------------------------------------------


def test_the_page_counts_what_goes_and_looking_erases_nothing(staffed):
    someone = person()
    total = erasure.forecast(subject_of(someone.contact)).total
    page = staffed.get(reverse("erasure:contact", args=[someone.contact.pk])).content.decode()
    assert f"<strong>{total}</strong> rows will be removed." in page
    assert EMAIL in page
    assert Contact.objects.filter(pk=someone.contact.pk).exists()


def test_an_erasure_closes_no_request_of_somebody_else_whatever_the_address_names(staffed):
    contact, other = ContactFactory(emails=["amina@example.org"]), ask("bilal@example.org")
    total = erasure.forecast(subject_of(contact)).total
    staffed.post(reverse("erasure:contact", args=[contact.pk]) + f"?request={other.pk}", {"number": total})
    other.refresh_from_db()
    assert (other.done_at, other.erasure) == (None, None)
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "yes", "99999"])
def test_another_number_erases_nothing(staffed, number):
    contact = ContactFactory(emails=["amina@example.org"])
    page = staffed.post(reverse("erasure:contact", args=[contact.pk]), {"number": number})
    assert page.status_code == 200
    assert not Erasure.objects.exists()


def test_the_right_number_erases_closes_the_request_and_shows_the_certificate(staffed):
    contact = ContactFactory(name=NAME, emails=["amina@example.org"])
    waiting = ask("amina@example.org")
    url = f"{reverse('erasure:contact', args=[contact.pk])}?request={waiting.pk}"
    total = erasure.forecast(subject_of(contact)).total
    page = staffed.post(url, {"number": total}, follow=True)
    certificate = Erasure.objects.get()
    assert certificate.number in page.content.decode()
    assert NAME not in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.erasure == certificate


def test_a_request_from_a_shared_mailbox_is_closed_with_the_one_who_asked(staffed):
    waiting = ask("desk@example.org")
    gone, stays = ContactFactory(name="Gone"), ContactFactory(name="Stays")
    for contact in (gone, stays):
        ContactAddress.objects.create(contact=contact, address=waiting.address)
    page = staffed.get(reverse("erasure_request:inspect", args=[waiting.pk])).content.decode()
    assert "Several contacts use this address" in page
    url = f"{reverse('erasure:contact', args=[gone.pk])}?request={waiting.pk}"
    staffed.post(url, {"number": erasure.forecast(subject_of(gone)).total})
    waiting.refresh_from_db()
    assert waiting.done_at is not None
    assert waiting.address is None
    assert list(Contact.objects.all()) == [stays]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_certificate_prints_in_both_languages_and_names_nobody(staffed, language):
    someone = person()
    certificate = erasure.erase(someone.contact, by=None, now=NOW)
    page = staffed.get(reverse("erasure:print", args=[certificate.pk, language])).content.decode()
    assert certificate.number in page
    assert f'lang="{language}"' in page
    for hashed in certificate.address_hashes:
        assert hashed not in page


def test_handing_out_is_a_download_by_post_alone(staffed):
    contact = ContactFactory(emails=["amina@example.org"])
    url = reverse("erasure:held", args=[contact.pk])
    assert "attachment" not in staffed.get(url).get("Content-Disposition", "")
    answer = staffed.post(url, {"language": "en"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert "amina@example.org" in answer.content.decode()


# Requests -------------------------------------------------------------------------------------------------------------


def test_overdue_requests_come_first_and_are_marked(staffed):
    ask("later@example.org", due=20)
    ask("late@example.org", due=-1)
    page = staffed.get(reverse("erasure_request:index")).content.decode()
    assert page.index("late@example.org") < page.index("later@example.org")
    assert "Overdue" in page
    assert [row.address.email for row in requests.still_open()] == ["late@example.org", "later@example.org"]
    home = staffed.get(reverse("wagtailadmin_home")).content.decode()
    assert "2 requests wait." in home
    assert "1 is overdue." in home


def test_a_refusal_needs_a_reason_and_keeps_everything(staffed):
    waiting = ask("amina@example.org")
    url = reverse("erasure_request:refuse", args=[waiting.pk])
    assert staffed.post(url, {"note": " "}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.done_at is None
    staffed.post(url, {"note": "We must keep it by law."})
    waiting.refresh_from_db()
    assert (waiting.refused_note, waiting.erasure) == ("We must keep it by law.", None)
    assert waiting.address.email == "amina@example.org"
    assert staffed.post(url, {"note": "Again."}).status_code == 404


def test_the_lists_take_the_same_queries_while_they_grow(staffed, django_assert_max_num_queries):
    def grow(number, start):
        for n in range(start, start + number):
            contact = ContactFactory(emails=[f"one{n}@example.org"])
            erasure.erase(contact, by=None, now=NOW)
            ask(f"two{n}@example.org")

    grow(2, 0)
    for name in ("erasure:index", "erasure_request:index", "retention:index"):
        url = reverse(name)
        staffed.get(url)
        with django_assert_max_num_queries(80) as few:
            staffed.get(url)
        grow(3, 100 * len(name))
        with django_assert_max_num_queries(len(few)):
            staffed.get(url)


# Asking the list ------------------------------------------------------------------------------------------------------


def test_staff_write_the_question_and_an_approver_lets_it_go(staffed):
    ContactFactory(emails=["reader@example.org"])
    texts = {"introduction": "Hello.", "introduction_ur": "سلام۔"}
    topic = Topic.objects.get(code="newsletter")
    staffed.post(reverse("repermission:add"), {"topic": topic.pk, **texts})
    question = Repermission.objects.get()
    page = staffed.get(reverse("repermission:inspect", args=[question.pk])).content.decode()
    assert "<strong>1</strong> reader of whom nothing is recorded" in page
    assert "An approver lets it go" in page
    assert "Dear Amina Example," in page
    assert "[[name]]" not in page
    staffed.post(reverse("repermission:send", args=[question.pk]))
    assert not Mailing.objects.exists()
    approver = Client()
    approver.force_login(staff(roles.APPROVER))
    approver.post(reverse("repermission:send", args=[question.pk]))
    question.refresh_from_db()
    assert question.mailing.approved_by.username == "approver"
    page = approver.get(reverse("repermission:inspect", args=[question.pk])).content.decode()
    assert "No answer: they get nothing" in page
    assert approver.get(reverse("newsletters_admin:mailing", args=[question.mailing_id])).status_code == 200
    assert approver.get(reverse("repermission:edit", args=[question.pk])).status_code == 404
    assert approver.post(reverse("repermission:delete", args=[question.pk])).status_code == 404


def test_placeholders_can_not_be_written_into_it(staffed):
    topic = Topic.objects.get(code="newsletter")
    data = {"topic": topic.pk, "introduction": "Click [[answer_url]]", "introduction_ur": "سلام۔"}
    page = staffed.post(reverse("repermission:add"), data)
    assert "without double square brackets" in page.content.decode()
    assert not Repermission.objects.exists()


@pytest.mark.parametrize("emails", ["", "no address", "a@example.org," * 6])
def test_wrong_addresses_send_no_test_copy(staffed, emails):
    question = Repermission.objects.create(
        topic=Topic.objects.get(code="newsletter"), introduction="Hello.", introduction_ur="سلام۔"
    )
    staffed.post(reverse("repermission:test", args=[question.pk]), {"emails": emails})
    assert not Message.objects.exists()
