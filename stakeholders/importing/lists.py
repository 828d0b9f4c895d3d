"""Cells that name entries of controlled lists."""

import re
from typing import TypeVar

from django.utils.translation import gettext as _

from stakeholders.importing import values
from stakeholders.importing.context import Context
from stakeholders.importing.problems import CellProblem
from stakeholders.models.terms import Term
from stakeholders.vocabulary import Vocabulary

TermType = TypeVar("TermType", bound=Term)

_BETWEEN = re.compile(r'"?\s*(?:[,;|\n]|:::)\s*"?')
_GROUPS_OF_GOOGLE = re.compile(r"^\*\s")  # “* myContacts”: groups that Google makes for itself


def term(cell: str, context: Context, *, model: type[TermType]) -> TermType | None:
    """Return the entry that the cell means.

    Raises:
        CellProblem: it means none; near ones are named.
    """
    value = values.tidy(cell, context)
    if not value:
        return None
    vocabulary = context.vocabulary(model)
    found = vocabulary.resolve(value)
    if found is None:
        raise _unknown([value], vocabulary)
    return found


def terms(cell: str, context: Context, *, model: type[TermType]) -> list[TermType] | None:
    """Return the entries that the cell names, parted by commas, semicolons, bars or line breaks.

    Mailchimp puts each tag into quotation marks, Google parts labels by “:::”.

    Raises:
        CellProblem: some of them are unknown; all of these are named.
    """
    value = values.tidy(cell, context, lines=True)
    if not value:
        return None
    vocabulary = context.vocabulary(model)
    if whole := vocabulary.resolve(value):  # whose label has a comma
        return [whole]
    found: dict[int, TermType] = {}
    unknown: list[str] = []
    for part in _BETWEEN.split(value.strip('"')):
        name = part.strip(' "')
        if not name or _GROUPS_OF_GOOGLE.match(name):
            continue
        if entry := vocabulary.resolve(name):
            found[entry.pk] = entry
        else:
            unknown.append(name)
    if unknown:
        raise _unknown(unknown, vocabulary)
    return list(found.values()) or None


def _unknown(names: list[str], vocabulary: Vocabulary) -> CellProblem:
    text = _("Not in our list: %s.") % ", ".join(f"“{name[:60]}”" for name in names[:10])
    near = vocabulary.near(names[0])
    if near:
        text = _("%(unknown)s Near: %(near)s.") % {"unknown": text, "near": ", ".join(str(entry) for entry in near)}
    return CellProblem("not_in_list", text, value=", ".join(names))
