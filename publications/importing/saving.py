"""From an item of CSL-JSON to the draft of a page. Here alone is decided what of an item a record keeps."""

import itertools
from datetime import datetime
from html import escape
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from publications.citing.csl import GENRES
from publications.dates import PartialDate
from publications.enums import Access, Kind, Language, Role
from publications.importing.results import Item
from publications.models import Contributor, PublicationIndexPage, PublicationPage

LOG_ACTION = "publications.import"
# What CSL calls a publication and what we do. Whatever else there is, is a report.
_KINDS = {
    **dict.fromkeys(
        ("article", "article-journal", "article-magazine", "article-newspaper", "chapter", "paper-conference",
         "post-weblog", "review"),
        Kind.ARTICLE,
    ),
    **dict.fromkeys(("legislation", "regulation", "bill"), Kind.PLAN),
    **dict.fromkeys(("software",), Kind.TOOL),
    "standard": Kind.GUIDELINE, "pamphlet": Kind.BRIEF, "speech": Kind.PRESENTATION, "thesis": Kind.THESIS,
    "dataset": Kind.DATASET, "periodical": Kind.NEWSLETTER,
}  # fmt: skip
_GENRES = {genre.casefold(): kind for kind, genre in GENRES.items()}
_FIELDS = {
    "volume": "volume", "issue": "number", "page": "pages", "number": "article_number", "publisher": "publisher",
    "ISSN": "issn", "ISBN": "isbn", "DOI": "doi", "PMID": "pmid", "URL": "full_text_at",
}  # fmt: skip
_ROLES = {"author": Role.AUTHOR, "editor": Role.EDITOR, "translator": Role.TRANSLATOR}


def page_of(item: Item) -> tuple[PublicationPage, list[str]]:
    """Return the page that `item` makes, unsaved, and in words what of it had to be cut."""
    notes: list[str] = []
    page = PublicationPage(kind=kind_of(item), access=Access.SUBSCRIPTION, live=False, has_unpublished_changes=True)
    for variable, field in _FIELDS.items():
        _set(page, field, item.get(variable, ""), notes)
    title, subtitle = _titles(item)
    _set(page, "title", title, notes)
    _set(page, "subtitle", subtitle, notes)
    _set(page, "journal", item.get("container-title") or item.get("collection-title", ""), notes)
    _set(page, "edition", item.get("edition") or item.get("version", ""), notes)
    _set(page, "keywords", _keywords(item.get("keyword", "")), notes)
    page.published = date_of(item)
    page.language = _language(item, notes)
    page.abstract = "".join(f"<p>{escape(text)}</p>" for text in item.get("abstract", "").split("\n\n") if text)
    page.slug = slugify(page.title, allow_unicode=True)[:60].strip("-") or "publication"
    page.contributors = [
        _contributor(name, role, notes) for variable, role in _ROLES.items() for name in item.get(variable, ())
    ]
    return page, notes


def draft(item: Item, *, under: PublicationIndexPage, by: AbstractUser, now: datetime, source: str) -> PublicationPage:
    """Save `item` as a draft in the list `under`; `source` says in its history where it came from."""
    page, _notes = page_of(item)
    page.owner, page.locale = by, under.locale
    page.slug = _free_slug(page.slug, under)
    with LogContext(user=by):  # one for each: a page's history leaves out what shares its context with another page
        under.add_child(instance=page)
        page.save_revision(user=by, changed=False)
        log(instance=page, action=LOG_ACTION, user=by, timestamp=now, data={"source": source})
    return page


def kind_of(item: Item) -> Kind:
    """Return the kind of publication: what its genre says, where that is the name of one, else its type."""
    named = _GENRES.get(item.get("genre", "").casefold())
    return named or _KINDS.get(item.get("type", ""), Kind.REPORT)


def date_of(item: Item) -> PartialDate | None:
    """Return when it was published, as exactly as the item knows."""
    issued = item.get("issued")
    return PartialDate(*issued["date-parts"][0]) if issued else None


def _titles(item: Item) -> tuple[str, str]:
    """Return title and subtitle; the latter only where both would not fit into the title."""
    title = item["title"]
    longest = _longest(PublicationPage, "title")
    if len(title) > longest and ": " in title[:longest]:
        head, _colon, tail = title.partition(": ")
        return head, tail
    return title, ""


def _language(item: Item, notes: list[str]) -> str:
    code = item.get("language", "")
    known = next((language for language in Language if language.value.split("-")[0] == code.split("-")[0]), None)
    if code and known is None:
        notes.append(_("The language “%s” is not among ours: choose one.") % code[:20])
    return known or Language.ENGLISH


def _contributor(name: dict[str, Any], role: Role, notes: list[str]) -> Contributor:
    if "literal" in name:
        return Contributor(family=_fitting(Contributor, "family", name["literal"], notes), is_body=True, role=role)
    particles = (name.get("dropping-particle", ""), name.get("non-dropping-particle", ""))
    family = " ".join(filter(None, [*particles, name["family"]]))
    if suffix := name.get("suffix"):
        family = f"{family} {suffix}"
    return Contributor(
        family=_fitting(Contributor, "family", family, notes),
        given=_fitting(Contributor, "given", name.get("given", ""), notes),
        affiliation=_fitting(Contributor, "affiliation", (name.get("affiliation") or [{"name": ""}])[0]["name"], notes),
        orcid=name.get("ORCID", ""),
        role=role,
    )


def _keywords(text: str) -> str:
    """Return keywords parted by semicolons, as many as there is room for."""
    words = [word.strip() for word in text.split(";" if ";" in text else ",")]
    kept: list[str] = []
    for word in filter(None, words):
        if len("; ".join([*kept, word])) > _longest(PublicationPage, "keywords"):
            break
        kept.append(word)
    return "; ".join(kept)


def _set(page: PublicationPage, field: str, text: str, notes: list[str]) -> None:
    setattr(page, field, _fitting(PublicationPage, field, text, notes))


def _fitting(model: type[Model], field: str, text: str, notes: list[str]) -> str:
    """Return `text` cut to what the field holds, which is told."""
    longest = _longest(model, field)
    if len(text) <= longest:
        return text
    notes.append(_("Cut, because it is too long: %s.") % model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return text[:longest].rstrip()


def _longest(model: type[Model], field: str) -> int:
    column = model._meta.get_field(field)
    return getattr(column, "max_length", None) or 0


def _free_slug(slug: str, under: PublicationIndexPage) -> str:
    """Return `slug`, or with the first number that makes it one that no sibling has."""
    taken = set(Page.objects.child_of(under).filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([slug], numbered) if each not in taken)
