"""Who wrote an article, as printed, and what their organisation is called today if they name it by a former name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from home.folding import fold
from stakeholders.models import OrganisationName

if TYPE_CHECKING:
    from publications.models import ArticleAuthor, ArticlePage


@dataclass(frozen=True)
class Renamed:
    """A former name that somebody is still printed with."""

    former: str
    today: str
    until: datetime.date | None  # the last day on which it had the former name, where that is known


@dataclass(frozen=True)
class Byline:
    author: ArticleAuthor
    renamed: Renamed | None


def bylines(article: ArticlePage) -> list[Byline]:
    """Return the authors of `article` in their order: three queries at most, however many there are."""
    authors = list(article.authors.all())
    prefetch_related_objects(authors, "organisation__names")
    return [Byline(author, renamed(author)) for author in authors]


def renamed(author: ArticleAuthor) -> Renamed | None:
    """Return the former name in the author's affiliation; None where it names the organisation as it is called now.

    An organisation that isn't shown to the public keeps its name and its history to itself.
    """
    organisation = author.organisation
    if organisation is None or not organisation.public or _names(author.affiliation, organisation.name):
        return None
    former = [name for name in organisation.names.all() if name.reason == OrganisationName.Reason.FORMER]
    named = [name for name in former if _names(author.affiliation, name.name)]
    if not named:
        return None
    longest = max(named, key=lambda name: len(name.name))
    return Renamed(longest.name, organisation.name_in_language, longest.until)


def _names(printed: str, name: str) -> bool:
    """Whether the words of `name` stand in `printed`, however they are spelt out."""
    folded = fold(name)
    return bool(folded) and f" {folded} " in f" {fold(printed)} "
