"""Citations in the house's style: authors, title, where it appeared, date, article number, DOI.

Dates are as precise as the record is: a month stays a month. Everything is written in the publication's own language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from home import formats

if TYPE_CHECKING:
    from publications.models import Contributor, PublicationPage


def citation(publication: PublicationPage) -> str:
    """Return “Humayun A, Najmussaqib A. Title. Journal 7(2), June 2025, 100451. https://doi.org/…”."""
    with override(publication.language):
        parts = [_sentence(_authors(publication)), _title(publication), _sentence(_appeared(publication))]
    return " ".join(part for part in [*parts, publication.doi_url] if part)


def reference(publication: PublicationPage) -> str:
    """Return the citation without title and DOI: “Humayun A, Najmussaqib A. Journal 7(2), June 2025, 100451.”."""
    with override(publication.language):
        return " ".join(_sentence(part) for part in (_authors(publication), _appeared(publication)) if part)


def published(publication: PublicationPage) -> str:
    """Return the date in words, no more exactly than it is known: 2025, June 2025 or 10 September 2025."""
    date = publication.published_on
    if date is None:
        return ""
    if publication.published_precision == publication.Precision.YEAR:
        return formats.digits(date.year)
    if publication.published_precision == publication.Precision.MONTH:
        return formats.month_year(date)
    return formats.long_date(date)


def highwire_tags(publication: PublicationPage) -> list[tuple[str, str]]:
    """Return the Highwire Press meta tags of a publication (Google Scholar, Inclusion Guidelines for Webmasters)."""
    is_report = publication.kind != publication.Kind.ARTICLE
    tags = [
        ("citation_title", publication.title),
        *(("citation_author", str(author)) for author in publication.contributors.all()),
        ("citation_online_date" if publication.online_first else "citation_publication_date", _slashed(publication)),
        ("citation_journal_title", publication.journal),
        ("citation_volume", publication.volume),
        ("citation_issue", publication.number),
        ("citation_firstpage", publication.pages),
        ("citation_technical_report_institution" if is_report else "citation_publisher", publication.publisher),
        ("citation_doi", publication.doi),
        ("citation_language", publication.language),
    ]
    return [(name, content) for name, content in tags if content]


def _title(publication: PublicationPage) -> str:
    """Return the title as a sentence, set apart (Unicode's FSI and PDI) where it runs against the rest.

    In a page's Urdu edition the title is in Urdu and the publication may be in English.
    """
    title = _sentence(publication.title)
    return title if formats.language_of(title) == publication.language else f"\u2068{title}\u2069"


def _authors(publication: PublicationPage) -> str:
    return _comma().join(_short_name(author) for author in publication.contributors.all())


def _short_name(author: Contributor) -> str:
    """Noor ul Ain Muneeb → Muneeb NA: initials of the names, not of the particles between them."""
    initials = "".join(name[0] for name in author.given.replace("-", " ").split() if name[0].isupper())
    return f"{author.family} {initials or author.given}".strip()


def _appeared(publication: PublicationPage) -> str:
    number = f"({publication.number})" if publication.number else ""
    volume = formats.digits(f"{publication.volume}{number}")
    where = f"{publication.journal} {volume}".strip() if publication.journal else publication.publisher
    date = published(publication)
    if date and publication.online_first:
        date = _("published online %(date)s") % {"date": date}
    appeared = _comma().join(part for part in (where, date, formats.digits(publication.pages)) if part)
    return appeared[:1].upper() + appeared[1:] if not where else appeared


def _comma() -> str:
    return pgettext("between the parts of a list", ", ")


def _sentence(text: str) -> str:
    if not text:
        return ""
    full_stop = "۔" if formats.language_of(text[-3:]) == "ur" else "."
    return text if text.endswith((".", "?", "!", "۔", "؟")) else f"{text}{full_stop}"


def _slashed(publication: PublicationPage) -> str:
    date = publication.published_on
    if date is None:
        return ""
    precise = {"year": "%Y", "month": "%Y/%m", "day": "%Y/%m/%d"}
    return date.strftime(precise[publication.published_precision])
