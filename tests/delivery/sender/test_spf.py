"""SPF: one record, readable, followed to its end, and letting the servers send."""

import ipaddress

import pytest

from delivery.sender import spf_record, spf_tree
from delivery.sender.lookups import Lookups
from delivery.sender.spf_record import BadTerm
from delivery.sender.words import Level
from tests.delivery.sender.looking import DOMAIN, codes, look, only
from tests.delivery.sender.world import World, sound


def spf_of(text, world=None, **changes):
    """Return the codes and findings for a domain whose only record is `text`."""
    world = (world or sound()).without(DOMAIN, "TXT").txt(DOMAIN, text)
    found = look(world, **changes)
    return codes(found, "spf"), found


def test_a_sound_record_that_names_the_server_is_in_order():
    found = look(sound())
    assert codes(found, "spf") == ["spf.ok", "spf.covered"]
    assert only(found, "spf.ok").facts["lookups"] == 1
    assert only(found, "spf.ok").seen == ("v=spf1 ip4:192.0.2.25 include:spf.example.net -all",)


def test_without_a_record_the_one_to_publish_is_said():
    found = look(sound().without(DOMAIN, "TXT"))
    assert codes(found, "spf") == ["spf.none"]
    assert [str(r) for r in only(found, "spf.none").publish] == ['unit.example.org. TXT "v=spf1 ip4:192.0.2.25 ~all"']


def test_where_nothing_is_known_of_the_servers_no_record_is_invented():
    found = look(sound().without(DOMAIN, "TXT"), servers=(), relay="127.0.0.1")
    assert only(found, "spf.none").publish == ()


def test_two_records_are_as_bad_as_none():
    world = sound().txt(DOMAIN, "V=SPF1 -all")
    found = look(world)
    assert codes(found, "spf") == ["spf.several"]
    assert only(found, "spf.several").facts["count"] == 2


@pytest.mark.parametrize(
    "text", ['"v=spf1 -all"', "v=spf2 -all", "spf1 -all", " v=spf1 -all", "v=spf1-all", "v = spf1 ~all"]
)
def test_a_record_that_only_looks_like_one_is_called_misspelt(text):
    assert spf_of(text)[0] == ["spf.misspelt"]


def test_a_record_in_several_strings_is_joined_without_spaces():
    hosts = " ".join(f"ip4:198.51.100.{n}" for n in range(60))
    assert spf_of(f"v=spf1 {hosts} ip4:192.0.2.25 -all")[0] == ["spf.ok", "spf.covered"]


@pytest.mark.parametrize(
    "term",
    [
        *("ip4:192.0.2.256", "ip4:192.0.2.0/33", "ip4", "ip4:2001:db8::1", "ip6:192.0.2.1", "ip6:2001:db8::/129"),
        *("include", "include:", "exists", "mx:", "a:/24/24", "a/33", "a//129", "include:x.example/24", "all:x"),
        *("ipv4:192.0.2.1", "inlcude:x.example", "192.0.2.1", "redirect=", "-", "\\195\\164", "ip4:192.0.2.1/24x"),
    ],
)  # fmt: skip
def test_a_term_that_no_receiver_can_read_breaks_the_record(term):
    found_codes, found = spf_of(f"v=spf1 ip4:192.0.2.25 {term} -all")
    assert found_codes[0] == "spf.broken"
    assert "spf.ok" not in found_codes
    if "=" not in term and "\\" not in term:
        assert only(found, "spf.broken").facts["term"] == term


@pytest.mark.parametrize(
    "term", ["A/24//64", "mx//64", "+a:mail.unit.example.org/28", "exp=x.example", "x-y=z", "?ip4:192.0.2.0/24"]
)
def test_unusual_terms_are_read(term):
    assert "spf.broken" not in spf_of(f"v=spf1 ip4:192.0.2.25 {term} -all")[0]


def test_what_follows_all_is_still_read_for_errors_and_otherwise_ignored():
    assert spf_record.parse("v=spf1 -all include:x.example redirect=y.example").terms[-1].name == "all"
    with pytest.raises(BadTerm, match="nonsense"):
        spf_record.parse("v=spf1 -all nonsense")


@pytest.mark.parametrize(
    ("end", "code"), [("+all", "spf.open"), ("all", "spf.open"), ("?all", "spf.undecided"), ("", "spf.undecided")]
)
def test_an_end_that_lets_everybody_in_or_says_nothing_is_told(end, code):
    assert code in spf_of(f"v=spf1 ip4:192.0.2.25 {end}")[0]


def test_the_end_may_stand_where_the_record_redirects_to():
    world = sound().txt("_spf.example.org", "v=spf1 ip4:192.0.2.25 +all")
    assert spf_of("v=spf1 redirect=_spf.example.org", world)[0] == ["spf.open", "spf.covered"]


def test_a_redirect_to_nowhere_breaks_the_record():
    found_codes, found = spf_of("v=spf1 redirect=nowhere.example.org")
    assert found_codes == ["spf.include", "spf.coverage_unclear"]
    assert only(found, "spf.include").facts["name"] == "nowhere.example.org"


def test_eleven_look_ups_are_one_too_many_wherever_they_stand():
    world = sound()
    for n in range(5):
        world.txt(f"s{n}.example.net", "v=spf1 a:mail.unit.example.org -all")
    ten = "v=spf1 ip4:192.0.2.25 " + " ".join(f"include:s{n}.example.net" for n in range(5))
    found_codes, found = spf_of(f"{ten} -all", world)
    assert found_codes == ["spf.ok", "spf.covered"]
    assert only(found, "spf.ok").facts["lookups"] == 10
    found_codes, found = spf_of(f"{ten} mx -all", world)
    assert found_codes == ["spf.lookups", "spf.covered"]
    assert only(found, "spf.lookups").facts["lookups"] == 11


def test_a_forest_of_includes_is_not_followed_for_ever():
    world = sound()
    for n in range(40):
        wide = " ".join(f"include:s{m}.example.net" for m in range(n + 1, 40))
        world.txt(f"s{n}.example.net", f"v=spf1 {wide} -all")
    found_codes, _found = spf_of("v=spf1 include:s0.example.net -all", world)
    assert found_codes == ["spf.lookups", "spf.coverage_unclear"]
    assert len(world.asked) < 60


def test_records_that_include_one_another_are_a_circle():
    world = sound().txt("a.example.net", "v=spf1 include:unit.EXAMPLE.org -all")
    found_codes, found = spf_of("v=spf1 ip4:192.0.2.25 include:a.example.net -all", world)
    assert found_codes == ["spf.circle", "spf.covered"]
    assert only(found, "spf.circle").facts["name"] == "unit.EXAMPLE.org"


def test_an_include_without_a_record_or_with_two_breaks_everything():
    world = sound().txt("two.example.net", "v=spf1 -all", "v=spf1 ~all").txt("none.example.net", "hello")
    found_codes, found = spf_of("v=spf1 include:two.example.net include:none.example.net -all", world)
    assert found_codes == ["spf.include", "spf.include", "spf.coverage_unclear"]
    assert {each.facts.get("name") for each in found if each.code == "spf.include"} == {
        "two.example.net",
        "none.example.net",
    }


def test_an_error_in_an_included_record_is_told_with_its_domain():
    world = sound().txt("bad.example.net", "v=spf1 ip5:1 -all")
    _codes, found = spf_of("v=spf1 ip4:192.0.2.25 include:bad.example.net -all", world)
    assert only(found, "spf.broken").facts == {"domain": "bad.example.net", "term": "ip5:1"}


def test_three_names_without_records_may_break_the_record_and_two_do_not():
    two = "v=spf1 ip4:192.0.2.25 a:x.example.org"
    assert "spf.voids" not in spf_of(f"{two} -all")[0]
    found_codes, found = spf_of(f"{two} a:y.example.org mx:z.example.org -all")
    assert "spf.voids" in found_codes
    assert only(found, "spf.voids").facts["names"] == "x.example.org, y.example.org, z.example.org"


def test_more_than_ten_mail_servers_are_too_many_for_mx():
    hosts = [f"mx{n}.example.org" for n in range(11)]
    world = sound().without(DOMAIN, "MX").mx(DOMAIN, *hosts)
    for host in hosts:
        world.address(host, "192.0.2.77")
    assert "spf.crowded" in spf_of("v=spf1 ip4:192.0.2.25 mx -all", world)[0]


def test_ptr_is_advised_against():
    found_codes, found = spf_of("v=spf1 ip4:192.0.2.25 ptr -all")
    assert found_codes == ["spf.ptr", "spf.covered"]
    assert only(found, "spf.ptr").level is Level.ADVICE


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("v=spf1 a:mail.unit.example.org -all", "pass"),
        ("v=spf1 a:mail.unit.example.org/24 -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?ip4:192.0.2.0/24 -all", "neutral"),
        ("v=spf1 -ip4:192.0.2.25 +all", "fail"),
        ("v=spf1 include:spf.example.net ~all", "softfail"),
        ("v=spf1 include:ours.example.net -all", "pass"),
        ("v=spf1 redirect=ours.example.net", "pass"),
        ("v=spf1", "neutral"),
        ("v=spf1 exists:%{i}.x.example -all", "unclear"),
        ("v=spf1 exists:%{i}.x.example ip4:192.0.2.25 -all", "pass"),
        ("v=spf1 -exists:%{i}.x.example ip4:192.0.2.25 -all", "unclear"),
        ("v=spf1 include:%{d}.x.example -all", "unclear"),
        ("v=spf1 redirect=%{d}.x.example", "unclear"),
    ],
)
def test_the_verdict_is_the_one_that_receivers_come_to(text, verdict):
    world = sound().txt("ours.example.net", "v=spf1 ip4:192.0.2.0/24 -all")
    tree, _walk = spf_tree.follow(text, domain=DOMAIN, lookups=Lookups(world))
    assert spf_tree.verdict(tree, ipaddress.ip_address("192.0.2.25")) == verdict


def test_a_named_server_that_is_not_covered_is_an_error_with_the_record_to_publish():
    found = look(sound(), servers=("192.0.2.25", "2001:db8::25"))
    uncovered = only(found, "spf.uncovered")
    assert uncovered.facts == {"server": "2001:db8::25", "verdict": "fail"}
    assert uncovered.publish[0].value == ('"v=spf1 ip6:2001:db8::25 ip4:192.0.2.25 include:spf.example.net -all"')
    assert codes(found, "spf") == ["spf.ok", "spf.covered", "spf.uncovered"]


def test_a_relay_of_others_may_send_from_elsewhere_so_it_is_only_a_warning():
    world = sound().address("smtp.example.com", "203.0.113.9").ptr("203.0.113.9", "smtp.example.com")
    found = look(world, servers=(), relay="smtp.example.com")
    assert only(found, "spf.relay_uncovered").level is Level.WARNING


@pytest.mark.parametrize("relay", ["127.0.0.1", "localhost", "10.0.0.5", "::1", "fd00::1", "postfix"])
def test_behind_a_relay_inside_the_network_the_public_address_is_not_known(relay):
    found = look(sound(), servers=(), relay=relay)
    assert only(found, "spf.server_unknown").facts == {"host": relay}
    assert "--ip" in only(found, "spf.server_unknown").todo


def test_a_providers_include_is_looked_for():
    found = look(sound(), servers=(), provider="amazon_ses")
    assert "spf.provider_missing" in codes(found)
    world = (
        sound()
        .without(DOMAIN, "TXT")
        .txt(DOMAIN, "v=spf1 include:amazonses.com -all")
        .txt("amazonses.com", "v=spf1 -all")
    )
    assert "spf.provider_there" in codes(look(world, servers=(), provider="amazon_ses"))


def test_a_provider_that_is_not_known_here_is_left_alone():
    assert codes(look(sound(), servers=(), provider="unheard_of"), "spf") == ["spf.ok"]


def test_an_include_that_nobody_answers_for_leaves_things_unknown():
    world = sound().fault("spf.example.net", "SERVFAIL")
    assert codes(look(world), "spf") == ["unanswered.failed", "spf.covered"]
    assert codes(look(world, servers=("198.51.100.7",)), "spf") == ["unanswered.failed", "spf.coverage_unclear"]


@pytest.mark.parametrize("mechanism", ["a:slow.example.org", "mx:slow.example.org"])
def test_a_host_that_nobody_answers_for_leaves_things_unknown(mechanism):
    world = sound().fault("slow.example.org", "late")
    assert spf_of(f"v=spf1 {mechanism} -all", world)[0] == ["unanswered.late", "spf.coverage_unclear"]


def test_an_empty_world_is_an_answer_too():
    assert "spf.none" in codes(look(World()))
