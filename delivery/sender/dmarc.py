"""DMARC (RFC 7489): the policy for the From domain, and whether our own mail agrees with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from delivery.sender import tags
from delivery.sender.dkim import Keys
from delivery.sender.findings import Check, Finding, Record, finding, unanswered
from delivery.sender.lookups import Lookups
from delivery.sender.profile import Profile

_POLICIES = ("none", "quarantine", "reject")
_LEVELS_UP = 6  # no real domain has more; each is a question

Share = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The record that counts for the From domain. `place` is where it stands; empty where there is none."""

    findings: tuple[Finding, ...]
    place: str = ""
    spf_strict: bool = False
    dkim_strict: bool = False


def check_dmarc(domain: str, lookups: Lookups) -> Policy:
    """Return the policy for `domain`: its own record, or that of the nearest domain above it that has one.

    RFC 7489 (3.2) asks at the organisational domain instead, which takes the list of public suffixes. None is kept
    here; the finding says so where it matters.
    """
    for place in _upwards(domain):
        answer = lookups.txt(f"_dmarc.{place}")
        if answer.problem:
            return Policy((unanswered(Check.DMARC, answer),))
        texts = [text for text in answer.records if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
        if len(texts) > 1:
            several = finding(Check.DMARC, "dmarc.several", name=answer.name, count=len(texts), seen=texts)
            return Policy((several,))
        if texts:
            return _policy(domain, place, texts[0])
    return Policy((finding(Check.DMARC, "dmarc.none", domain=domain, publish=[_first_record(domain)]),))


def _policy(domain: str, place: str, text: str) -> Policy:
    name = f"_dmarc.{place}"
    try:
        record = tags.parse(text)
    except ValueError:
        record = {}
    policy = record.get("p", "").lower()
    if policy not in _POLICIES and record.get("rua"):
        policy = "none"  # RFC 7489, 6.6.3: with a place to report to, a policy that can't be read is "none"
    if policy not in _POLICIES:
        return Policy((finding(Check.DMARC, "dmarc.broken", name=name, seen=[text]),))
    if place != domain and record.get("sp", "").lower() in _POLICIES:
        policy = record["sp"].lower()
    return Policy(
        tuple(_findings(domain, place, policy, record, text)),
        place,
        record.get("aspf", "r").lower() == "s",
        record.get("adkim", "r").lower() == "s",
    )


def _findings(domain: str, place: str, policy: str, record: dict[str, str], text: str) -> Iterator[Finding]:
    name = f"_dmarc.{place}"
    code = "dmarc.ok" if place == domain else "dmarc.inherited"
    yield finding(Check.DMARC, code, domain=domain, name=name, policy=policy, seen=[text])
    if policy == "none":
        yield finding(Check.DMARC, "dmarc.watching")
    percent = record.get("pct", "100")
    if policy != "none" and percent.isascii() and percent.isdigit() and int(percent[:4]) < 100:
        yield finding(Check.DMARC, "dmarc.partly", percent=int(percent[:4]))
    if not record.get("rua"):
        reports = Record(name, "TXT", f'"{text.rstrip("; ")}; {_reports(place)}"')
        yield finding(Check.DMARC, "dmarc.no_reports", publish=[reports])


def check_alignment(profile: Profile, policy: Policy, keys: Keys, *, spf: Share) -> Finding:
    """Return whether From agrees with what SPF (the return path) or DKIM (d=) vouches for; one is enough (3.1).

    `spf` says whether the return path's record is sound at all. A provider's API may use a return path of its own.
    """
    sender = profile.from_domain
    by_spf = _and(spf, agrees(profile.domain, sender, strict=policy.spf_strict, place=policy.place))
    signers = [
        (agrees(signer, sender, strict=policy.dkim_strict, place=policy.place), signer) for signer in keys.signers
    ]
    by_dkim, signer = max(signers, key=lambda each: ("no", "unknown", "yes").index(each[0]), default=("no", ""))
    if by_dkim == "no" and keys.unknown:
        by_dkim = "unknown"
    facts: dict[str, Any] = {"from": sender, "path": profile.domain, "signer": signer}
    if by_dkim == "yes":
        return finding(Check.ALIGNMENT, "alignment.both" if by_spf == "yes" else "alignment.dkim", **facts)
    if by_spf == "yes":
        return finding(Check.ALIGNMENT, "alignment.spf", **facts)
    return finding(
        Check.ALIGNMENT, "alignment.unclear" if "unknown" in (by_spf, by_dkim) else "alignment.none", **facts
    )


def agrees(one: str, other: str, *, strict: bool, place: str = "") -> Share:
    """Return whether two domains are aligned: the same, or (relaxed) of one organisation.

    Without a list of public suffixes, an organisation is known where one domain is above the other, or where both are
    at or below the domain whose DMARC record counts (`place`).
    """
    if one == other:
        return "yes"
    if strict:
        return "no"
    if _within(one, other) or _within(other, one) or (place and _within(one, place) and _within(other, place)):
        return "yes"
    return "unknown" if one.split(".")[-2:] == other.split(".")[-2:] else "no"


def _and(one: Share, other: Share) -> Share:
    if "no" in (one, other):
        return "no"
    return "yes" if one == other else "unknown"


def _within(domain: str, above: str) -> bool:
    return domain == above or domain.endswith(f".{above}")


def _upwards(domain: str) -> Iterator[str]:
    """Yield a domain and those above it, down to two labels."""
    labels = domain.split(".")
    yield domain
    for start in range(max(1, len(labels) - _LEVELS_UP), len(labels) - 1):
        yield ".".join(labels[start:])


def _first_record(domain: str) -> Record:
    return Record(f"_dmarc.{domain}", "TXT", f'"v=DMARC1; p=none; {_reports(domain)}"')


def _reports(domain: str) -> str:
    return f"rua=mailto:dmarc-reports@{domain}"
