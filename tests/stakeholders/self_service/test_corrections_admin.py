"""What staff see of corrections, and how they settle what was asked of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import COORDINATOR
from stakeholders.models import Correction
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db
INDEX = "/admin/correction/"


@pytest.fixture
def coordinator(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


def corrected(name, *, message="", fields=("name",), **kwargs):
    return Correction.objects.create(
        contact=ContactFactory(name=name), at=timezone.now(), message=message, fields=list(fields), **kwargs
    )


def test_the_list_says_who_changed_what_and_what_they_want(client, coordinator):
    corrected("Amina Example", message="I moved to <b>Peshawar</b>", fields=["name_ur", "phones"])
    page = client.get(INDEX).content.decode()
    assert "Amina Example" in page
    assert "Name in Urdu" in page
    assert "Telephone numbers" in page
    assert "I moved to &lt;b&gt;Peshawar" in page
    assert "Waits for us" in page


def test_it_can_be_narrowed_to_what_waits(client, coordinator):
    corrected("Waiting One", message="I moved")
    corrected("Silent One")
    corrected("Settled One", message="I moved too", settled_at=timezone.now(), settled_by=coordinator)
    waiting = client.get(INDEX, {"waits": "yes"}).content.decode()
    assert [name for name in ("Waiting One", "Silent One", "Settled One") if name in waiting] == ["Waiting One"]
    others = client.get(INDEX, {"waits": "no"}).content.decode()
    assert [name for name in ("Waiting One", "Silent One", "Settled One") if name in others] == [
        "Silent One",
        "Settled One",
    ]


def test_it_is_settled_by_a_button_once_and_keeps_who_did_it(client, coordinator):
    row = corrected("Amina Example", message="I moved")
    url = reverse("correction:settle", args=[row.pk])
    assert "I moved" in client.get(url).content.decode()
    row.refresh_from_db()
    assert row.settled_at is None
    client.post(url)
    row.refresh_from_db()
    assert row.settled_by == coordinator
    first = row.settled_at
    client.force_login(staff(COORDINATOR))
    client.post(url)
    row.refresh_from_db()
    assert (row.settled_at, row.settled_by) == (first, coordinator)


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(client, coordinator):
    for n in range(3):
        corrected(f"Person {n}", message="x", settled_at=timezone.now(), settled_by=coordinator)
    client.get(INDEX)
    with CaptureQueriesContext(connection) as few:
        client.get(INDEX)
    for n in range(27):
        corrected(f"Person {n + 3}", message="x", settled_at=timezone.now(), settled_by=coordinator)
    with CaptureQueriesContext(connection) as many:
        client.get(INDEX)
    assert len(many) <= len(few) + 1  # the paginator's


def test_a_correction_stands_on_the_time_line_of_its_contact(client, coordinator):
    row = corrected("Amina Example", message="I moved")
    page = client.get(reverse("contact:inspect", args=[row.contact_id])).content.decode()
    assert "Corrected by the person" in page
