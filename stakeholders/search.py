"""The one folded column by which contacts and organisations are searched, and who keeps it true.

It holds every name, address, number and post that was ever theirs, so that no day that passes makes it wrong: somebody
is found where they work and where they used to. `signal_handlers` keeps it while records are saved one by one; whoever
writes in bulk calls `refresh_contacts` or `refresh_organisations`.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice

from django.db import connection
from django.db.models import Exists, Manager, OuterRef, Q, QuerySet

from delivery.models import Address
from home.folding import fold
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName

CHUNK = 2000  # records read and written at a time
FEW = 5000  # addresses
HOME_PREFIX = "+92"


def matching(records: QuerySet, text: str) -> QuerySet:
    """Return those of `records` (contacts or organisations) in which every word of `text` stands, folded.

    Without any text that is all of them; of signs alone, none.
    """
    words = fold(text).split()
    if text.strip() and not words:
        return records.none()
    for word in words:
        records = records.filter(search_text__contains=word)
    return records


def addresses_with(text: str) -> QuerySet[Address]:
    """Return the addresses in which `text` stands, in any capitals."""
    folded = unicodedata.normalize("NFKC", text.strip()).lower()
    found = Q(key__contains=folded)
    if not folded.isascii():  # the key has the domain as an IDNA A-label
        found |= Q(email__icontains=folded)
    return Address.objects.filter(found)


def at_addresses_with(records: QuerySet, text: str, *, by: str, key: str) -> QuerySet:
    """Return those of `records` whose field `by` names the `key` of an address in which `text` stands.

    Few addresses are found first and the records by them; where there are very many, each record is asked for its own.
    """
    found = addresses_with(text)
    keys = list(found.values_list(key, flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return records.filter(**{f"{by}__in": keys})
    return records.filter(Exists(found.filter(**{key: OuterRef(by)})))


def refresh_contacts(pks: Iterable[int]) -> int:
    """Write the search column of these contacts anew, merged ones too; return how many it changed.

    Six queries for each two thousand.
    """
    return sum(len(_refresh(Contact.with_merged, chunk, _parts_of_contacts)) for chunk in _chunks(pks))


def refresh_organisations(pks: Iterable[int]) -> int:
    """Write the search column of these organisations anew, merged ones too, and that of the people who ever worked at
    one whose names changed; return how many organisations changed.
    """
    changed = [
        pk for chunk in _chunks(pks) for pk in _refresh(Organisation.with_merged, chunk, _parts_of_organisations)
    ]
    for chunk in _chunks(changed):
        people = Affiliation.objects.filter(organisation__in=chunk).order_by().values_list("contact", flat=True)
        refresh_contacts(people.distinct())
    return len(changed)


def refresh_all() -> tuple[int, int]:
    """Write every search column anew; return how many contacts and how many organisations had a wrong one.

    What this finds was written in bulk by code that forgot to say so, or in the moment a process died.
    """
    organisations = refresh_organisations(Organisation.with_merged.order_by().values_list("pk", flat=True))
    return refresh_contacts(Contact.with_merged.order_by().values_list("pk", flat=True)), organisations


Parts = Iterator[tuple[int, str]]  # the key of a record, and one of the texts by which it is found


def _parts_of_contacts(pks: list[int]) -> Parts:
    texts = ("name", "name_ur", "stated_designation", "stated_organisation")
    own = Contact.with_merged.filter(pk__in=pks).values_list("pk", *texts)
    for pk, *names in own:
        yield from ((pk, name) for name in names)
    yield from ContactAddress.objects.filter(contact__in=pks).values_list("contact", "address__email")
    for pk, number in ContactPhone.objects.filter(contact__in=pks).values_list("contact", "number"):
        yield from ((pk, spelling) for spelling in (number, _as_dialled_at_home(number)))
    posts = Affiliation.objects.filter(contact__in=pks).values_list("contact", "designation", "organisation")
    names = _names({organisation for _pk, _designation, organisation in posts})
    for pk, designation, organisation in posts:
        yield pk, designation
        yield from ((pk, name) for name in names[organisation])


def _as_dialled_at_home(number: str) -> str:
    """Return ``03001234567`` for ``+923001234567``: so it is written, and looked for; nothing for other countries."""
    return f"0{number.removeprefix(HOME_PREFIX)}" if number.startswith(HOME_PREFIX) else ""


def _parts_of_organisations(pks: list[int]) -> Parts:
    for pk, names in _names(pks).items():
        yield from ((pk, name) for name in names)


def _names(organisations: Iterable[int]) -> dict[int, list[str]]:
    """Return all names of these organisations, by two queries."""
    wanted = list(organisations)
    own = Organisation.with_merged.filter(pk__in=wanted).values_list("pk", "name", "name_ur", "acronym")
    names = {pk: list(official) for pk, *official in own}
    others = OrganisationName.objects.filter(organisation__in=wanted).order_by("pk")
    for pk, name in others.values_list("organisation", "name"):
        names[pk].append(name)
    return names


def _refresh(records: Manager, pks: list[int], parts: Callable[[list[int]], Parts]) -> list[int]:
    """Write what changed of these records; return their keys."""
    folded = cache(fold)  # thousands work at the same few organisations
    found: dict[int, dict[str, None]] = {}  # each text once, in its order
    for pk, text in parts(pks):
        found.setdefault(pk, {})[folded(text)] = None
    texts = {pk: " ".join(filter(None, words)) for pk, words in found.items()}
    standing = records.filter(pk__in=pks).values_list("pk", "search_text")
    changed = [(texts[pk], pk) for pk, text in standing if pk in texts and text != texts[pk]]
    # `bulk_update` makes one statement of them all, and takes three times as long to write it as to run it.
    table = connection.ops.quote_name(records.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET search_text = %s WHERE id = %s", changed)  # noqa: S608 - a name of ours
    return [pk for _text, pk in changed]


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    source = iter(pks)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
