"""DKIM: keys that receivers can find, read and trust."""

import base64

import pytest

from delivery.sender import public_keys
from delivery.sender.words import Level
from tests.delivery.sender.looking import DOMAIN, codes, look, only
from tests.delivery.sender.world import SOUND_KEY, sound

NAME = f"news._domainkey.{DOMAIN}"
ED25519 = base64.b64encode(bytes(32)).decode()


def tlv(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def bare_key(bits):
    """Return an RSAPublicKey of that length."""
    return tlv(0x30, tlv(0x02, b"\0" + (1 << (bits - 1) | 1).to_bytes((bits + 7) // 8, "big")) + tlv(0x02, b"\1\0\1"))


def wrapped_key(bits):
    """Return a SubjectPublicKeyInfo of that length."""
    algorithm = tlv(0x30, tlv(0x06, bytes.fromhex("2a864886f70d010101")) + tlv(0x05, b""))
    return base64.b64encode(tlv(0x30, algorithm + tlv(0x03, b"\0" + bare_key(bits)))).decode()


def dkim_of(*texts):
    return look(sound().without(NAME, "TXT").txt(NAME, *texts))


def test_a_sound_key_is_in_order_with_its_length():
    found = look(sound())
    assert codes(found, "dkim") == ["dkim.ok"]
    assert only(found, "dkim.ok").facts == {"name": NAME, "key": "RSA, 2048 bits"}


def test_without_a_selector_nothing_can_be_looked_up_and_that_is_said():
    found = look(sound(), selectors=())
    assert codes(found, "dkim") == ["dkim.no_selector"]
    assert only(found, "dkim.no_selector").level is Level.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"v=DKIM1; p={SOUND_KEY}", "dkim.ok"),
        (f"p={SOUND_KEY}", "dkim.ok"),
        (f" v = DKIM1 ;k=rsa;h=sha1:sha256;s=*;n=note;p={SOUND_KEY[:80]} {SOUND_KEY[80:]} ;", "dkim.ok"),
        (f"v=DKIM1; k=ed25519; p={ED25519}", "dkim.ok"),
        (f"v=DKIM1; k=ed25519; p={SOUND_KEY}", "dkim.unreadable"),
        (f"v=DKIM1; k=rsa; p={ED25519}", "dkim.unreadable"),
        (f"v=DKIM1; k=dsa; p={SOUND_KEY}", "dkim.unreadable"),
        ("v=DKIM1; p=", "dkim.revoked"),
        ("v=DKIM1; k=rsa", "dkim.unreadable"),
        (f"k=rsa; v=DKIM1; p={SOUND_KEY}", "dkim.unreadable"),
        (f"v=DKIM2; p={SOUND_KEY}", "dkim.unreadable"),
        ("v=DKIM1; p=!!!", "dkim.unreadable"),
        (f"v=DKIM1; p={SOUND_KEY[:40]}", "dkim.unreadable"),
        (f"v=DKIM1; p={SOUND_KEY}; p={SOUND_KEY}", "dkim.unreadable"),
        ("hello", "dkim.unreadable"),
        ("", "dkim.unreadable"),
        (b"\xff\x00\xfe", "dkim.unreadable"),
        (f"v=DKIM1; h=sha1; p={SOUND_KEY}", "dkim.not_for_mail"),
        (f"v=DKIM1; s=tlsrpt; p={SOUND_KEY}", "dkim.not_for_mail"),
        (f"v=DKIM1; p={wrapped_key(512)}", "dkim.short"),
        (f"v=DKIM1; p={wrapped_key(1023)}", "dkim.short"),
        (f"v=DKIM1; p={wrapped_key(1024)}", "dkim.middling"),
        (f"v=DKIM1; p={wrapped_key(2047)}", "dkim.middling"),
        (f"v=DKIM1; p={wrapped_key(4096)}", "dkim.ok"),
    ],
)
def test_each_record_is_judged_as_receivers_judge_it(text, code):
    assert codes(dkim_of(text), "dkim") == [code]


def test_a_key_in_test_is_no_signature():
    found = dkim_of(f"v=DKIM1; t=s:y; p={SOUND_KEY}")
    assert codes(found, "dkim") == ["dkim.ok", "dkim.testing"]
    assert codes(found, "alignment") == ["alignment.spf"]


def test_two_records_of_one_selector_are_left_to_chance():
    assert codes(dkim_of(f"v=DKIM1; p={SOUND_KEY}", "v=DKIM1; p="), "dkim") == ["dkim.several"]


def test_every_selector_is_looked_up():
    found = look(sound(), selectors=("news", "next", "news", "bad selector"))
    assert codes(found, "dkim") == ["dkim.ok", "dkim.none", "dkim.bad_selector"]
    assert only(found, "dkim.none").facts == {"selector": "next", "domain": DOMAIN}


def test_a_key_may_stand_behind_an_alias_at_the_provider():
    world = sound().without(NAME, "TXT").record(NAME, "CNAME", "key.dkim.example.net.")
    world.txt("key.dkim.example.net", f"v=DKIM1; p={SOUND_KEY}")
    assert codes(look(world), "dkim") == ["dkim.ok"]


def test_a_key_of_the_domain_above_signs_too():
    world = sound().without(NAME, "TXT").txt("news._domainkey.example.org", f"v=DKIM1; p={SOUND_KEY}")
    world.without(f"_dmarc.{DOMAIN}", "TXT").txt("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:d@example.org")
    found = look(world)
    assert only(found, "dkim.ok").facts["name"] == "news._domainkey.example.org"
    assert only(found, "alignment.both").facts["signer"] == "example.org"


def test_the_length_is_that_of_the_modulus_wrapped_or_bare():
    assert public_keys.rsa_bits(base64.b64decode(SOUND_KEY)) == 2048
    assert public_keys.rsa_bits(bare_key(1024)) == 1024


def test_a_key_cut_short_anywhere_is_refused():
    der = base64.b64decode(SOUND_KEY)
    for size in range(len(der)):
        with pytest.raises(ValueError, match=r"no RSA key|cut short"):
            public_keys.rsa_bits(der[:size])
