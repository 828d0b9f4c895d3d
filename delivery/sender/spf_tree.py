"""Following an SPF record to its last include: what it costs receivers, and whether it lets a server send."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from delivery.sender import spf_record
from delivery.sender.lookups import Address, Answer, Lookups
from delivery.sender.spf_record import BadTerm, Network, SpfRecord, Term

Verdict = Literal["pass", "fail", "softfail", "neutral", "unclear"]
_VERDICTS: dict[str, Verdict] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}

LOOKUP_LIMIT = 10  # RFC 7208, 4.6.4
VOID_LIMIT = 2
MX_LIMIT = 10
_FOLLOWED = 2 * LOOKUP_LIMIT  # what is beyond the limit is beyond every receiver too


@dataclass(frozen=True, slots=True)
class Rule:
    """One mechanism as far as it could be followed. `networks` is None where it cannot be told whom it means."""

    qualifier: str
    networks: tuple[Network, ...] | None = ()
    everybody: bool = False
    included: "Tree | None" = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A record with everything that it includes."""

    rules: tuple[Rule, ...] = ()
    redirect: "Tree | None" = None
    unclear: bool = False  # it could not be followed

    @property
    def default(self) -> str:
        """The qualifier for whom no rule names: that of `all`, here or where it redirects to; "?" where there is none.

        Empty where that cannot be told.
        """
        if self.rules and self.rules[-1].everybody:
            return self.rules[-1].qualifier
        if self.redirect:
            return self.redirect.default
        return "" if self.unclear else "?"


_UNCLEAR = Tree(unclear=True)


@dataclass(slots=True)
class Walk:
    """What following a record has come to."""

    lookups: int = 0
    voids: list[str] = field(default_factory=list)
    bad_terms: list[tuple[str, str]] = field(default_factory=list)  # (domain, term)
    without_record: list[str] = field(default_factory=list)  # included, and it has none, or two
    circles: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)  # `mx` of more servers than receivers look at
    unanswered: list[Answer] = field(default_factory=list)
    asks_ptr: bool = False


def follow(text: str, *, domain: str, lookups: Lookups) -> tuple[Tree, Walk]:
    """Follow the record `text` of `domain` and everything that it includes.

    All of it is counted, as for a server that nothing in it names: the dearest case, and the one that receivers meet.
    """
    follower = _Follower(lookups)
    return follower.tree(text, (domain,)), follower.walk


def verdict(tree: Tree, address: Address) -> Verdict:
    """Return what receivers make of a server (RFC 7208, 4.6); "unclear" where that hangs on what cannot be told."""
    unclear = tree.unclear
    for rule in tree.rules:
        matches = _matches(rule, address)
        if matches:
            result = _VERDICTS[rule.qualifier]
            return "unclear" if unclear and result != "pass" else result
        if matches is None:
            if rule.qualifier != "+":
                return "unclear"
            unclear = True
    result = verdict(tree.redirect, address) if tree.redirect else "neutral"
    return "unclear" if unclear and result != "pass" else result


def _matches(rule: Rule, address: Address) -> bool | None:
    if rule.everybody:
        return True
    if rule.included is not None:
        inside = verdict(rule.included, address)
        return None if inside == "unclear" else inside == "pass"
    if rule.networks is None:
        return None
    return any(address in network for network in rule.networks)


class _Follower:
    def __init__(self, lookups: Lookups) -> None:
        self._dns = lookups
        self.walk = Walk()

    def tree(self, text: str, path: tuple[str, ...]) -> Tree:
        """Follow one record; `path` is the way to it, the record's own domain last."""
        try:
            record = spf_record.parse(text)
        except BadTerm as error:
            self.walk.bad_terms.append((path[-1], str(error)))
            return _UNCLEAR
        rules = tuple(self._rule(term, path) for term in record.terms)
        return Tree(rules, self._redirect(record, path))

    def _redirect(self, record: SpfRecord, path: tuple[str, ...]) -> Tree | None:
        return self._elsewhere(record.redirect, path) if record.redirect else None

    def _rule(self, term: Term, path: tuple[str, ...]) -> Rule:
        if term.name == "all":
            return Rule(term.qualifier, everybody=True)
        if term.network is not None:
            return Rule(term.qualifier, (term.network,))
        if term.name == "include":
            return Rule(term.qualifier, included=self._elsewhere(term.domain, path))
        self.walk.lookups += 1
        self.walk.asks_ptr |= term.name == "ptr"
        if term.name in ("ptr", "exists") or "%" in term.domain or self.walk.lookups > _FOLLOWED:
            return Rule(term.qualifier, None)
        name = term.domain or path[-1]
        hosts = self._mail_servers(name) if term.name == "mx" else [name]
        return Rule(term.qualifier, None if hosts is None else self._networks(hosts, term))

    def _elsewhere(self, domain: str, path: tuple[str, ...]) -> Tree:
        """Follow an include or a redirect."""
        self.walk.lookups += 1
        if domain.lower() in path:
            self.walk.circles.append(domain)
            return _UNCLEAR
        if "%" in domain or self.walk.lookups > _FOLLOWED:
            return _UNCLEAR
        answer = self._dns.txt(domain)
        if answer.problem:
            self.walk.unanswered.append(answer)
            return _UNCLEAR
        texts = [text for text in answer.records if spf_record.is_spf(text)]
        if not answer.records:
            self.walk.voids.append(domain)
        if len(texts) != 1:
            self.walk.without_record.append(domain)
            return _UNCLEAR
        return self.tree(texts[0], (*path, domain.lower()))

    def _mail_servers(self, name: str) -> list[str] | None:
        answer = self._dns.mx(name)
        self._note(answer)
        if answer.problem:
            return None
        if len(answer.records) > MX_LIMIT:
            self.walk.crowded.append(name)
        return [host for host in answer.records[:MX_LIMIT] if host]

    def _networks(self, hosts: Iterable[str], term: Term) -> tuple[Network, ...] | None:
        answers = [self._dns.addresses(host) for host in hosts]
        for answer in answers:
            self._note(answer)
        if any(answer.problem for answer in answers):
            return None
        return tuple(_network(address, term) for answer in answers for address in answer.records)

    def _note(self, answer: Answer) -> None:
        if answer.problem:
            self.walk.unanswered.append(answer)
        elif not answer.records:
            self.walk.voids.append(answer.name)


def _network(address: Address, term: Term) -> Network:
    return ipaddress.ip_network((address, term.prefix4 if address.version == 4 else term.prefix6), strict=False)
