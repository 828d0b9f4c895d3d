"""Who a mailing is for is known above the engine. A higher room registers how to find them, under a name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from delivery.enums import ExclusionReason
from delivery.exceptions import UnknownResolver


@dataclass(frozen=True, slots=True)
class Candidate:
    """One contact that an audience names: with an address, or with the reason why it gets nothing.

    The resolver says who has no address or has not consented; the engine adds suppression and duplicates. A resolver
    names each `contact_ref` once.
    """

    contact_ref: str
    address_id: int | None
    language: str
    values: dict[str, str] = field(default_factory=dict)
    exclusion: ExclusionReason | None = None
    detail: str = ""


# Takes the criteria (JSON) and the purpose. Should be a generator: audiences may be large.
Resolver = Callable[[dict[str, Any], str], Iterable[Candidate]]

_resolvers: dict[str, Resolver] = {}
_once: set[str] = set()


def register(name: str, resolver: Resolver, *, once: bool = False) -> None:
    """Make `resolver` known; called from `apps.ready()`. A name is kept for ever: approved mailings hold it.

    With `once` a mailing to this audience is followed by no other: its readers are asked a single time.
    """
    _resolvers[name] = resolver
    if once:
        _once.add(name)


def only_once(audience: Mapping[str, Any]) -> bool:
    """Say whether an audience must not get a mailing a second time."""
    return audience.get("resolver", "") in _once


def resolver_of(audience: Mapping[str, Any]) -> Resolver:
    """Return the resolver that an audience definition names.

    Raises:
        UnknownResolver: it names none, or one that nobody registered.
    """
    name = audience.get("resolver", "")
    try:
        return _resolvers[name]
    except KeyError as error:
        raise UnknownResolver(f"No audience resolver is registered as {name!r}.") from error


def candidates(audience: Mapping[str, Any], purpose: str) -> Iterable[Candidate]:
    """Return everybody whom an audience definition names.

    Raises:
        UnknownResolver: see `resolver_of`.
    """
    criteria = {key: value for key, value in audience.items() if key != "resolver"}
    return resolver_of(audience)(criteria, purpose)
