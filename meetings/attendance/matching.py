"""Whom the lines of a pasted list mean: first among those who are invited, then in the directory.

By an exact address, or by name and organisation together; never by a name alone. Whatever leads to several is staff's
to choose. What concerns a whole list is read at once, in the same number of queries however long it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from delivery import addresses, bulk
from meetings.attendance import people
from meetings.attendance.pasting import Line
from meetings.attendance.people import Who
from meetings.models import Invitation, Meeting
from stakeholders.duplicates.names import words_of_person
from stakeholders.importing.organisations import Organisations
from stakeholders.models import Affiliation, Contact, ContactAddress

Words = tuple[str, ...]
MOST_CANDIDATES = 6


class How(StrEnum):
    """By what somebody was found."""

    ADDRESS = "address"
    NAME = "name"
    CHOSEN = "chosen"
    NONE = ""


HOW = {
    How.ADDRESS: _("by address"),
    How.NAME: _("by name and organisation"),
    How.CHOSEN: _("chosen by you"),
}


@dataclass(frozen=True)
class Match:
    """Whom a line means. `key` is ``i`` or ``c`` and the key of an invitation or a contact; empty for nobody known.

    `candidates` are those among whom staff choose where it may be several.
    """

    how: How = How.NONE
    key: str = ""
    candidates: tuple[str, ...] = ()


@dataclass
class World:
    """Those whom lines may mean, by what lines say of them."""

    organisations: Organisations
    known: dict[str, Who] = field(default_factory=dict)  # by key of a match
    by_address: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[Words, list[str]] = field(default_factory=lambda: defaultdict(list))

    def match(self, line: Line) -> Match:
        """Return whom `line` means."""
        words = _words(line.name)
        if line.email and (at := self.by_address.get(addresses.fold(line.email), [])):
            named = [key for key in at if words and _words(self.known[key].name) == words]
            if len(at) == 1 or len(named) == 1:
                return Match(How.ADDRESS, (named or at)[0])
            return Match(candidates=tuple(at[:MOST_CANDIDATES]))
        bearers = list(dict.fromkeys(self.by_name.get(words, []))) if words else []
        where = people.at_organisation(line.organisation, self.organisations)
        there = [key for key in bearers if where and self.known[key].organisation == where]
        if len(there) == 1:
            return Match(How.NAME, there[0])
        return Match(candidates=tuple((there or bearers)[:MOST_CANDIDATES]))

    def who(self, line: Line, key: str) -> Who:
        """Return what is written of a line that means `key`, or nobody known."""
        known = self.known.get(key)
        if known is not None:
            return known
        where = people.at_organisation(line.organisation, self.organisations)
        return Who(
            name=line.name,
            organisation=where,
            organisation_name=line.organisation,
            designation=line.designation,
        )


def look(
    meeting: Meeting, lines: Sequence[Line], *, organisations: Organisations, directory: bool, on: datetime.date
) -> World:
    """Return those whom `lines` may mean: who is invited and, if `directory`, contacts; as things stand on a day."""
    world = World(organisations)
    invited = list(Invitation.objects.filter(meeting=meeting, withdrawn_at=None).select_related("contact", "address"))
    taken = {row.contact_id for row in invited}
    whos = people.of_invitations(invited, on)
    for row in invited:
        _add(world, f"i{row.pk}", whos[row.pk], [row.address.key] if row.address else [])
    if directory:
        emails = _contacts_at({addresses.fold(line.email) for line in lines if line.email})
        found = {pk for pk in emails if pk not in taken} | (_bearers(lines, organisations, on) - taken)
        contacts = Contact.objects.filter(bulk.Among(F("pk"), list(found)))
        for pk, who in people.of_contacts(contacts, on).items():
            _add(world, f"c{pk}", who, emails.get(pk, []))
        _addresses_of_invited(world, invited, emails)
    return world


def _add(world: World, key: str, who: Who, emails: Iterable[str]) -> None:
    world.known[key] = who
    world.by_name[_words(who.name)].append(key)
    for email in emails:
        world.by_address[email].append(key)


def _addresses_of_invited(world: World, invited: Iterable[Invitation], emails: dict[int, list[str]]) -> None:
    """Let who is invited be found by each of their addresses, and not only by the one that the invitation went to."""
    for row in invited:
        for email in emails.get(row.contact_id or 0, []):
            if f"i{row.pk}" not in world.by_address[email]:
                world.by_address[email].append(f"i{row.pk}")


def _words(name: str) -> Words:
    return tuple(sorted(words_of_person(name)))


def _contacts_at(keys: Collection[str]) -> dict[int, list[str]]:
    """Return the contacts that are reached at these mailboxes today, with the mailboxes."""
    links = ContactAddress.objects.filter(address__key__in=keys, retired_on=None, contact__merged_into=None)
    found: dict[int, list[str]] = defaultdict(list)
    for contact, key in links.order_by("pk").values_list("contact", "address__key"):
        found[contact].append(key)
    return found


def _bearers(lines: Iterable[Line], organisations: Organisations, on: datetime.date) -> set[int]:
    """Return contacts who bear a name of the lines: spelt like it, or alike at one of the organisations they name."""
    names = {line.name: _words(line.name) for line in lines if line.name}
    found = set(Contact.objects.filter(name__in=names).order_by().values_list("pk", flat=True))
    places = {people.at_organisation(line.organisation, organisations) for line in lines} - {None}
    posts = Affiliation.objects.current(on).filter(organisation__in=places, contact__merged_into=None).order_by()
    wanted = set(names.values()) - {()}
    for pk, *spelt in posts.values_list("contact", "contact__name", "contact__name_ur"):
        if any(_words(name) in wanted for name in spelt):
            found.add(pk)
    return found
