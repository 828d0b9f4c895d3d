"""A publication as an item of CSL-JSON (CSL 1.0.2), from which all styles and formats are made."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, Any

from django.utils.html import strip_tags

from publications import titles
from publications.enums import Kind, Role

if TYPE_CHECKING:
    from publications.models import Contributor, PublicationPage

Item = dict[str, Any]

TYPES = {
    Kind.ARTICLE: "article-journal",
    Kind.PRESENTATION: "speech",
    Kind.THESIS: "thesis",
    Kind.DATASET: "dataset",
}  # all others are reports
# What kind of report or speech it is. Reference managers show it as it is, in English like the names of the types.
GENRES = {
    Kind.PLAN: "Plan",
    Kind.GUIDELINE: "Guideline",
    Kind.TOOL: "Tool",
    Kind.TRAINING: "Training material",
    Kind.BRIEF: "Brief",
    Kind.NEWSLETTER: "Newsletter",
    Kind.MINUTES: "Minutes",
    Kind.PRESENTATION: "Presentation",
}


def item(publication: PublicationPage) -> Item:
    """Return `publication` as an item; what is not known is left out."""
    return items([publication])[0]


def items(publications: Sequence[PublicationPage]) -> list[Item]:
    """Return the items of `publications`, in their order."""
    named = zip(publications, titles.as_published(publications), strict=True)
    return [_item(publication, title) for publication, title in named]


def plain(html: str) -> str:
    """Return the words of rich text, its paragraphs parted by empty lines."""
    return unescape(strip_tags(html.replace("</p>", "</p>\n\n").replace("<br", "\n<br"))).strip()


def _item(publication: PublicationPage, title: str) -> Item:
    kind = Kind(publication.kind)
    said: Item = {
        "id": publication.slug,
        "type": TYPES.get(kind, "report"),
        "genre": GENRES.get(kind, ""),
        "title": f"{title}: {publication.subtitle}" if publication.subtitle else title,
        "author": _names(publication, Role.AUTHOR),
        "editor": _names(publication, Role.EDITOR),
        "translator": _names(publication, Role.TRANSLATOR),
        "container-title": publication.journal,
        "volume": publication.volume,
        "issue": publication.number,
        "page": publication.pages,
        "number": publication.article_number,
        "publisher": publication.publisher,
        "edition": publication.edition,
        "issued": {"date-parts": [publication.published.parts]} if publication.published else None,
        "language": publication.language,
        "keyword": publication.keywords,
        "abstract": plain(publication.abstract),
        "DOI": publication.doi,
        "PMID": publication.pmid,
        "ISBN": publication.isbn,
        "ISSN": publication.issn,
        "URL": _address(publication),
    }
    return {variable: value for variable, value in said.items() if value}


def _names(publication: PublicationPage, role: Role) -> list[dict[str, Any]]:
    return [_name(contributor) for contributor in publication.contributors.all() if contributor.role == role]


def _name(contributor: Contributor) -> dict[str, Any]:
    """Return a name, with its affiliation and ORCID iD where Crossref has them, beside what CSL knows."""
    if contributor.is_body:
        return {"literal": contributor.family}
    name: dict[str, Any] = {"family": contributor.family}
    if contributor.given:
        name["given"] = contributor.given
    if contributor.orcid:
        name["ORCID"] = contributor.orcid_url
    if contributor.affiliation:
        name["affiliation"] = [{"name": contributor.affiliation}]
    return name


def _address(publication: PublicationPage) -> str:
    """Return where it stands; what came out in a journal doesn't stand here, however often we speak of it."""
    if publication.full_text_at or publication.kind == Kind.ARTICLE or publication.doi:
        return publication.full_text_at
    return publication.full_url or ""
