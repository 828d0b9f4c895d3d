"""Whom a row means. Found by mailbox, else by number and name together; never by a name alone.

Whatever leads to two contacts is ambiguous: it is told, and nothing is written.
"""

from dataclasses import dataclass, field

from stakeholders.importing.names import fold
from stakeholders.importing.options import Options, SameName
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.world import World


@dataclass(frozen=True, slots=True)
class Match:
    """One contact, or none; or several with the code of why that is ambiguous."""

    contact: int | None = None
    ambiguous: str = ""
    candidates: list[int] = field(default_factory=list)
    by_given_up_address: bool = False


def match(person: Person, world: World, organisations: Organisations, options: Options) -> Match:
    """Return whom `person` means in `world`."""
    names = {folded for name in (person.name, person.name_ur) if (folded := fold(name))}
    found = _by_address(person, world, names)
    if found is None:
        found = _by_phone(person, world, names)
    if found is None and options.same_name == SameName.STOP:
        found = _by_name(person, world, organisations)
    return found or Match()


def _by_address(person: Person, world: World, names: set[str]) -> Match | None:
    """Follow every address. One that several share means the one of them who bears the row's name."""
    matched: set[int] = set()
    for key in person.emails:
        owners = world.by_key.get(key, set())
        if len(owners) > 1:
            named = {pk for pk in owners if world.contacts[pk].names & names}
            if len(named) != 1:
                return Match(ambiguous="shared_address", candidates=sorted(owners))
            owners = named
        matched |= owners
    if len(matched) > 1:
        return Match(ambiguous="two_contacts", candidates=sorted(matched))
    if matched:
        return Match(matched.pop())
    former = set().union(*(world.retired.get(key, set()) for key in person.emails))
    former = {pk for pk in former if world.contacts[pk].names & names}
    if len(former) == 1:
        return Match(former.pop(), by_given_up_address=True)
    return None


def _by_phone(person: Person, world: World, names: set[str]) -> Match | None:
    owners = set().union(*(world.by_phone.get(number, set()) for number in person.phones))
    named = sorted(pk for pk in owners if world.contacts[pk].names & names)
    if len(named) > 1:
        return Match(ambiguous="shared_phone", candidates=named)
    return Match(named[0]) if named else None


def _by_name(person: Person, world: World, organisations: Organisations) -> Match | None:
    """The same name at the same organisation may be one person with a new address, or two: nobody here can tell."""
    organisation = organisations.find(person.organisation, person.acronym).pk
    if organisation is None or not person.name:
        return None
    bearers = world.by_name.get((fold(person.name), organisation))
    return Match(ambiguous="same_name", candidates=sorted(bearers)) if bearers else None
