"""The folded column by which publications are found, on every database alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from home import plain
from home.folding import fold

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from publications.models import PublicationPage

LONGEST_SEARCH = 100  # characters; more names nothing
MOST_WORDS = 12  # of a search; each is one condition of the query


def text_of(publication: PublicationPage) -> str:
    """Return all that a publication can be found by, folded, each word once."""
    names = [" ".join((str(author), author.affiliation, author.orcid)) for author in publication.contributors.all()]
    year = publication.published_on.year if publication.published_on else ""
    # What the page of a withdrawn one does not show finds it no more.
    about = () if publication.is_withdrawn else (publication.summary, plain.words(publication.abstract))
    said = (
        *(publication.title, publication.subtitle, *about),
        *(publication.keywords, publication.journal, publication.publisher, publication.article_number),
        *(publication.doi, publication.pmid, publication.isbn, publication.issn, str(year)),
        *names,
    )
    return " ".join(dict.fromkeys(fold(" ".join(said)).split()))


def asked(text: str) -> str:
    """Return what somebody typed as it is searched and shown: one line of bounded length, without control signs."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_SEARCH]).split())


def words(text: str) -> list[str]:
    """Return the words of a search, folded; none where it is made of signs alone."""
    return fold(text).split()[:MOST_WORDS]


def matching(publications: PageQuerySet, text: str) -> PageQuerySet:
    """Return those of `publications` in which every word of `text` stands."""
    for word in words(text):
        publications = publications.filter(search_text__contains=word)
    return publications
