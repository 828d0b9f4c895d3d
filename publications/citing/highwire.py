"""The Highwire Press meta tags, by which Google Scholar and reference managers know a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publications import titles
from publications.enums import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publications.models import PublicationPage

INSTITUTIONS = {Kind.ARTICLE: "citation_publisher", Kind.THESIS: "citation_dissertation_institution"}


def tags(publication: PublicationPage, *, base_url: str) -> list[tuple[str, str]]:
    """Return names and contents of the tags; a publication that was withdrawn has none.

    Args:
        base_url: of the site, for the addresses of files.
    """
    if publication.is_withdrawn:
        return []
    (title,) = titles.as_published([publication])
    date = publication.published
    first, _dash, last = publication.pages.replace("\u2013", "-").partition("-")
    said = [
        ("citation_title", f"{title}: {publication.subtitle}" if publication.subtitle else title),
        *_authors(publication),
        (
            "citation_online_date" if publication.online_first else "citation_publication_date",
            "/".join(f"{part:02}" for part in date.parts) if date else "",
        ),
        ("citation_journal_title", publication.journal),
        ("citation_issn", publication.issn),
        ("citation_volume", publication.volume),
        ("citation_issue", publication.number),
        ("citation_firstpage", first.strip() or publication.article_number),
        ("citation_lastpage", last.strip()),
        (INSTITUTIONS.get(Kind(publication.kind), "citation_technical_report_institution"), publication.publisher),
        ("citation_doi", publication.doi),
        ("citation_pmid", publication.pmid),
        ("citation_isbn", publication.isbn),
        ("citation_language", publication.language),
        ("citation_keywords", publication.keywords),
        *(("citation_pdf_url", f"{base_url}{file.url}") for file in publication.files.all() if file.format == "PDF"),
    ]
    return [(name, content) for name, content in said if content]


def _authors(publication: PublicationPage) -> Iterator[tuple[str, str]]:
    """Yield each author with affiliation and ORCID iD behind, as the guidelines want them."""
    for author in publication.contributors.all():
        if author.role == Role.AUTHOR:
            yield "citation_author", str(author)
            yield "citation_author_institution", author.affiliation
            yield "citation_author_orcid", author.orcid_url
