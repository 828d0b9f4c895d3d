"""SPF (RFC 7208): one sound record at the return path's domain, which lets the sending servers send."""

from collections.abc import Iterator

from delivery.sender import spf_record, spf_tree
from delivery.sender.findings import Check, Finding, Record, finding, unanswered
from delivery.sender.lookups import Address, Lookups
from delivery.sender.profile import Profile
from delivery.sender.servers import Servers
from delivery.sender.spf_tree import Tree, Walk

# What mail providers ask to have included, by anymail's name of them.
_PROVIDERS = {
    "amazon_ses": "amazonses.com",
    "brevo": "spf.brevo.com",
    "mailersend": "_spf.mailersend.net",
    "mailgun": "mailgun.org",
    "mailjet": "spf.mailjet.com",
    "mandrill": "spf.mandrillapp.com",
    "postmark": "spf.mtasv.net",
    "sendgrid": "sendgrid.net",
}


def check_spf(profile: Profile, servers: Servers, lookups: Lookups) -> Iterator[Finding]:
    """Yield what is found at the return path's domain, its faults first."""
    domain = profile.domain
    answer = lookups.txt(domain)
    if answer.problem:
        yield unanswered(Check.SPF, answer)
        return
    texts = [text for text in answer.records if spf_record.is_spf(text)]
    if len(texts) == 1:
        yield from _one_record(texts[0], profile, servers, lookups)
    elif texts:
        yield finding(Check.SPF, "spf.several", domain=domain, count=len(texts), seen=texts)
    else:
        misspelt = [text for text in answer.records if spf_record.is_misspelt(text)]
        code = "spf.misspelt" if misspelt else "spf.none"
        yield finding(Check.SPF, code, domain=domain, seen=misspelt, publish=_first_record(profile, servers))


def _one_record(text: str, profile: Profile, servers: Servers, lookups: Lookups) -> Iterator[Finding]:
    tree, walk = spf_tree.follow(text, domain=profile.domain, lookups=lookups)
    faults = list(_faults(tree, walk, text))
    yield from faults
    if not faults:
        yield finding(Check.SPF, "spf.ok", domain=profile.domain, lookups=walk.lookups, seen=[text])
    yield from _coverage(text, tree, profile, servers)


def _faults(tree: Tree, walk: Walk, text: str) -> Iterator[Finding]:
    for domain, term in walk.bad_terms:
        yield finding(Check.SPF, "spf.broken", domain=domain, term=term, seen=[text])
    for code, names in (
        ("spf.include", walk.without_record),
        ("spf.circle", walk.circles),
        ("spf.crowded", walk.crowded),
    ):
        for name in dict.fromkeys(names):
            yield finding(Check.SPF, code, name=name, seen=[text])
    if walk.lookups > spf_tree.LOOKUP_LIMIT:
        yield finding(Check.SPF, "spf.lookups", lookups=walk.lookups, seen=[text])
    if len(walk.voids) > spf_tree.VOID_LIMIT:
        yield finding(Check.SPF, "spf.voids", names=", ".join(dict.fromkeys(walk.voids)), seen=[text])
    for answer in dict.fromkeys(walk.unanswered):
        yield unanswered(Check.SPF, answer)
    if tree.default == "+":
        yield finding(Check.SPF, "spf.open", seen=[text])
    elif tree.default == "?":
        yield finding(Check.SPF, "spf.undecided", seen=[text])
    if walk.asks_ptr:
        yield finding(Check.SPF, "spf.ptr", seen=[text])


def _coverage(text: str, tree: Tree, profile: Profile, servers: Servers) -> Iterator[Finding]:
    """Yield whether the servers may send, as far as it is known which they are."""
    if profile.provider and not profile.servers:
        yield from _provider(text, profile.provider)
    elif servers.answer is not None and servers.answer.problem:
        yield unanswered(Check.SPF, servers.answer)
    elif servers.are_inside:
        yield finding(Check.SPF, "spf.server_unknown", host=profile.relay)
    for address in servers.addresses:
        yield _covered(text, tree, address, profile, named=servers.named)


def _covered(text: str, tree: Tree, address: Address, profile: Profile, *, named: bool) -> Finding:
    verdict = spf_tree.verdict(tree, address)
    if verdict == "pass":
        return finding(Check.SPF, "spf.covered", server=str(address))
    if verdict == "unclear":
        return finding(Check.SPF, "spf.coverage_unclear", server=str(address))
    if not named:
        return finding(Check.SPF, "spf.relay_uncovered", server=str(address), verdict=verdict)
    record = Record(profile.domain, "TXT", f'"{_with_server(text, address)}"')
    return finding(Check.SPF, "spf.uncovered", server=str(address), verdict=verdict, seen=[text], publish=[record])


def _provider(text: str, provider: str) -> Iterator[Finding]:
    include = _PROVIDERS.get(provider)
    if include is not None:
        there = f"include:{include}" in text.lower().split()
        yield finding(
            Check.SPF, "spf.provider_there" if there else "spf.provider_missing", include=include, provider=provider
        )


def _first_record(profile: Profile, servers: Servers) -> list[Record]:
    """Return the record to begin with, where it is known what has to stand in it."""
    terms = [f"ip{address.version}:{address}" for address in servers.addresses]
    if profile.provider in _PROVIDERS:
        terms.append(f"include:{_PROVIDERS[profile.provider]}")
    return [Record(profile.domain, "TXT", f'"v=spf1 {" ".join(terms)} ~all"')] if terms else []


def _with_server(text: str, address: Address) -> str:
    """Return the record with one more server: first of all, so that nothing before it can turn it away."""
    version, _space, rest = text.partition(" ")
    return f"{version} ip{address.version}:{address} {rest}".rstrip()
