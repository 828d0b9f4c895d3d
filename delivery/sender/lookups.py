"""Questions to the DNS that always come back: with records, with none, or with the reason why nobody answered.

What is read is a stranger's text. It may be anything, and as much of it as fits; every look at a domain has a number of
questions and a time that it may take in all.
"""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import dns.reversename

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Problem = Literal["", "late", "failed", "broken", "stopped"]

_PATIENCE_FOR_ONE = 5.0  # seconds
_QUESTIONS = 150


class Resolver(Protocol):
    """The one method of `dns.resolver.Resolver` that is needed."""

    def resolve(self, qname: dns.name.Name, rdtype: str, *, lifetime: float) -> Any: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the DNS said: `records`, in its own order. With a `problem` it said nothing, and `records` is empty."""

    name: str
    records: tuple[Any, ...] = ()
    problem: Problem = ""
    exists: bool = True  # whether there is such a name at all


def system_resolver() -> Resolver:
    """Return a resolver that asks the name servers of this machine.

    Raises:
        dns.resolver.NoResolverConfiguration: it knows none.
    """
    resolver = dns.resolver.Resolver()
    resolver.use_edns(0, 0, 1232)  # fits one packet everywhere; what is longer is asked for again over TCP
    return resolver


def domain_name(text: str) -> str:
    """Return a domain as the DNS writes it: ASCII (IDNA 2008), lower case, without the final dot.

    Raises:
        ValueError: with the text, which is none, or a single label.
    """
    try:
        name = _name(text.strip())
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(text) from error
    written = name.to_text(omit_final_dot=True).lower()
    if "." not in written.strip(".") or "\\" in written or _is_address(written):
        raise ValueError(text)
    return written


class Lookups:
    """Asks, remembers the answers, and gives up in time. Never raises for what a domain publishes."""

    def __init__(
        self,
        resolver: Resolver,
        *,
        patience: timedelta = timedelta(seconds=30),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolver = resolver
        self._clock = clock
        self._end = clock() + patience.total_seconds()
        self._answers: dict[tuple[str, str], Answer] = {}

    def txt(self, name: str) -> Answer:
        """Return the texts at `name`, the strings of each joined (RFC 7208, 3.3); octets beyond ASCII as escapes."""
        return self._ask(name, "TXT", lambda record: b"".join(record.strings).decode("ascii", "backslashreplace"))

    def mx(self, name: str) -> Answer:
        """Return the mail servers of `name` by preference; the null MX (RFC 7505) is an empty name."""
        answer = self._ask(name, "MX", lambda record: (record.preference, _written(record.exchange)))
        return Answer(name, tuple(host for _preference, host in sorted(answer.records)), answer.problem)

    def addresses(self, name: str) -> Answer:
        """Return the IP addresses of `name`, of both kinds. A problem only where none is known."""
        answers = [self._ask(name, kind, lambda record: ipaddress.ip_address(record.address)) for kind in ("A", "AAAA")]
        records = tuple(record for answer in answers for record in answer.records)
        return Answer(name, records, "" if records else answers[0].problem or answers[1].problem)

    def names_of(self, address: Address) -> Answer:
        """Return the names that the owner of `address` gives it (PTR)."""
        name = dns.reversename.from_address(str(address)).to_text(omit_final_dot=True)
        return self._ask(name, "PTR", lambda record: _written(record.target))

    def _ask(self, name: str, kind: str, read: Callable[[Any], Any]) -> Answer:
        key = (name.lower(), kind)
        if key not in self._answers:
            self._answers[key] = self._answer(name, kind, read)
        return self._answers[key]

    def _answer(self, name: str, kind: str, read: Callable[[Any], Any]) -> Answer:
        left = self._end - self._clock()
        if left <= 0 or len(self._answers) >= _QUESTIONS:
            return Answer(name, problem="stopped")
        try:
            records = self._resolver.resolve(_name(name), kind, lifetime=min(left, _PATIENCE_FOR_ONE))
            return Answer(name, tuple(read(record) for record in records))
        except dns.resolver.NXDOMAIN:
            return Answer(name, exists=False)
        except dns.resolver.NoAnswer:
            return Answer(name)
        except dns.exception.Timeout:
            return Answer(name, problem="late")
        except (dns.resolver.NoNameservers, OSError):
            return Answer(name, problem="failed")
        except (dns.exception.DNSException, ValueError):  # a chain without end, half a packet, no such name possible
            return Answer(name, problem="broken")


def _name(text: str) -> dns.name.Name:
    return dns.name.from_text(text, idna_codec=dns.name.IDNA_2008_Practical)


def _written(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower() if name != dns.name.root else ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
