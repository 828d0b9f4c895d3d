"""Guessing a password is slow, at every door; who owns it still gets in."""

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from coordination_site.roles import ADMINISTRATOR
from coordination_site.signing_in import PER_ACCOUNT_AND_NETWORK, PER_NETWORK
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
DOORS = ["wagtailadmin_login", "wagtailcore_login"]


@pytest.fixture(autouse=True)
def fresh_hour():
    caches["shared"].clear()


@pytest.fixture
def owner():
    user = staff(ADMINISTRATOR, username="amina")
    user.set_password(PASSWORD)
    user.save()
    return user


def try_to_sign_in(client, password, username="amina", door="wagtailadmin_login"):
    return client.post(reverse(door), {"username": username, "password": password})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("door", DOORS)
def test_after_ten_wrong_passwords_the_right_one_is_not_tried_either(client, owner, door):
    for n in range(PER_ACCOUNT_AND_NETWORK):
        assert "Too many tries" not in try_to_sign_in(client, f"wrong {n}", door=door).content.decode()
    answer = try_to_sign_in(client, PASSWORD, door=door)
    assert "Too many tries to sign in. Please try again in an hour." in answer.content.decode()
    assert not is_in(client)


def test_the_doors_share_one_count(client, owner):
    for n in range(PER_ACCOUNT_AND_NETWORK):
        try_to_sign_in(client, f"wrong {n}", door=DOORS[n % 2])
    try_to_sign_in(client, PASSWORD)
    assert not is_in(client)


def test_a_guesser_does_not_lock_the_owner_out_elsewhere(owner):
    guesser, at_work = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="192.0.2.7")
    for n in range(2 * PER_ACCOUNT_AND_NETWORK):
        try_to_sign_in(guesser, f"wrong {n}")
    try_to_sign_in(at_work, PASSWORD)
    assert is_in(at_work)


def test_one_network_can_not_go_through_all_accounts(client, owner):
    for n in range(PER_NETWORK):
        try_to_sign_in(client, "password1234", username=f"staff-{n}")
    try_to_sign_in(client, PASSWORD)
    assert not is_in(client)


def test_signing_in_begins_the_count_anew(client, owner):
    for n in range(PER_ACCOUNT_AND_NETWORK - 1):
        try_to_sign_in(client, f"wrong {n}")
    for _ in range(3):
        try_to_sign_in(client, PASSWORD)
        assert is_in(client)
        client.post(reverse("wagtailadmin_logout"))


def test_nobody_can_flood_a_mailbox_with_password_resets(client, owner):
    pages = {
        client.post(reverse("wagtailadmin_password_reset"), {"email": spelling}).url
        for spelling in ("amina@example.org", "AMINA@example.org", "amina@Example.org", "amina@example.org")
    }
    assert len(pages) == 1
    assert [message.to for message in mail.outbox] == [["amina@example.org"]] * 3
