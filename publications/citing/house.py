"""Citations in the house's style: authors, title, where it appeared, date, article number, DOI.

Dates are as precise as the record is: a month stays a month. Everything is written in the publication's own language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from home import formats
from publications import titles
from publications.citing.given_names import without_particles
from publications.enums import Role

if TYPE_CHECKING:
    from publications.models import Contributor, PublicationPage


def citation(publication: PublicationPage) -> str:
    """Return “Humayun A, Najmussaqib A. Title. Journal 7(2), June 2025, 100451. https://doi.org/…”."""
    with override(_words(publication)):
        parts = [_sentence(_authors(publication)), _title(publication), _sentence(_appeared(publication))]
    return " ".join(part for part in [*parts, publication.doi_url] if part)


def reference(publication: PublicationPage) -> str:
    """Return the citation without title and DOI: “Humayun A, Najmussaqib A. Journal 7(2), June 2025, 100451.”."""
    with override(_words(publication)):
        return " ".join(_sentence(part) for part in (_authors(publication), _appeared(publication)) if part)


def _words(publication: PublicationPage) -> str:
    """Return the language that the words around the names are in: Urdu's own for Urdu, English for all others."""
    return "ur" if publication.language == "ur" else "en"


def _title(publication: PublicationPage) -> str:
    """Return the title as a sentence, set apart (Unicode's FSI and PDI) where it runs against the rest.

    A page may have a title in Urdu, and no edition in the language of its publication.
    """
    (title,) = map(_sentence, titles.as_published([publication]))
    return title if formats.language_of(title) == _words(publication) else f"\u2068{title}\u2069"


def _authors(publication: PublicationPage) -> str:
    authors = [author for author in publication.contributors.all() if author.role == Role.AUTHOR]
    return _comma().join(map(_short_name, authors or publication.contributors.all()))


def _short_name(author: Contributor) -> str:
    """Noor ul Ain Muneeb → Muneeb NA: initials of the names, not of the particles between them."""
    if author.is_body:
        return author.family
    given = without_particles(author.given)
    initials = "".join(name[0] for name in given.split()) if given[:1].isupper() else given
    return f"{author.family} {initials}".strip()


def _appeared(publication: PublicationPage) -> str:
    number = f"({publication.number})" if publication.number else ""
    volume = formats.digits(f"{publication.volume}{number}")
    where = f"{publication.journal} {volume}".strip() if publication.journal else publication.publisher
    date = publication.published.in_words() if publication.published else ""
    if date and publication.online_first:
        date = _("published online %(date)s") % {"date": date}
    appeared = _comma().join(
        part for part in (where, date, formats.digits(publication.pages or publication.article_number)) if part
    )
    return appeared[:1].upper() + appeared[1:] if not where else appeared


def _comma() -> str:
    return pgettext("between the parts of a list", ", ")


def _sentence(text: str) -> str:
    if not text:
        return ""
    full_stop = "۔" if formats.language_of(text[-3:]) == "ur" else "."
    return text if text.endswith((".", "?", "!", "۔", "؟")) else f"{text}{full_stop}"
