"""The links of an issue, collected from its body, and which of them are dead. Nothing is asked of the network."""

import dataclasses
import ipaddress
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.blocks import PageChooserBlock, RichTextBlock, URLBlock
from wagtail.documents import get_document_model
from wagtail.models import Collection as DocumentCollection
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction

from newsletters.blocks.links import LinkBlock
from newsletters.body_walk import Leaf, Place
from newsletters.findings import Finding, blocking

_WEB_SCHEMES = {"http", "https"}
_OTHER_SCHEMES = {"mailto", "tel"}
# First labels and last labels of hosts that only the people who build a site can reach.
_STAGING_LABELS = {"staging", "stage", "stg", "dev", "test", "testing", "uat", "preview", "preprod"}
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".test", ".invalid")


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """One link as it is stored: to a page or document by id, or to an address."""

    place: Place
    text: str
    page: int | None = None
    document: int | None = None
    url: str | None = None


def collect(leaves: Iterable[Leaf]) -> Iterator[Link]:
    """Yield every link of a body: in rich text, on blocks, and to the pages that blocks pick."""
    for leaf in leaves:
        if isinstance(leaf.block, RichTextBlock):
            yield from _in_rich_text(leaf)
        elif isinstance(leaf.block, LinkBlock):
            yield from _on_block(leaf)
        elif isinstance(leaf.block, PageChooserBlock) and leaf.raw:
            yield Link(leaf.place, _title(leaf.value), page=int(leaf.raw))
        elif isinstance(leaf.block, URLBlock) and leaf.value is not None:
            yield Link(leaf.place, "", url=leaf.value)


def dead(links: Collection[Link], *, locale: Locale) -> Iterator[Finding]:
    """Yield a finding for each link that leads nowhere, or where readers can't follow, in the edition of `locale`.

    The number of queries doesn't grow with the links.
    """
    pages = _PageJudge({link.page for link in links if link.page is not None}, locale)
    documents = _documents({link.document for link in links if link.document is not None})
    for link in links:
        if link.page is not None:
            reason = pages.fault(link.page)
        elif link.document is not None:
            reason = documents.get(link.document, _("the document has been deleted"))
        else:
            reason = url_fault(link.url)
        if reason:
            named = _("The link “%(text)s” is dead: %(reason)s.") if link.text else _("A link is dead: %(reason)s.")
            yield blocking("link_dead", named % {"text": link.text, "reason": reason}, link.place)


def url_fault(url: str | None) -> str:
    """Return what is wrong with an address, in words; empty where nothing is."""
    url = (url or "").strip()
    if not url:
        return _("it has no address")
    if url.startswith("#"):
        return _("“%(url)s” is a place holder, not an address") % {"url": url}
    if "[[" in url:
        return _("“%(url)s” holds a placeholder; personal links stand in the footer only") % {"url": url}
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _("“%(url)s” is not an address") % {"url": url}
    if parts.scheme in _OTHER_SCHEMES:
        return "" if parts.path else _("“%(url)s” names nobody") % {"url": url}
    if parts.scheme and parts.scheme not in _WEB_SCHEMES:
        return _("“%(url)s” is not a web address") % {"url": url}
    if not parts.scheme or not host:
        return _("“%(url)s” is relative, which leads nowhere from a mail") % {"url": url}
    return _host_fault(host, parts.path)


def _host_fault(host: str, path: str) -> str:
    own = urlsplit(settings.SITE_URL).hostname
    if host == own:
        return _("it leads into the staff's own pages") if path.startswith("/admin/") else ""
    if host == "localhost" or host.endswith(_PRIVATE_SUFFIXES) or _is_private_address(host):
        return _("“%(host)s” can't be reached by readers") % {"host": host}
    if "." not in host:
        return _("“%(host)s” is not a full host name") % {"host": host}
    if host.split(".")[0] in _STAGING_LABELS:
        return _("“%(host)s” looks like a test site") % {"host": host}
    return ""


def _is_private_address(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _in_rich_text(leaf: Leaf) -> Iterator[Link]:
    for anchor in BeautifulSoup(leaf.value.source if leaf.value else "", "html.parser").find_all("a"):
        text = " ".join(anchor.get_text(" ").split())
        kind, identifier = anchor.get("linktype"), str(anchor.get("id", ""))
        if kind == "page" and identifier.isdecimal():
            yield Link(leaf.place, text, page=int(identifier))
        elif kind == "document" and identifier.isdecimal():
            yield Link(leaf.place, text, document=int(identifier))
        else:
            yield Link(leaf.place, text, url=str(anchor.get("href", "")))


def _on_block(leaf: Leaf) -> Iterator[Link]:
    raw = leaf.raw or {}
    value = leaf.value or {}
    if raw.get("page"):
        yield Link(leaf.place, _title(value.get("page")), page=int(raw["page"]))
    if raw.get("document"):
        yield Link(leaf.place, _title(value.get("document")), document=int(raw["document"]))
    if raw.get("url"):
        yield Link(leaf.place, "", url=raw["url"])
    if leaf.block.meta.required and not any(raw.get(name) for name in ("page", "document", "url")):
        yield Link(leaf.place, "", url="")


def _title(record: Any) -> str:
    return str(getattr(record, "title", "")) if record else ""


class _PageJudge:
    """Which pages readers can follow a link to. A page gives way to its live translation, as it does when rendered."""

    def __init__(self, ids: set[int], locale: Locale) -> None:
        self.pages = {page.pk: page for page in Page.objects.filter(pk__in=ids)}
        keys = {page.translation_key for page in self.pages.values()}
        translated = Page.objects.live().filter(locale=locale, translation_key__in=keys)
        self.translations = {page.translation_key: page for page in translated}
        self.private = list(PageViewRestriction.objects.values_list("page__path", flat=True)) if ids else []

    def fault(self, page_id: int) -> str:
        chosen = self.pages.get(page_id)
        if chosen is None:
            return _("the page has been deleted")
        page = self.translations.get(chosen.translation_key, chosen)
        if not page.live:
            return _("“%(title)s” is not published") % {"title": page.title}
        if any(page.path.startswith(path) for path in self.private):
            return _("“%(title)s” is private") % {"title": page.title}
        return ""


def _documents(ids: set[int]) -> dict[int, str]:
    """Return what is wrong with each document that still exists; empty where nothing is."""
    if not ids:
        return {}
    private = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    documents = get_document_model().objects.filter(pk__in=ids).select_related("collection")
    return {document.pk: _document_fault(document.title, document.collection, private) for document in documents}


def _document_fault(title: str, collection: DocumentCollection, private: list[str]) -> str:
    hidden = any(collection.path.startswith(path) for path in private)
    return _("the document “%(title)s” is private") % {"title": title} if hidden else ""
