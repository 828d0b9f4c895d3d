"""Finding organisations that may be one, by all the names they have: official, Urdu, acronym, former, misspelt."""

import datetime
from collections.abc import Iterator
from itertools import combinations

from stakeholders.duplicates.blocks import Blocks, Entry
from stakeholders.duplicates.finding import CHUNK, Crowds, Found, near
from stakeholders.duplicates.names import likeness_of_organisations, words_of_organisation
from stakeholders.models import Organisation, OrganisationName
from stakeholders.models import Resemblance as Row

SAME_ACRONYM = 75  # two organisations of different names may share one
SHARERS = 5  # more organisations of one acronym: it is that of a kind of office (DHO), not of an organisation
COMMON_WORD = 100  # more names with one word: it tells nothing ("health"), and their other words are compared
NEAR = 85
_ACRONYM = "="


def organisations(*, since: datetime.datetime | None, crowds: Crowds) -> Iterator[Found]:
    """Yield organisations that may be one; with `since`, only pairs of which one was changed since then.

    A unit and what it is part of are known to be two.
    """
    related = {frozenset(pair) for pair in Organisation.objects.exclude(parent=None).values_list("pk", "parent")}
    for found in _by_names(since=since, crowds=crowds):
        if frozenset((found.first, found.second)) not in related:
            yield found


def _by_names(*, since: datetime.datetime | None, crowds: Crowds) -> Iterator[Found]:
    with Blocks() as blocks:
        for pk, name, is_acronym, changed in _names(since=since):
            words = words_of_organisation(name)
            entry = Entry(pk, words, changed=changed, known=not is_acronym)
            if len(words) == 1:
                blocks.add(_ACRONYM + words[0], entry)
            for word in set(words):
                blocks.add(word, entry)
        for block, entries in blocks:
            if block.startswith(_ACRONYM):
                yield from _same_acronym(entries, crowds=crowds)
            elif not crowds.left_out(len(entries), limit=COMMON_WORD):
                named = [entry for entry in entries if entry.known]
                yield from near(
                    named,
                    likeness=likeness_of_organisations,
                    subject=Row.Subject.ORGANISATION,
                    enough=NEAR,
                    crowds=crowds,
                )


def _names(*, since: datetime.datetime | None) -> Iterator[tuple[int, str, bool, bool]]:
    """Yield every name as (organisation, name, is it the acronym, was the organisation changed since then)."""
    own = Organisation.objects.values_list("pk", "updated_at", "acronym", "name", "name_ur")
    for pk, updated_at, acronym, *names in own.iterator(chunk_size=CHUNK):
        changed = since is None or updated_at >= since
        if acronym:
            yield pk, acronym, True, changed
        yield from ((pk, name, False, changed) for name in names if name)
    others = OrganisationName.objects.filter(organisation__merged_into=None)
    for pk, updated_at, name in others.values_list("organisation", "organisation__updated_at", "name").iterator(
        chunk_size=CHUNK
    ):
        yield pk, name, False, since is None or updated_at >= since


def _same_acronym(entries: list[Entry], *, crowds: Crowds) -> Iterator[Found]:
    """Yield organisations with the same short name; surer where it is the whole name of one of them."""
    whole_name: dict[int, bool] = {}
    for entry in entries:
        whole_name[entry.pk] = whole_name.get(entry.pk, False) or entry.known
    if crowds.left_out(len(whole_name), limit=SHARERS):
        return
    changed = {entry.pk for entry in entries if entry.changed}
    for first, second in combinations(sorted(whole_name), 2):
        if first in changed or second in changed:
            score = 95 if whole_name[first] or whole_name[second] else SAME_ACRONYM
            yield Found(Row.Subject.ORGANISATION, first, second, Row.Kind.NAME, score)
