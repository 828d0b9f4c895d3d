"""A whole look: complete, bounded, and safe against whatever a zone holds."""

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.sender import spf_record
from delivery.sender.checking import check
from delivery.sender.findings import Check, Finding, finding, printable, unanswered, worst
from delivery.sender.history import NoNameServers
from delivery.sender.lookups import Answer, Lookups, domain_name
from delivery.sender.words import WORDS, Level
from tests.delivery.sender.looking import DOMAIN, codes, look, only, profile
from tests.delivery.sender.world import World, sound

FAULTS = ["late", "garbage", "SERVFAIL", "REFUSED", "NOTIMP"]


def test_a_sound_domain_has_nothing_but_good_news():
    found = look(sound())
    assert codes(found) == [
        *("spf.ok", "spf.covered", "dkim.ok", "dmarc.ok", "alignment.both", "mx.ok", "ptr.ok"),
        *("bulk.met", "bulk.met"),
    ]
    assert worst(found) is Level.OK
    assert [each.facts["who"] for each in found if each.check is Check.BULK] == ["Gmail", "Yahoo"]


def test_an_empty_dns_has_nothing_but_bad_news_and_each_says_what_to_do():
    found = look(World())
    assert codes(found) == [
        *("domain.unheard_of", "spf.none", "dkim.none", "dmarc.none", "alignment.none", "mx.none", "ptr.none"),
        *("bulk.missing", "bulk.missing"),
    ]
    assert all(each.todo for each in found)
    assert found[-1].facts["missing"] == "SPF, DKIM, DMARC, DMARC alignment, PTR"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_dns_that_does_not_answer_makes_everything_unknown_and_nothing_wrong(fault):
    found = look(World().fault(".", fault))
    assert {each.level for each in found} == {Level.UNKNOWN}
    assert {each.check for each in found} == set(Check) - {Check.DOMAIN}


def test_a_machine_without_name_servers_knows_nothing():
    assert {each.level for each in check(profile(), resolver=NoNameServers())} == {Level.UNKNOWN}


@pytest.mark.parametrize("name", [DOMAIN, f"_dmarc.{DOMAIN}", f"news._domainkey.{DOMAIN}", "mail.unit.example.org"])
@pytest.mark.parametrize("fault", FAULTS)
def test_one_silent_name_leaves_the_rest_known(name, fault):
    found = look(sound().fault(name, fault))
    assert Level.UNKNOWN in {each.level for each in found}
    assert Level.OK in {each.level for each in found}
    assert Level.ERROR not in {each.level for each in found}


def test_aliases_that_lead_in_a_circle_are_unknown():
    world = (
        World().record("a.example.org", "CNAME", "b.example.org.").record("b.example.org", "CNAME", "a.example.org.")
    )
    found = look(world, domain="a.example.org", from_domain="a.example.org")
    assert [each.level for each in found if each.check is Check.SPF] == [Level.UNKNOWN]


def test_three_hundred_texts_at_one_name_are_read_and_not_all_shown():
    world = sound().txt(DOMAIN, *(f"noise={n}" for n in range(300)))
    assert codes(look(world), "spf") == ["spf.ok", "spf.covered"]
    world.txt(DOMAIN, *(f"v=spf1 ip4:192.0.2.{n % 256} x{n}" for n in range(300)))
    several = only(look(world), "spf.several")
    assert several.facts["count"] == 301
    assert len(several.seen) == 5


def test_what_strangers_publish_is_shown_plain_and_short():
    hostile = "v=spf1 \x1b[31m<script>alert(1)</script>\n\u202eevil\x00".encode() + b"\xff" * 9000
    found = look(sound().without(DOMAIN, "TXT").txt(DOMAIN, hostile))
    shown = " ".join(part for each in found for part in (each.found, *each.seen, *map(str, each.publish)))
    assert re.fullmatch(r"[ -~“”…’]*", shown)
    assert max(len(text) for each in found for text in each.seen) < 2000


def test_an_international_domain_is_looked_up_as_the_dns_writes_it():
    world = World().txt("xn--mgbh0fb.example.org", "v=spf1 ip4:192.0.2.25 -all")
    found = look(world, domain="مثال.example.org", from_domain="مثال.example.org")
    assert codes(found, "spf") == ["spf.ok", "spf.covered"]
    assert only(found, "spf.ok").facts["domain"] == "xn--mgbh0fb.example.org"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "localhost", "a b.example.org", "😀.example.org", f"{'a' * 64}.org", "192.0.2.1", "x\0.org"]
)
def test_what_is_no_domain_is_not_looked_up(name):
    world = World()
    assert codes(look(world, domain=name)) == ["domain.bad"]
    assert only(look(world, from_domain=name), "domain.bad").facts == {"name": printable(name)}
    assert world.asked == []


def test_case_and_a_final_dot_do_not_matter():
    assert domain_name(" Unit.Example.ORG. ") == DOMAIN


def test_a_look_takes_no_longer_than_it_may():
    """Each question lasts five seconds on this clock; after thirty nobody is asked any more."""
    ticks = iter(range(0, 10_000, 5))
    world = World().fault(".", "late")
    lookups = Lookups(world, patience=timedelta(seconds=30), clock=lambda: next(ticks))
    answers = [lookups.txt(f"n{n}.example.org") for n in range(20)]
    assert [answer.problem for answer in answers] == ["late"] * 5 + ["stopped"] * 15
    assert len(world.asked) == 5


def test_a_look_asks_so_many_questions_and_no_more():
    lookups = Lookups(World())
    answers = [lookups.txt(f"n{n}.example.org") for n in range(200)]
    assert [answer.problem for answer in answers] == [""] * 150 + ["stopped"] * 50


def test_the_same_question_is_asked_once():
    world = sound()
    look(world)
    assert len(world.asked) == len(set(world.asked))


def test_without_https_there_is_no_one_click():
    assert only(look(sound(), https=False)[-1:], "bulk.missing").facts["missing"] == "HTTPS"


def test_what_is_not_known_is_not_called_missing():
    found = look(sound(), selectors=(), servers=(), relay="127.0.0.1")
    assert only(found[-1:], "bulk.unclear").facts["unknown"] == "SPF, DKIM, DMARC alignment, PTR"


def test_every_finding_has_its_sentences_and_survives_being_stored():
    everything = " ".join(f"{words.found} {words.means} {words.todo}" for words in WORDS.values())
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", everything), "x")
    for code, words in WORDS.items():
        one = finding(Check.SPF, code, seen=["text"], **facts)
        assert one.found, code
        assert one.todo or words.level is Level.OK or code.startswith("spf.covered"), code
        assert "%" not in re.sub(r"\d+ %|x %", "", one.found + one.means + one.todo), code
        assert Finding.from_row(one.as_row()) == one


def test_each_way_not_to_answer_has_its_own_words():
    said = {unanswered(Check.MX, Answer("x.example", problem=p)).found for p in ("late", "failed", "broken", "stopped")}
    assert len(said) == 4


@given(st.binary(max_size=600), st.sampled_from([DOMAIN, f"_dmarc.{DOMAIN}", f"news._domainkey.{DOMAIN}"]))
@settings(max_examples=60)
def test_no_text_whatever_breaks_a_look(octets, name):
    found = look(sound().without(name, "TXT").txt(name, octets))
    assert all(each.found for each in found)


@given(st.text(alphabet="v=spf1 inclumexaptrdk:./%+-~?0123456789all", max_size=80))
@settings(max_examples=150)
def test_no_spf_record_whatever_breaks_a_look(rest):
    found = look(sound().without(DOMAIN, "TXT").txt(DOMAIN, f"v=spf1 {rest}"))
    assert codes(found, "spf")


@given(st.text(max_size=1000))
def test_whatever_is_shown_is_printable(text):
    assert re.fullmatch(r"[ -~]*…?", printable(text))


def test_a_record_is_recognised_by_its_version_and_nothing_else():
    assert spf_record.is_spf("v=SPF1")
    assert not spf_record.is_spf("v=spf10 -all")
    assert not spf_record.is_misspelt("google-site-verification=spf")
