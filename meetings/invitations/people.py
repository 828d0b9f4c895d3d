"""Whom staff mean when they invite groups, segments, people and addresses: each mailbox once."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from meetings.models import GroupMembership, WorkingGroup
from stakeholders.models import Affiliation, Contact, ContactAddress, Organisation, Segment
from stakeholders.segments import people, rules

MOST = 1000  # invitations to one meeting: more is a mailing, which has an approval


@dataclass(frozen=True)
class Wishes:
    """What staff chose and typed."""

    groups: tuple[WorkingGroup, ...] = ()
    segments: tuple[Segment, ...] = ()
    contacts: tuple[Contact, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()  # a name, or nothing, and what should be an address
    language: str = settings.LANGUAGE_CODE  # of typed addresses that nobody is known by


@dataclass(frozen=True)
class Meant:
    """One mailbox that is meant (`key` is its folded form), or a person without one."""

    key: str
    email: str
    name: str
    language: str
    came_by: tuple[str, ...]
    contact: Contact | None = None
    organisation: Organisation | None = None
    problem: str = ""  # why what was typed is no address, in words


@dataclass
class Found:
    """All who are meant, each mailbox once, and the seats in which nobody is named."""

    meant: list[Meant] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Seat:
    """A person as they are meant: for an organisation perhaps, and by which way."""

    contact: Contact
    organisation: Organisation | None
    came_by: str


def meant_by(wishes: Wishes, *, now: datetime.datetime) -> Found:
    """Return whom `wishes` mean on the day of `now`; a constant number of queries for each group and segment.

    Raises:
        stakeholders.exceptions.UnknownCriterionError: a segment asks for what there is no longer.
    """
    on = timezone.localdate(now)
    found = Found()
    seats = [*_of_groups(wishes.groups, on, found), *_of_segments(wishes.segments, on), *_chosen(wishes.contacts)]
    found.meant = _merged([*_people(seats, on), *_typed(wishes, on)])
    return found


def _of_groups(groups: tuple[WorkingGroup, ...], on: datetime.date, found: Found) -> Iterator[_Seat]:
    seats = GroupMembership.objects.current(on).filter(group__in=groups)
    for seat in seats.select_related("group", "organisation", "contact__language").order_by("group__name", "pk"):
        if seat.contact is None or seat.contact.merged_into_id is not None:
            found.unnamed.append(f"{seat.group}: {seat.organisation}")
        else:
            yield _Seat(seat.contact, seat.organisation, str(seat.group))


def _of_segments(segments: tuple[Segment, ...], on: datetime.date) -> Iterator[_Seat]:
    for segment in segments:
        found = people.meant(rules.parse(segment.rule), on).select_related("language").order_by("name", "pk")
        for contact in found[: MOST + 1]:  # one more is too many already
            yield _Seat(contact, None, segment.name)


def _chosen(contacts: tuple[Contact, ...]) -> Iterator[_Seat]:
    for contact in contacts:
        yield _Seat(contact, None, _("chosen one by one"))


def _people(seats: list[_Seat], on: datetime.date) -> Iterator[Meant]:
    """Yield each seat with the main address in use of its person, and where that person works."""
    keys = {seat.contact.pk for seat in seats}
    main: dict[int, ContactAddress] = {}
    for link in _in_use().filter(contact__in=keys).order_by("-primary", "pk"):
        main.setdefault(link.contact_id, link)
    posts = _posts(keys, on)
    for seat in seats:
        organisation = seat.organisation or posts.get(seat.contact.pk)
        yield _meant(seat.contact, main.get(seat.contact.pk), organisation, seat.came_by)


def _meant(contact: Contact, link: ContactAddress | None, organisation: Organisation | None, came_by: str) -> Meant:
    language = contact.language.code
    return Meant(
        key=link.address.key if link else "",
        email=link.address.email if link else "",
        name=(contact.name_ur or contact.name) if language == "ur" else (contact.name or contact.name_ur),
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        came_by=(came_by,),
        contact=contact,
        organisation=organisation,
    )


def _typed(wishes: Wishes, on: datetime.date) -> Iterator[Meant]:
    """Yield what was typed; an address that is one person's is that person's."""
    came_by = _("typed in")
    folded: dict[str, tuple[str, str]] = {}
    for name, email in wishes.typed[: MOST + 1]:
        try:
            folded.setdefault(addresses.fold(email), (name, email))
        except InvalidAddress as problem:
            yield Meant("", email, name, wishes.language, (came_by,), problem=str(problem))
    links: dict[str, list[ContactAddress]] = {}
    for link in _in_use().filter(address__key__in=list(folded)).select_related("contact__language"):
        links.setdefault(link.address.key, []).append(link)
    posts = _posts({link.contact_id for readers in links.values() for link in readers}, on)
    for key, (name, email) in folded.items():
        readers = links.get(key, [])
        if len(readers) == 1:
            yield _meant(readers[0].contact, readers[0], posts.get(readers[0].contact_id), came_by)
        else:  # nobody's, or a mailbox that several share
            yield Meant(key, email, name, wishes.language, (came_by,))


def _in_use() -> QuerySet[ContactAddress]:
    return ContactAddress.objects.filter(retired_on=None, contact__merged_into=None).select_related("address")


def _posts(contacts: set[int], on: datetime.date) -> dict[int, Organisation]:
    """Return the organisation at which each of these people holds a post on the day `on`, the latest one."""
    posts: dict[int, Organisation] = {}
    current = Affiliation.objects.current(on).filter(contact__in=contacts).select_related("organisation")
    for post in current.order_by("-start", "-pk"):
        posts.setdefault(post.contact_id, post.organisation)
    return posts


def _merged(all_meant: list[Meant]) -> list[Meant]:
    """Make one of those with the same mailbox: the first stands, with all ways by which they came."""
    unique: dict[str, Meant] = {}
    for meant in all_meant:
        # Without a mailbox a person is told by their key, and what is no address by its text.
        key = meant.key or (f"#{meant.contact.pk}" if meant.contact else f"?{meant.email}")
        first = unique.get(key)
        unique[key] = meant if first is None else _joined(first, meant)
    return sorted(unique.values(), key=lambda meant: (meant.name or meant.email).casefold())


def _joined(first: Meant, second: Meant) -> Meant:
    known = first if first.contact or not second.contact else second
    return replace(
        known,
        organisation=known.organisation or second.organisation,
        came_by=tuple(dict.fromkeys([*first.came_by, *second.came_by])),
    )
