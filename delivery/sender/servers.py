"""The servers behind the mail: those that send it (PTR, RFC 1912 2.1) and those that take what comes back (MX)."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.sender.findings import Check, Finding, Record, finding, unanswered
from delivery.sender.lookups import Address, Answer, Lookups
from delivery.sender.profile import Profile

# Addresses that no receiver ever sees. Python's own `is_private` also counts those that documents use.
_INSIDE = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10"),
    )
]


@dataclass(frozen=True, slots=True)
class Servers:
    """The public addresses that mail leaves from, as far as they are known.

    `named` in the settings, they are certain. Otherwise they are those of the server that takes our mail, which is
    often, not always, the one that sends it on.
    """

    addresses: tuple[Address, ...] = ()
    named: bool = False
    not_public: tuple[str, ...] = ()  # named, and no public address
    answer: Answer | None = None  # what the DNS said of the relay

    @property
    def has_no_host(self) -> bool:
        """Whether the relay's name leads nowhere."""
        return self.answer is not None and not self.answer.problem and not self.answer.records

    @property
    def are_inside(self) -> bool:
        """Whether mail goes to a relay inside the network, whose address outside is not known."""
        unresolved = self.answer is not None and not self.answer.records
        return not self.named and not self.addresses and not unresolved


def sending(profile: Profile, lookups: Lookups) -> Servers:
    """Find out which servers mail leaves from."""
    if profile.servers:
        parsed = {text: _parsed(text) for text in profile.servers}
        public = tuple(address for address in parsed.values() if address is not None and is_public(address))
        wrong = tuple(text for text, address in parsed.items() if address is None or not is_public(address))
        return Servers(public, True, wrong)
    literal = _parsed(profile.relay)
    if literal is not None:
        return Servers((literal,) if is_public(literal) else ())
    if not profile.relay or profile.relay == "localhost" or "." not in profile.relay:
        return Servers()
    answer = lookups.addresses(profile.relay)
    return Servers(tuple(address for address in answer.records if is_public(address)), answer=answer)


def is_public(address: Address) -> bool:
    return not any(address in network for network in _INSIDE) and not address.is_multicast


def check_ptr(profile: Profile, servers: Servers, lookups: Lookups) -> Iterator[Finding]:
    """Yield whether each sending server has a name that leads back to it (forward-confirmed reverse DNS)."""
    if profile.provider and not profile.servers:
        yield finding(Check.PTR, "ptr.provider", provider=profile.provider)
        return
    for text in servers.not_public:
        yield finding(Check.PTR, "ptr.not_public", server=text)
    if servers.answer is not None and servers.answer.problem:
        yield unanswered(Check.PTR, servers.answer)
    elif servers.has_no_host:
        yield finding(Check.PTR, "ptr.no_host", host=profile.relay)
    elif servers.are_inside:
        yield finding(Check.PTR, "ptr.private", host=profile.relay)
    for address in servers.addresses:
        yield _reverse(address, servers.named, profile.domain, lookups)


def _reverse(address: Address, named: bool, domain: str, lookups: Lookups) -> Finding:
    names = lookups.names_of(address)
    if names.problem:
        return unanswered(Check.PTR, names)
    forward = {name: lookups.addresses(name) for name in names.records[:5] if name}
    confirmed = [name for name, answer in forward.items() if address in answer.records]
    if confirmed:
        return finding(Check.PTR, "ptr.ok", server=str(address), name=confirmed[0])
    doubtful = next((answer for answer in forward.values() if answer.problem), None)
    if doubtful is not None:
        return unanswered(Check.PTR, doubtful)
    if not named:
        return finding(Check.PTR, "ptr.relay", server=str(address), seen=names.records)
    if forward:
        return finding(Check.PTR, "ptr.unconfirmed", server=str(address), name=next(iter(forward)), seen=names.records)
    host = f"mail.{domain}"
    wanted = [
        Record(names.name, "PTR", f"{host}."),
        Record(host, "A" if address.version == 4 else "AAAA", str(address)),
    ]
    return finding(Check.PTR, "ptr.none", server=str(address), publish=wanted)


def check_mx(domain: str, lookups: Lookups) -> Finding:
    """Return whether mail to `domain` arrives somewhere: replies, bounces, unsubscriptions (RFC 5321, 5.1)."""
    answer = lookups.mx(domain)
    if answer.problem:
        return unanswered(Check.MX, answer)
    if answer.records == ("",):  # RFC 7505
        return finding(Check.MX, "mx.null", domain=domain)
    if not answer.records:
        return _without_mx(domain, lookups.addresses(domain))
    hosts = {host: lookups.addresses(host) for host in answer.records[:10]}
    dead = ", ".join(host or "." for host, known in hosts.items() if not known.problem and not known.records)
    if any(known.records for known in hosts.values()):
        if dead:
            return finding(Check.MX, "mx.partly_dead", domain=domain, servers=dead)
        return finding(Check.MX, "mx.ok", domain=domain, servers=", ".join(hosts))
    doubtful = next((known for known in hosts.values() if known.problem), None)
    return unanswered(Check.MX, doubtful) if doubtful else finding(Check.MX, "mx.dead", domain=domain, servers=dead)


def _without_mx(domain: str, addresses: Answer) -> Finding:
    if addresses.problem:
        return unanswered(Check.MX, addresses)
    code = "mx.implicit" if addresses.records else "mx.none"
    return finding(Check.MX, code, domain=domain)


def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
