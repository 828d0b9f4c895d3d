"""Reading one SPF record (RFC 7208, 4.5, 5, 6 and 12)."""

import ipaddress
import re
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

VERSION = "v=spf1"
LOOKUP_MECHANISMS = frozenset({"include", "a", "mx", "ptr", "exists"})
_TERM = re.compile(r"(?P<qualifier>[+\-~?]?)(?P<name>[a-z][a-z0-9]*)(?P<value>[:/].*)?", re.IGNORECASE)
_MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9_.\-]*)=(?P<value>.*)", re.IGNORECASE)
_PREFIXES = re.compile(r"(?P<domain>[^/]*)(?:/(?P<v4>\d{1,3}))?(?://(?P<v6>\d{1,3}))?")


class BadTerm(Exception):
    """A term that no receiver can read: they treat the whole record as broken (permerror)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism. `domain` is empty where the record's own is meant; `network` is that of ip4 and ip6."""

    qualifier: str
    name: str
    domain: str = ""
    prefix4: int = 32
    prefix6: int = 128
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """One record's mechanisms in order, up to and with `all`; `redirect` counts only where there is no `all`."""

    terms: tuple[Term, ...]
    redirect: str = ""


def is_spf(text: str) -> bool:
    """Whether receivers take a text for an SPF record (4.5): the version, then a space or the end."""
    return text.lower() == VERSION or text.lower().startswith(f"{VERSION} ")


def is_misspelt(text: str) -> bool:
    """Whether somebody meant an SPF record by a text that is none: in quotes, of another version, without a space."""
    return not is_spf(text) and bool(re.match(r"[\s\"'\\]*v?\s*=?\s*spf", text, re.IGNORECASE))


def parse(text: str) -> SpfRecord:
    """Return the record.

    Raises:
        BadTerm: with the term that cannot be read.
    """
    terms: list[Term] = []
    redirects: list[str] = []
    for word in text.split(" ")[1:]:
        if not word:
            continue
        if modifier := _MODIFIER.fullmatch(word):
            if modifier["name"].lower() == "redirect":
                redirects.append(modifier["value"])
            continue
        terms.append(_term(word))
    if len(redirects) > 1 or "" in redirects:
        raise BadTerm("redirect=")
    names = [term.name for term in terms]
    if "all" in names:
        return SpfRecord(tuple(terms[: names.index("all") + 1]))
    return SpfRecord(tuple(terms), redirects[0] if redirects else "")


def _term(word: str) -> Term:
    match = _TERM.fullmatch(word)
    if match is None:
        raise BadTerm(word)
    name, value, qualifier = match["name"].lower(), match["value"] or "", match["qualifier"] or "+"
    if name in ("ip4", "ip6"):
        return Term(qualifier, name, network=_network(word, name, value))
    if name == "all" and not value:
        return Term(qualifier, name)
    if name not in LOOKUP_MECHANISMS:
        raise BadTerm(word)
    return _with_domain(word, qualifier, name, value)


def _network(word: str, name: str, value: str) -> Network:
    try:
        network = ipaddress.ip_network(value.removeprefix(":"), strict=False)
    except ValueError as error:
        raise BadTerm(word) from error
    if not value.startswith(":") or network.version != int(name[-1]):
        raise BadTerm(word)
    return network


def _with_domain(word: str, qualifier: str, name: str, value: str) -> Term:
    match = _PREFIXES.fullmatch(value.removeprefix(":"))
    if match is None or value == ":" or (name in ("include", "exists") and not match["domain"]):
        raise BadTerm(word)
    prefix4, prefix6 = int(match["v4"] or 32), int(match["v6"] or 128)
    if prefix4 > 32 or prefix6 > 128 or (name not in ("a", "mx") and (match["v4"] or match["v6"])):
        raise BadTerm(word)
    return Term(qualifier, name, match["domain"], prefix4, prefix6)
