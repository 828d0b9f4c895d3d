"""Finding records that may be one. Nothing is decided here: what is found waits for a person (`queue`).

No step compares everybody with everybody. Addresses and numbers are compared by the database; names within groups
(`blocks`): the people of one organisation, and namesakes. A group so large that to be in it says nothing is left out
and counted (`Crowds`).
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, islice
from operator import itemgetter

from django.db.models import Count, QuerySet
from rapidfuzz import fuzz, process

from home.folding import fold
from stakeholders.duplicates.blocks import Blocks, Entry, by_word
from stakeholders.duplicates.names import likeness_of_people, words_of_person
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName
from stakeholders.models import Resemblance as Row

CHUNK = 2000  # records read at a time

SHARERS = 8  # more contacts at one address or number: a role mailbox or a switchboard that nobody marked
NAMESAKES = 10  # more contacts of one name: the name is too common to say anything
TOGETHER = 300  # entries compared each with each; a larger group is parted by the words of the names
CROWD = 1500  # entries that share a word within one group: beyond it they are left out

NEAR = 85  # per cent from which names within one organisation are proposed
SAME_NAME_SAME_PLACE = 100
SAME_NAME = 80  # the same name, and of one of the two no organisation is known
MOVED = 70  # the same long name at two organisations: somebody may have changed posts
LONG_NAME = 3  # words from which a name tells a person from most others
_ROUGHLY = 60  # per cent below which two whole names are not looked at word by word


@dataclass(frozen=True, slots=True)
class Found:
    """Two records that may be one; `first` has the smaller key."""

    subject: Row.Subject
    first: int
    second: int
    kind: Row.Kind
    score: int


class Crowds:
    """How many groups were too large to be compared."""

    def __init__(self) -> None:
        self.count = 0

    def left_out(self, size: int, *, limit: int) -> bool:
        """Say whether a group of `size` is beyond `limit`, and count it if so."""
        self.count += size > limit
        return size > limit


def people(*, since: datetime.datetime | None, crowds: Crowds) -> Iterator[Found]:
    """Yield contacts that may be one, a pair perhaps more than once: by address, by number, by name.

    Addresses and numbers are always compared as a whole. Of names, with `since`, only those of contacts that were
    changed since then are compared with the others.
    """
    links = ContactAddress.objects.exclude(kind=ContactAddress.Kind.ROLE).filter(retired_on=None)
    yield from _sharing(links, "address", kind=Row.Kind.ADDRESS, alike=100, unlike=85, crowds=crowds)
    yield from _sharing(ContactPhone.objects.all(), "number", kind=Row.Kind.PHONE, alike=95, unlike=60, crowds=crowds)
    yield from _by_name(since=since, crowds=crowds)


def _sharing(
    rows: QuerySet, shared: str, *, kind: Row.Kind, alike: int, unlike: int, crowds: Crowds
) -> Iterator[Found]:
    """Yield pairs of contacts with the same value in the field `shared`; how sure that is hangs on the names."""
    several = rows.order_by().values(shared).annotate(n=Count("pk")).filter(n__gt=1)
    values = several.values_list(shared, flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(values, CHUNK)):
        # Merged contacts are left out below: asked for in the query, they lead SQLite to read every contact first.
        members = rows.filter(**{f"{shared}__in": chunk}).order_by(shared, "contact")
        named = members.values_list(shared, "contact", "contact__name", "contact__name_ur", "contact__merged_into")
        for _value, group in groupby(named, key=itemgetter(0)):
            names = {pk: _spellings(name, ur) for _, pk, name, ur, merged_into in group if merged_into is None}
            yield from _pairs(names, kind=kind, alike=alike, unlike=unlike, crowds=crowds)


def _pairs(
    names: dict[int, list[tuple[str, ...]]], *, kind: Row.Kind, alike: int, unlike: int, crowds: Crowds
) -> Iterator[Found]:
    """Yield every two of the contacts who share something, by key with their names."""
    if crowds.left_out(len(names), limit=SHARERS):
        return
    for first, second in combinations(names, 2):
        sure = alike if _may_be_one(names[first], names[second]) else unlike
        yield Found(Row.Subject.CONTACT, first, second, kind, sure)


def _spellings(*names: str) -> list[tuple[str, ...]]:
    return [words for name in names if (words := words_of_person(name))]


def _may_be_one(ones: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> bool:
    """Say whether nothing in the names speaks against it; a record without a name fits any."""
    return not ones or not others or any(likeness_of_people(a, b) >= NEAR for a in ones for b in others)


def _by_name(*, since: datetime.datetime | None, crowds: Crowds) -> Iterator[Found]:
    with Blocks() as blocks:
        _sort_people(blocks, since=since)
        for block, entries in blocks:
            if block.startswith(_NAMESAKES):
                yield from _namesakes(entries, crowds=crowds)
            else:
                yield from near(
                    entries, likeness=likeness_of_people, subject=Row.Subject.CONTACT, enough=NEAR, crowds=crowds
                )


_NAMESAKES = "="


def _sort_people(blocks: Blocks, *, since: datetime.datetime | None) -> None:
    """Put every name of every contact into the groups of its organisations and into that of its namesakes."""
    places = _places_by_name()
    contacts = Contact.objects.order_by("pk").values_list("pk", "name", "name_ur", "stated_organisation", "updated_at")
    source = contacts.iterator(chunk_size=CHUNK)
    while chunk := list(islice(source, CHUNK)):
        posts: dict[int, set[str]] = defaultdict(set)
        held = Affiliation.objects.filter(contact__gte=chunk[0][0], contact__lte=chunk[-1][0]).order_by()
        for pk, organisation in held.values_list("contact", "organisation"):
            posts[pk].add(str(organisation))
        for pk, name, name_ur, stated, updated_at in chunk:
            if stated:
                posts[pk].add(places.get(fold(stated), f"?{fold(stated)}"))
            for words in _spellings(name, name_ur):
                entry = Entry(pk, words, changed=since is None or updated_at >= since, known=bool(posts[pk]))
                blocks.add(_NAMESAKES + " ".join(sorted(words)), entry)
                for place in posts[pk]:
                    blocks.add(place, entry)


def _places_by_name() -> dict[str, str]:
    """Return the key of every organisation, as text, by each of its folded names: organisations are few."""
    others = OrganisationName.objects.filter(organisation__merged_into=None).values_list("folded", "organisation")
    places = {name: str(pk) for name, pk in others}
    for pk, *names in Organisation.objects.values_list("pk", "acronym", "name_ur", "name"):
        places.update((fold(name), str(pk)) for name in names if name)
    return places


def _namesakes(entries: list[Entry], *, crowds: Crowds) -> Iterator[Found]:
    """Yield those of one name, as far as that says anything; colleagues come again with their organisation."""
    unlike = list({entry.pk: entry for entry in entries}.values())
    if len(unlike[0].words) < 2 or crowds.left_out(len(unlike), limit=NAMESAKES):
        return
    for one, other in combinations(unlike, 2):
        if not (one.changed or other.changed):
            continue
        if not (one.known and other.known):
            yield Found(Row.Subject.CONTACT, one.pk, other.pk, Row.Kind.NAME, SAME_NAME)
        elif len(one.words) >= LONG_NAME:
            yield Found(Row.Subject.CONTACT, one.pk, other.pk, Row.Kind.NAME, MOVED)


Likeness = Callable[[tuple[str, ...], tuple[str, ...]], int]


def near(
    entries: list[Entry], *, likeness: Likeness, subject: Row.Subject, enough: int, crowds: Crowds
) -> Iterator[Found]:
    """Yield the pairs of one group whose names are alike to `enough` per cent."""
    groups: Iterable[list[Entry]] = [entries]
    if len(entries) > TOGETHER:
        groups = [group for group in by_word(entries) if not crowds.left_out(len(group), limit=CROWD)]
    for group in groups:
        whole = [" ".join(sorted(entry.words)) for entry in group]
        for position, one in enumerate(group):
            rough = process.extract_iter(
                whole[position], whole[position + 1 :], scorer=fuzz.ratio, score_cutoff=_ROUGHLY
            )
            for _name, _score, offset in rough:
                other = group[position + 1 + offset]
                if one.pk == other.pk or not (one.changed or other.changed):
                    continue
                score = likeness(one.words, other.words)
                if score >= enough:
                    first, second = sorted((one.pk, other.pk))
                    yield Found(subject, first, second, Row.Kind.NAME, score)
