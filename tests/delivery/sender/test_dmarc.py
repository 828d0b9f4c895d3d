"""DMARC: the policy that counts, and whether our own mail agrees with it."""

import pytest

from delivery.sender.dmarc import agrees
from delivery.sender.words import Level
from tests.delivery.sender.looking import DOMAIN, codes, look, only
from tests.delivery.sender.world import sound

NAME = f"_dmarc.{DOMAIN}"


def dmarc_of(*texts):
    return look(sound().without(NAME, "TXT").txt(NAME, *texts))


def test_a_record_of_its_own_is_in_order_with_its_policy():
    found = look(sound())
    assert codes(found, "dmarc") == ["dmarc.ok"]
    assert only(found, "dmarc.ok").facts["policy"] == "quarantine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=DMARC1; p=reject; rua=mailto:d@x.example", ["dmarc.ok"]),
        ("v=DMARC1;p=none;rua=mailto:d@x.example", ["dmarc.ok", "dmarc.watching"]),
        ("v=DMARC1; p=reject", ["dmarc.ok", "dmarc.no_reports"]),
        ("v=DMARC1; p=reject; pct=25; rua=mailto:d@x.example", ["dmarc.ok", "dmarc.partly"]),
        ("v=DMARC1; p=reject; pct=many; rua=mailto:d@x.example", ["dmarc.ok"]),
        ("v=DMARC1; p=reject; pct=99999999999999999999; rua=mailto:d@x.example", ["dmarc.ok"]),
        ("v=DMARC1; p=whatever; rua=mailto:d@x.example", ["dmarc.ok", "dmarc.watching"]),
        ("v=DMARC1; rua=mailto:d@x.example", ["dmarc.ok", "dmarc.watching"]),
        ("v=DMARC1; p=whatever", ["dmarc.broken"]),
        ("v=DMARC1", ["dmarc.broken"]),
        ("v=DMARC1; p=none; p=reject", ["dmarc.broken"]),
        ("v=DMARC1; nonsense", ["dmarc.broken"]),
        ("v=dmarc1; p=reject", ["dmarc.none"]),
        ("p=reject; v=DMARC1", ["dmarc.none"]),
        ("v=DMARC10; p=reject", ["dmarc.none"]),
    ],
)
def test_each_record_is_judged_as_receivers_judge_it(text, expected):
    assert codes(dmarc_of(text), "dmarc") == expected


def test_two_records_are_as_bad_as_none():
    assert codes(dmarc_of("v=DMARC1; p=none", "v=DMARC1; p=reject"), "dmarc") == ["dmarc.several"]


def test_other_texts_beside_it_do_not_matter():
    assert codes(dmarc_of("hello", "v=DMARC1; p=reject; rua=mailto:d@x.example"), "dmarc") == ["dmarc.ok"]


def test_without_any_record_the_one_to_begin_with_is_said():
    found = look(sound().without(NAME, "TXT"))
    assert [str(record) for record in only(found, "dmarc.none").publish] == [
        '_dmarc.unit.example.org. TXT "v=DMARC1; p=none; rua=mailto:dmarc-reports@unit.example.org"'
    ]


def test_without_reports_the_same_record_with_reports_is_said():
    found = dmarc_of("v=DMARC1; p=reject;")
    assert only(found, "dmarc.no_reports").publish[0].value == (
        '"v=DMARC1; p=reject; rua=mailto:dmarc-reports@unit.example.org"'
    )


@pytest.mark.parametrize(("text", "policy"), [("p=reject; sp=none", "none"), ("p=reject", "reject")])
def test_the_domain_above_speaks_for_those_below(text, policy):
    world = sound().without(NAME, "TXT").txt("_dmarc.example.org", f"v=DMARC1; {text}; rua=mailto:d@x.example")
    found = look(world)
    assert only(found, "dmarc.inherited").facts["policy"] == policy
    assert "public suffixes" in only(found, "dmarc.inherited").means


def test_nobody_asks_at_a_top_level_domain_or_up_a_ladder_without_end():
    deep = ".".join(["x"] * 60 + ["example", "org"])
    world = sound()
    look(world, domain=deep, from_domain=deep)
    asked = [name for name, kind in world.asked if name.startswith("_dmarc.")]
    assert asked[0] == f"_dmarc.{deep}"
    assert asked[-1] == "_dmarc.example.org"
    assert len(asked) <= 8


def test_nobody_answers_so_nothing_is_claimed():
    found = look(sound().fault(NAME, "late"))
    assert codes(found, "dmarc") == ["unanswered.late"]
    assert all(each.level is not Level.ERROR for each in found)


@pytest.mark.parametrize(
    ("one", "other", "strict", "place", "answer"),
    [
        ("a.example.org", "a.example.org", True, "", "yes"),
        ("a.example.org", "example.org", True, "", "no"),
        ("a.example.org", "example.org", False, "", "yes"),
        ("example.org", "a.example.org", False, "", "yes"),
        ("a.example.org", "b.example.org", False, "", "unknown"),
        ("a.example.org", "b.example.org", False, "example.org", "yes"),
        ("a.example.org", "b.example.net", False, "", "no"),
        ("notexample.org", "example.org", False, "", "no"),
        ("a.gov.example", "b.gov.example", False, "a.gov.example", "unknown"),
    ],
)
def test_domains_agree_when_they_are_of_one_organisation(one, other, strict, place, answer):
    assert agrees(one, other, strict=strict, place=place) == answer


def test_spf_and_dkim_both_agree():
    assert codes(look(sound()), "alignment") == ["alignment.both"]


def test_dkim_alone_agrees_when_the_return_path_is_of_somebody_else():
    world = sound().txt("bounces.example.com", "v=spf1 ip4:192.0.2.25 -all")
    assert codes(look(world, domain="bounces.example.com"), "alignment") == ["alignment.dkim"]


def test_spf_alone_is_told_to_break_on_forwarding():
    found = look(sound().without(f"news._domainkey.{DOMAIN}", "TXT"))
    assert codes(found, "alignment") == ["alignment.spf"]
    assert "forwarded" in only(found, "alignment.spf").means


def test_neither_agrees():
    world = sound().without(f"news._domainkey.{DOMAIN}", "TXT").txt("bounces.example.com", "v=spf1 ip4:192.0.2.25 -all")
    assert codes(look(world, domain="bounces.example.com"), "alignment") == ["alignment.none"]


def test_strict_alignment_takes_the_very_domain():
    strict = "v=DMARC1; p=reject; aspf=s; adkim=s; rua=mailto:d@x.example"
    world = sound().without(NAME, "TXT").txt(NAME, strict).txt("bounces.unit.example.org", "v=spf1 ip4:192.0.2.25 -all")
    assert codes(look(world, domain="bounces.unit.example.org"), "alignment") == ["alignment.dkim"]
    world.without(f"news._domainkey.{DOMAIN}", "TXT")
    assert codes(look(world, domain="bounces.unit.example.org"), "alignment") == ["alignment.none"]


def test_a_sound_spf_record_that_covers_nobody_known_vouches_for_nothing():
    found = look(sound(), servers=(), relay="127.0.0.1", selectors=())
    assert codes(found, "alignment") == ["alignment.unclear"]


def test_through_a_providers_api_dkim_is_what_counts():
    assert codes(look(sound(), servers=(), provider="postmark"), "alignment") == ["alignment.dkim"]
