"""A tag put on many contacts and taken off: those chosen, or all that the list was narrowed to."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import AUTHOR
from stakeholders.models import Contact, Province, Tag
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag():
    return Tag.objects.create(code="trained", label="Trained in 2026")


def url(**asked):
    return reverse("contact:tag", query=asked)


def tagged(tag):
    return set(tag.contacts.values_list("name", flat=True))


def test_a_tag_is_put_on_all_that_the_list_was_narrowed_to_and_taken_off_again(coordinator, tag):
    sindh = Province.objects.get(code="PK-SD")
    for name in ("Amina", "Bilal"):
        ContactFactory(name=name, province=sindh)
    ContactFactory(name="Dua")
    Contact.objects.get(name="Amina").tags.add(tag)
    asked = {"province": sindh.pk}
    shown = coordinator.get(url(**asked)).content.decode()
    assert "2 contacts" in shown
    assert "Province: Sindh" in shown
    answer = coordinator.post(url(**asked), {"act": "put_on", "tag": tag.pk, "expected": "2"}, follow=True)
    assert "was put on 1 contact." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("contact:index", query=asked)
    assert tagged(tag) == {"Amina", "Bilal"}
    answer = coordinator.post(url(tag=tag.pk), {"act": "take_off", "tag": tag.pk, "expected": "2"}, follow=True)
    assert "was taken off 2 contacts." in answer.content.decode()
    assert tagged(tag) == set()


def test_only_those_chosen_are_tagged_whatever_else_the_list_shows(coordinator, tag):
    amina, _bilal = ContactFactory(name="Amina"), ContactFactory(name="Bilal")
    asked = {"id": [amina.pk], "q": "example"}
    assert "1 chosen" in coordinator.get(url(**asked)).content.decode()
    coordinator.post(url(**asked), {"act": "put_on", "tag": tag.pk, "expected": "1"})
    assert tagged(tag) == {"Amina"}


def test_a_list_that_has_changed_meanwhile_is_shown_again_and_nothing_is_tagged(coordinator, tag):
    ContactFactory(name="Amina")
    ContactFactory(name="Bilal")
    answer = coordinator.post(url(), {"act": "put_on", "tag": tag.pk, "expected": "1"})
    shown = answer.content.decode()
    assert "The list has changed" in shown
    assert '<input type="hidden" name="expected" value="2">' in shown
    assert tagged(tag) == set()


@pytest.mark.parametrize(
    "asked", [{"province": "nowhere"}, {"id": "1 OR 1=1"}, {"id": "9" * 40}, {"id": "²"}, {"health": "no_sense"}]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_filter_that_is_none_is_refused_rather_than_left_out(coordinator, tag, asked, method):
    ContactFactory(name="Amina")
    form = {"act": "put_on", "tag": tag.pk, "expected": "1"} if method == "post" else None
    assert getattr(coordinator, method)(url(**asked), form).status_code == 400
    assert tagged(tag) == set()


def test_a_retired_tag_is_only_taken_off(coordinator, tag):
    ContactFactory(name="Amina").tags.add(tag)
    ContactFactory(name="Bilal")
    Tag.objects.update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    answer = coordinator.post(url(), {"act": "put_on", "tag": tag.pk, "expected": "2"})
    assert "This tag is retired." in answer.content.decode()
    coordinator.post(url(), {"act": "take_off", "tag": tag.pk, "expected": "2"})
    assert tagged(tag) == set()


def test_too_many_at_a_time_are_refused(coordinator, tag, monkeypatch):
    monkeypatch.setattr("stakeholders.tagging.MOST", 1)
    ContactFactory()
    ContactFactory()
    answer = coordinator.post(url(), {"act": "put_on", "tag": tag.pk, "expected": "2"})
    assert "too many at a time" in answer.content.decode()
    assert tagged(tag) == set()


def test_nothing_is_tagged_by_looking_or_by_others(client, coordinator, tag):
    ContactFactory()
    coordinator.get(url(), {"act": "put_on", "tag": tag.pk, "expected": "1"})
    client.force_login(staff(AUTHOR))
    assert client.post(url(), {"act": "put_on", "tag": tag.pk, "expected": "1"}).status_code in {302, 403}
    assert tagged(tag) == set()
