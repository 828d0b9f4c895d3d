"""The servers that take mail (MX) and those that send it (PTR)."""

import pytest

from delivery.sender.words import Level
from tests.delivery.sender.looking import DOMAIN, codes, look, only
from tests.delivery.sender.world import sound

# Mail to us


def test_replies_and_bounces_have_a_server():
    found = look(sound())
    assert codes(found, "mx") == ["mx.ok"]
    assert only(found, "mx.ok").facts["servers"] == "mail.unit.example.org"


def test_from_and_return_path_are_both_looked_at_when_they_differ():
    found = look(sound(), domain="bounces.example.org")
    assert [(each.code, each.facts["domain"]) for each in found if each.check == "mx"] == [
        ("mx.ok", DOMAIN),
        ("mx.none", "bounces.example.org"),
    ]


def test_a_domain_that_is_not_there_at_all_is_told_once_and_first():
    found = look(sound(), domain="bounces.example.org")
    assert codes(found)[0] == "domain.unheard_of"
    assert codes(found, "domain") == ["domain.unheard_of"]
    assert "domain.unheard_of" not in codes(look(sound()))


def test_the_best_server_is_named_first():
    world = sound().without(DOMAIN, "MX").record(DOMAIN, "MX", "20 b.example.org.", "10 a.example.org.")
    world.address("a.example.org", "192.0.2.1").address("b.example.org", "2001:db8::1")
    assert only(look(world), "mx.ok").facts["servers"] == "a.example.org, b.example.org"


@pytest.mark.parametrize(
    ("hosts", "code"),
    [
        (["gone.example.org"], "mx.dead"),
        (["gone.example.org", "mail.unit.example.org"], "mx.partly_dead"),
        (["slow.example.org"], "unanswered.late"),
        (["slow.example.org", "mail.unit.example.org"], "mx.ok"),
    ],
)
def test_servers_without_an_address_are_named(hosts, code):
    world = sound().without(DOMAIN, "MX").mx(DOMAIN, *hosts).fault("slow.example.org", "late")
    assert codes(look(world), "mx") == [code]


def test_a_null_mx_says_that_no_mail_is_taken():
    assert codes(look(sound().without(DOMAIN, "MX").record(DOMAIN, "MX", "0 .")), "mx") == ["mx.null"]


def test_without_mx_the_web_address_stands_in():
    world = sound().without(DOMAIN, "MX")
    assert codes(look(world), "mx") == ["mx.none"]
    assert codes(look(world.address(DOMAIN, "192.0.2.80")), "mx") == ["mx.implicit"]


# Mail from us


def test_a_server_whose_name_leads_back_to_it_is_in_order():
    assert only(look(sound()), "ptr.ok").facts == {"server": "192.0.2.25", "name": "mail.unit.example.org"}


def test_a_server_without_a_name_gets_the_records_to_ask_for():
    found = look(sound().without("25.2.0.192.in-addr.arpa", "PTR"))
    assert [str(record) for record in only(found, "ptr.none").publish] == [
        "25.2.0.192.in-addr.arpa. PTR mail.unit.example.org.",
        "mail.unit.example.org. A 192.0.2.25",
    ]


def test_a_name_that_leads_elsewhere_is_not_confirmed():
    world = sound().without("mail.unit.example.org", "A").address("mail.unit.example.org", "192.0.2.26")
    assert codes(look(world), "ptr") == ["ptr.unconfirmed"]


def test_one_of_several_names_is_enough():
    world = sound().ptr("192.0.2.25", "a.example.org", "zz.example.org")
    assert codes(look(world), "ptr") == ["ptr.ok"]


def test_ipv6_is_looked_up_in_its_own_tree():
    world = sound().ptr("2001:db8::25", "six.example.org").address("six.example.org", "2001:db8::25")
    assert codes(look(world, servers=("2001:db8::25",)), "ptr") == ["ptr.ok"]


@pytest.mark.parametrize(
    "server", ["10.0.0.1", "127.0.0.1", "mail.unit.example.org", "192.0.2.999", "fe80::1", "224.0.0.1", ""]
)
def test_what_is_no_public_address_is_said_to_be_none(server):
    found = look(sound(), servers=(server,))
    assert codes(found, "ptr") == ["ptr.not_public"]
    assert "spf.covered" not in codes(found)


def test_a_relay_is_looked_up_by_its_name():
    world = sound().address("smtp.example.com", "203.0.113.9", "10.0.0.9")
    found = look(world, servers=(), relay="smtp.example.com")
    assert codes(found, "ptr") == ["ptr.relay"]
    assert only(found, "ptr.relay").level is Level.WARNING
    world.ptr("203.0.113.9", "smtp.example.com")
    assert codes(look(world, servers=(), relay="smtp.example.com"), "ptr") == ["ptr.ok"]


def test_a_relay_without_an_address_takes_no_mail():
    assert codes(look(sound(), servers=(), relay="gone.example.com"), "ptr") == ["ptr.no_host"]


def test_a_relay_that_nobody_answers_for_is_unknown():
    world = sound().fault("slow.example.com", "SERVFAIL")
    assert codes(look(world, servers=(), relay="slow.example.com"), "ptr") == ["unanswered.failed"]


@pytest.mark.parametrize("relay", ["127.0.0.1", "localhost", "192.168.1.5", "inside.example.com"])
def test_a_relay_inside_the_network_says_nothing_of_the_address_outside(relay):
    world = sound().address("inside.example.com", "10.1.2.3")
    found = look(world, servers=(), relay=relay)
    assert codes(found, "ptr") == ["ptr.private"]
    assert "spf.server_unknown" in codes(found, "spf")


def test_a_reverse_zone_that_does_not_answer_is_unknown():
    assert codes(look(sound().fault("25.2.0.192.in-addr.arpa", "REFUSED")), "ptr") == ["unanswered.failed"]
    assert codes(look(sound().fault("mail.unit.example.org", "late")), "ptr") == ["unanswered.late"]


def test_a_providers_servers_are_its_own_business():
    assert codes(look(sound(), servers=(), provider="postmark"), "ptr") == ["ptr.provider"]
