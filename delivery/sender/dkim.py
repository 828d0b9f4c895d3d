"""DKIM (RFC 6376, RFC 8463): the public keys of the named selectors, and whether receivers can use them."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from delivery.sender import public_keys, tags
from delivery.sender.findings import Check, Finding, finding, unanswered
from delivery.sender.lookups import Answer, Lookups
from delivery.sender.words import Level

_SELECTOR = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*", re.IGNORECASE)
_ED25519_OCTETS = 32
_LEAST_BITS, _GOOD_BITS = 1024, 2048  # RFC 8301, 3.2


@dataclass(frozen=True, slots=True)
class Keys:
    """What the selectors came to. `signers`: the domains with a usable key (the d= of a signature)."""

    findings: tuple[Finding, ...]
    signers: tuple[str, ...]

    @property
    def unknown(self) -> bool:
        """Whether there may be a key that was not seen."""
        return any(found.level == Level.UNKNOWN for found in self.findings)


def check_dkim(selectors: Sequence[str], domains: Sequence[str], lookups: Lookups) -> Keys:
    """Look for each selector's key at the first of `domains` that has one: that is who signs."""
    if not selectors:
        return Keys((finding(Check.DKIM, "dkim.no_selector"),), ())
    found: list[Finding] = []
    signers: list[str] = []
    for selector in dict.fromkeys(selectors):
        domain, about = _selector(selector, domains, lookups)
        found.extend(about)
        if all(each.level in (Level.OK, Level.ADVICE) for each in about):
            signers.append(domain)
    return Keys(tuple(found), tuple(dict.fromkeys(signers)))


def _selector(selector: str, domains: Sequence[str], lookups: Lookups) -> tuple[str, list[Finding]]:
    if not _SELECTOR.fullmatch(selector):
        return "", [finding(Check.DKIM, "dkim.bad_selector", selector=selector)]
    for domain in domains:
        answer = lookups.txt(f"{selector}._domainkey.{domain}")
        if answer.problem:
            return domain, [unanswered(Check.DKIM, answer)]
        if answer.records:
            return domain, list(_records(selector, domain, answer))
    return domains[0], [finding(Check.DKIM, "dkim.none", selector=selector, domain=domains[0])]


def _records(selector: str, domain: str, answer: Answer) -> Iterator[Finding]:
    if len(answer.records) > 1:
        count = len(answer.records)
        yield finding(Check.DKIM, "dkim.several", selector=selector, domain=domain, count=count, seen=answer.records)
        return
    text = answer.records[0]
    try:
        key = tags.parse(text)
    except ValueError:
        yield finding(Check.DKIM, "dkim.unreadable", name=answer.name, seen=[text])
        return
    yield _key(answer.name, text, key)
    if "y" in _list(key.get("t", "")):
        yield finding(Check.DKIM, "dkim.testing", name=answer.name, seen=[text])


def _key(name: str, text: str, key: dict[str, str]) -> Finding:
    """Return the finding about a record whose tags are `key`."""
    if "p" not in key or key.get("v", "DKIM1") != "DKIM1" or ("v" in key and next(iter(key)) != "v"):
        return finding(Check.DKIM, "dkim.unreadable", name=name, seen=[text])
    if not key["p"]:
        return finding(Check.DKIM, "dkim.revoked", name=name, seen=[text])
    if not {"sha256"} & set(_list(key.get("h", "sha256"))) or not {"*", "email"} & set(_list(key.get("s", "*"))):
        return finding(Check.DKIM, "dkim.not_for_mail", name=name, seen=[text])
    kind = key.get("k", "rsa").lower()
    try:
        octets = base64.b64decode(re.sub(r"\s", "", key["p"]), validate=True)
        bits = public_keys.rsa_bits(octets) if kind == "rsa" else 0
    except (ValueError, binascii.Error):
        return finding(Check.DKIM, "dkim.unreadable", name=name, seen=[text])
    if kind == "ed25519" and len(octets) == _ED25519_OCTETS:
        return finding(Check.DKIM, "dkim.ok", name=name, key="Ed25519", seen=[text])
    if kind != "rsa":
        return finding(Check.DKIM, "dkim.unreadable", name=name, seen=[text])
    if bits >= _GOOD_BITS:
        return finding(Check.DKIM, "dkim.ok", name=name, key=f"RSA, {bits} bits", seen=[text])
    return finding(
        Check.DKIM, "dkim.short" if bits < _LEAST_BITS else "dkim.middling", name=name, bits=bits, seen=[text]
    )


def _list(value: str) -> list[str]:
    return [each.strip().lower() for each in value.split(":")]
