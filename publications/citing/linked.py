"""A publication in the words of https://schema.org, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publications.citing import csl
from publications.enums import Kind, Role

if TYPE_CHECKING:
    from publications.models import Contributor, PublicationPage

TYPES = {
    Kind.ARTICLE: "ScholarlyArticle",
    Kind.THESIS: "Thesis",
    Kind.DATASET: "Dataset",
    Kind.PRESENTATION: "PresentationDigitalDocument",
    Kind.TRAINING: "LearningResource",
    Kind.MINUTES: "DigitalDocument",
}  # all others are reports


def publication(page: PublicationPage, *, base_url: str) -> dict[str, Any]:
    """Return `page` as a ScholarlyArticle, a Report or what else it is.

    Args:
        base_url: of the site, for the addresses of files.
    """
    people = page.contributors.all()
    return {
        "@type": TYPES.get(Kind(page.kind), "Report"),
        "@id": page.doi_url or f"{page.full_url}#publication",
        "url": page.full_url,
        "name": page.title,
        "headline": page.title,
        "alternativeHeadline": page.subtitle,
        "author": [_maker(person) for person in people if person.role == Role.AUTHOR],
        "editor": [_maker(person) for person in people if person.role == Role.EDITOR],
        "translator": [_maker(person) for person in people if person.role == Role.TRANSLATOR],
        "datePublished": str(page.published or ""),
        "publisher": _organisation(page.publisher),
        "isPartOf": _part_of(page),
        "pagination": page.pages or page.article_number,
        "version": page.edition,
        "inLanguage": page.language,
        "abstract": csl.plain(page.abstract),
        "description": page.summary,
        "keywords": page.keywords,
        "license": page.licence_url,
        "isAccessibleForFree": page.is_readable_by_all,
        "identifier": _identifiers(page),
        "isbn": page.isbn,
        "sameAs": page.doi_url,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": f"{base_url}{file.url}",
                "encodingFormat": file.document.content_type,
                "inLanguage": file.language,
            }
            for file in page.files.all()
        ],
    }


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _maker(person: Contributor) -> dict[str, Any]:
    if person.is_body:
        return _organisation(person.family)
    return {
        "@type": "Person",
        "name": str(person),
        "givenName": person.given,
        "familyName": person.family,
        "affiliation": _organisation(person.affiliation),
        "sameAs": person.orcid_url,
    }


def _part_of(page: PublicationPage) -> dict[str, Any] | None:
    """Return what it came out in: the issue of a volume of a journal, as far as that is known."""
    if not page.journal:
        return None
    part: dict[str, Any] = {"@type": "Periodical", "name": page.journal, "issn": page.issn}
    if page.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": page.volume, "isPartOf": part}
    if page.number:
        part = {"@type": "PublicationIssue", "issueNumber": page.number, "isPartOf": part}
    return part


def _identifiers(page: PublicationPage) -> list[dict[str, str]]:
    known = (("DOI", page.doi), ("PMID", page.pmid))
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in known if value]
