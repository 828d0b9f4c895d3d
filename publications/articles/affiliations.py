"""Affiliations as printed, and what the organisation is called today if they name it by a former name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from home.folding import fold
from stakeholders.models import OrganisationName

if TYPE_CHECKING:
    from publications.models import ArticleAuthor


@dataclass(frozen=True)
class Renamed:
    """A former name that somebody is still printed with."""

    former: str
    today: str
    until: datetime.date | None  # the last day on which it had the former name, where that is known


def renamed(author: ArticleAuthor) -> Renamed | None:
    """Return the former name in the author's affiliation; None where it names the organisation as it is called now.

    An organisation that isn't shown to the public keeps its name and its history to itself.
    """
    organisation = author.organisation
    printed = f" {fold(author.affiliation)} "
    if organisation is None or not organisation.public or not printed.strip():
        return None
    if f" {fold(organisation.name)} " in printed:
        return None
    former = organisation.names.filter(reason=OrganisationName.Reason.FORMER)
    named = [name for name in former if f" {name.folded} " in printed]
    if not named:
        return None
    longest = max(named, key=lambda name: len(name.folded))
    return Renamed(longest.name, organisation.name_in_language, longest.until)
