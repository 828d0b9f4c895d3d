"""The reader's answer: by a button and not by looking, as a record with the words that were shown."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from coordination_site import roles
from delivery import preparing
from stakeholders import consent, subscriptions
from stakeholders.audience import subscribers
from stakeholders.criteria import Criteria
from stakeholders.models import ConsentRecord, Language, Repermission, Topic
from stakeholders.privacy import erasure
from stakeholders.repermission import asking
from stakeholders.repermission.tokens import LIFE, answer_token
from tests.factories.staff import staff
from tests.factories.stakeholders import Action, ContactFactory
from tests.journeys.conftest import post_office  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
Source = ConsentRecord.Source


@pytest.fixture
def address():
    return ContactFactory(name="Amina Example", emails=["amina@example.org"]).main_address.address


def url(address, topic="newsletter", language="en"):
    with translation.override(language):
        return reverse("stakeholders:answer", args=[answer_token(address.pk, topic)])


def press(address, answer, **kwargs):
    return Client(enforce_csrf_checks=True).post(url(address, **kwargs), {"answer": answer})


def history(address):
    rows = ConsentRecord.objects.filter(address=address, purpose="newsletter").order_by("pk")
    return [(row.action, row.source) for row in rows]


def test_looking_changes_nothing(address):
    for _ in range(2):
        page = Client().get(url(address))
        assert page.status_code == 200
        assert not page.cookies
    assert "amina@" not in page.content.decode()
    assert history(address) == []


def test_yes_is_consent_with_the_words_that_stood_beside_the_button(address):
    shown = Client().get(url(address)).content.decode()
    assert press(address, "yes").status_code == 302
    given = consent.state(address)["newsletter"]
    assert (given.action, given.source, given.basis) == (Action.GIVEN, Source.REPERMISSION, "consent")
    assert given.wording.text in shown.replace("&#x27;", "'")
    assert given.language == given.wording.language == "en"


def test_the_words_are_kept_in_the_language_in_which_they_were_read(address):
    press(address, "yes", language="ur")
    assert consent.state(address)["newsletter"].wording.language == "ur"


def test_no_is_a_withdrawal_and_no_answer_is_no_consent(address):
    silent = ContactFactory(emails=["silent@example.org"])
    press(address, "no")
    assert history(address) == [(Action.WITHDRAWN, Source.REPERMISSION)]
    criteria = Criteria(topic="newsletter").to_json()
    reasons = {each.address_id: each.exclusion for each in subscribers(criteria, "newsletter")}
    assert reasons == {address.pk: "withdrawn", silent.main_address.address_id: "no_consent"}


def test_the_same_answer_again_adds_nothing_and_the_other_one_takes_it_back(address):
    for answer in ("yes", "yes", "no", "no", "yes"):
        assert press(address, answer).status_code == 302
    assert [action for action, _source in history(address)] == [Action.GIVEN, Action.WITHDRAWN, Action.GIVEN]


def test_an_old_link_does_not_revive_what_was_stopped_since(address):
    press(address, "yes")
    subscriptions.withdraw(address=address, purposes=["newsletter"], source=Source.PAGE, now=timezone.now())
    assert press(address, "yes").status_code == 410
    assert Client().get(url(address)).status_code == 410
    assert history(address)[-1] == (Action.WITHDRAWN, Source.PAGE)


@pytest.mark.parametrize("data", [{}, {"answer": "maybe"}, {"yes": "1"}])
def test_a_post_without_an_answer_changes_nothing(address, data):
    assert Client().post(url(address), data).status_code == 400
    assert history(address) == []


def test_a_token_that_was_tampered_with_or_is_of_another_purpose_opens_nothing(address):
    good = answer_token(address.pk, "newsletter")
    other = signing.dumps([address.pk, "newsletter"], salt="stakeholders.confirmation")
    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), other, "x"):
        page = Client().post(reverse("stakeholders:answer", args=[token]), {"answer": "yes"})
        assert page.status_code == 404
    assert history(address) == []


def test_a_link_works_for_half_a_year(address, monkeypatch):
    link = url(address)
    later = timezone.now() + LIFE + datetime.timedelta(minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert Client().post(link, {"answer": "yes"}).status_code == 410
    assert history(address) == []


def test_a_link_of_somebody_who_was_erased_opens_nothing():
    contact = ContactFactory(emails=["gone@example.org"])
    link = url(contact.main_address.address)
    erasure.erase(contact, by=None, now=timezone.now())
    assert Client().get(link).status_code == 404


def test_each_reader_gets_a_link_of_their_own_that_answers_for_them_alone(post_office):  # noqa: F811
    people = {name: ContactFactory(name=name, emails=[f"{name}@example.org"]) for name in ("amina", "bilal")}
    ur = ContactFactory(
        name="zara", name_ur="زارا", emails=["zara@example.org"], language=Language.objects.get(code="ur")
    )
    question = Repermission.objects.create(
        topic=Topic.objects.get(code="newsletter"), introduction="Hello.", introduction_ur="سلام۔"
    )
    mailing = asking.send(question, by=staff(roles.APPROVER), now=timezone.now())
    preparing.prepare(mailing.pk, now=timezone.now())
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in post_office.work()}
    assert set(mails) == {"amina@example.org", "bilal@example.org", "zara@example.org"}
    links = {}
    for email, mail in mails.items():
        html, text = (mail.get_body([kind]).get_content() for kind in ("html", "plain"))
        (link,) = set(re.findall(r"http[^\s\"<>]+/answer/[^\s\"<>]+", text))
        assert link in html.replace("&amp;", "&")
        assert "[[" not in html + text
        links[email] = urlsplit(link).path
    assert len(set(links.values())) == 3
    assert links["zara@example.org"].startswith("/ur/")
    Client().post(links["bilal@example.org"], {"answer": "yes"})
    assert consent.purposes(people["bilal"].main_address.address, Action.GIVEN) == {"newsletter"}
    for other in (people["amina"], ur):
        assert consent.state(other.main_address.address) == {}
