import pytest

from delivery import addresses
from delivery.exceptions import InvalidAddress
from delivery.models import Address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina@Example.org", "amina@example.ORG"),
        (" amina@example.org ", "amina@example.org"),
        ("amina@bücher.example.org", "AMINA@xn--bcher-kva.example.org"),
        ("ＡＭＩＮＡ@example.org", "amina@example.org"),
    ],
)
def test_two_spellings_of_one_mailbox_fold_to_one_key(one, other):
    assert addresses.fold(one) == addresses.fold(other)


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "amina",
        "amina@",
        "@example.org",
        "amina@@example.org",
        "amina@example.org\nBcc: other@example.org",
        "Amina <amina@example.org>",
        "amina@example..org",
        "amina@localhost",
        "a" * 65 + "@example.org",
        "amina@" + "a" * 250 + ".org",
        "amina@example.org, bilal@example.org",
    ],
)
@pytest.mark.django_db
def test_a_malformed_address_is_refused_with_a_reason_and_makes_no_row(malformed):
    with pytest.raises(InvalidAddress) as refusal:
        addresses.get_or_create(malformed)
    assert str(refusal.value)
    assert not Address.objects.exists()


@pytest.mark.django_db
def test_an_address_keeps_the_spelling_of_its_owner():
    first = addresses.get_or_create("Amina.Khan@Example.org")
    second = addresses.get_or_create("amina.khan@example.org")
    assert first == second
    assert second.email == "Amina.Khan@example.org"


@pytest.mark.django_db
def test_on_the_wire_the_domain_is_ascii_and_the_local_part_untouched():
    address = addresses.get_or_create("Ämina@bücher.example.org")
    assert addresses.wire_form(address.email, address.key) == "Ämina@xn--bcher-kva.example.org"


@pytest.mark.django_db
def test_many_addresses_take_few_queries_and_each_malformed_one_its_reason(django_assert_max_num_queries):
    known = addresses.get_or_create("known@example.org")
    emails = [f"reader-{n}@example.org" for n in range(500)] + ["KNOWN@example.org", "bad@", "READER-1@example.org"]
    with django_assert_max_num_queries(5):
        outcome = addresses.get_or_create_many(emails)
    assert set(outcome) == set(emails)
    assert outcome["KNOWN@example.org"] == known
    assert outcome["READER-1@example.org"] == outcome["reader-1@example.org"]
    assert isinstance(outcome["bad@"], InvalidAddress)
    assert Address.objects.count() == 501


def test_the_hash_depends_on_the_key(settings):
    before = addresses.address_hash("amina@example.org")
    settings.ADDRESS_HASH_KEY = "another"
    assert addresses.address_hash("amina@example.org") != before
    assert "amina" not in before
