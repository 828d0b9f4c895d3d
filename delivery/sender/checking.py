"""One look at everything that the DNS says of a sender."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from delivery.sender.bulk_rules import check_bulk_rules
from delivery.sender.dkim import check_dkim
from delivery.sender.dmarc import Share, check_alignment, check_dmarc
from delivery.sender.findings import Check, Finding, finding
from delivery.sender.lookups import Lookups, Resolver, domain_name
from delivery.sender.profile import Profile
from delivery.sender.servers import check_mx, check_ptr, sending
from delivery.sender.spf import check_spf
from delivery.sender.words import WORDS, Level

_PATIENCE = timedelta(seconds=30)  # for everything together


def check(profile: Profile, *, resolver: Resolver, patience: timedelta = _PATIENCE) -> list[Finding]:
    """Return what is found, in the order of `Check`; each check but that of the domain has at least one finding.

    Whatever the DNS says or leaves unsaid becomes a finding, never an exception, within `patience`.
    """
    try:
        profile = replace(profile, domain=domain_name(profile.domain), from_domain=domain_name(profile.from_domain))
    except ValueError as error:
        return [finding(Check.DOMAIN, "domain.bad", name=str(error))]
    lookups = Lookups(resolver, patience=patience)
    servers = sending(profile, lookups)
    spf = list(check_spf(profile, servers, lookups))
    policy = check_dmarc(profile.from_domain, lookups)
    keys = check_dkim(profile.selectors, _signers(profile, policy.place), lookups)
    alignment = check_alignment(profile, policy, keys, spf=_vouches(spf))
    names = list(dict.fromkeys((profile.from_domain, profile.domain)))
    mx = [check_mx(name, lookups) for name in names]
    ptr = check_ptr(profile, servers, lookups)
    missing = [finding(Check.DOMAIN, "domain.unheard_of", name=name) for name in names if not lookups.txt(name).exists]
    found = [*missing, *spf, *keys.findings, *policy.findings, alignment, *mx, *ptr]
    return [*found, *check_bulk_rules(profile, found)]


def _signers(profile: Profile, place: str) -> list[str]:
    """Return the domains that may sign so that From agrees, the likeliest first."""
    return list(dict.fromkeys(name for name in (profile.from_domain, profile.domain, place) if name))


def _vouches(spf: Iterable[Finding]) -> Share:
    """Return whether SPF passes for our servers and our return path, as far as both are known."""
    codes = {each.code for each in spf}
    if any(WORDS[code].level == Level.ERROR for code in codes):
        return "no"
    return (
        "yes" if "spf.covered" in codes and not codes & {"spf.relay_uncovered", "spf.coverage_unclear"} else "unknown"
    )
