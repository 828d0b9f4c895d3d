"""Text of strangers made plain: one line, no markup, no control characters; addresses and numbers that are some."""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications import identifiers

MAX_FIELD = 50_000  # characters of one field; an abstract has 3,000
_LONGEST_ADDRESS = 500  # characters
_LONGEST_DOI = 200

_ELEMENTS = "|".join(
    sorted({*nh3.ALLOWED_TAGS, "body", "button", "font", "form", "html", "iframe", "input", "math", "object", "script"})
)
# Elements of HTML and of JATS, in which publishers write. “x<y” and “p<0.05” are not markup.
_TAG = rf"<(?:!--|/?(?:{_ELEMENTS}|style|svg|video|(?:jats|mml):[\w-]+)(?=[\s/>])[^<>]*>)"
_MARKUP = re.compile(_TAG, re.IGNORECASE)
_LESS_THAN = re.compile(rf"<(?!{_TAG[1:]})", re.IGNORECASE)
_ENDS = re.compile(r"</(?:jats:)?(?:p|title|li|sec)\s*>|<(?:jats:)?br\s*/?>", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_ISSN = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])", re.ASCII)
_ISBN = re.compile(r"97[89][\d-]{10,14}|\d[\d-]{8,11}[\dXx]", re.ASCII)
_ANYTHING = re.compile(r".+")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_http = URLValidator(schemes=["http", "https"])


def plain(text: str) -> str:
    """Return `text` on one line, without tags, entities, or characters that nobody writes; never raises."""
    text = text[:MAX_FIELD]
    if _MARKUP.search(text):
        text = html.unescape(nh3.clean(_LESS_THAN.sub("&lt;", _ENDS.sub(r"\g<0> ", text)), tags=set()))
    elif "&" in text:
        text = html.unescape(text)
    return " ".join(_written(text).split())


def paragraphs(text: str) -> str:
    """Return `text` as paragraphs parted by empty lines, each of them plain."""
    parts = re.split(r"\n\s*\n", _ENDS.sub("\n\n", text[:MAX_FIELD]))
    return "\n\n".join(filter(None, map(plain, parts)))


def shown(text: str) -> str:
    """Return a line of a file as it can be kept and shown: with its markup, without what is no character."""
    return _written(text).strip()


def _written(text: str) -> str:
    """Return it composed (NFC), without what is not text: NUL, lone surrogates, private use and other controls.

    Nor what turns the direction of all that follows; the marks and joiners that Urdu needs stay.
    """
    kept = "".join(" " if sign in "\t\n\r\f\v\u2028\u2029" else sign for sign in text if _is_written(sign))
    return unicodedata.normalize("NFC", kept)


def _is_written(sign: str) -> bool:
    return sign in "\t\n\r\f\v" or (unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn") and sign not in _TURNS)


def web_address(text: str) -> str:
    """Return an address that a browser may open, http or https; empty for anything else."""
    address = shown(text[: _LONGEST_ADDRESS + 1]).strip("<>")
    try:
        _http(address)
    except ValidationError:
        return ""
    return address if len(address) <= _LONGEST_ADDRESS else ""


def doi(text: str) -> str:
    """Return the DOI that stands in `text`, a link for instance; empty when there is none."""
    written = shown(text[:2000])
    try:
        found = identifiers.doi(written)
    except ValidationError:
        match = _DOI.search(unquote(written))
        found = match.group().rstrip(".,;:)]").lower() if match else ""
    return found if len(found) <= _LONGEST_DOI else ""


def is_doi_link(address: str) -> bool:
    """Tell whether an address leads to the resolver of DOIs, and so says no more than the DOI."""
    return (urlsplit(address).hostname or "") in ("doi.org", "dx.doi.org", "www.doi.org") and bool(doi(address))


def issn(text: str) -> str:
    """Return the first ISSN in `text`; empty when there is none."""
    return _first_valid(_ISSN, text, identifiers.issn)


def isbn(text: str) -> str:
    """Return the first ISBN in `text`, of 13 digits; empty when there is none."""
    return _first_valid(_ISBN, text, identifiers.isbn)


def pmid(text: str) -> str:
    """Return the number of PubMed that `text` is; empty when it is none."""
    return _first_valid(_ANYTHING, shown(text[:60]), identifiers.pmid)


def _first_valid(pattern: re.Pattern[str], text: str, normalised: Callable[[str], str]) -> str:
    for match in pattern.finditer(text[:200]):
        try:
            return normalised(match.group())
        except ValidationError:
            continue
    return ""


def pages(text: str) -> str:
    """Return a page, or a range of pages as a typesetter writes it: 12–19."""
    return re.sub(r"\s*(?:-{1,3}|[‐-―−])\s*", "–", plain(text)).strip("–")


def addresses(written_doi: str, written: Sequence[str], notes: list[str]) -> dict[str, str]:
    """Return DOI and URL of an item. Of several addresses the first counts; one that repeats the DOI says nothing more.

    What is no address of the web is left out with a note: a browser would run `javascript:`, or open a file.
    """
    found = doi(written_doi)
    kept: list[str] = []
    for field in written:
        others = []  # the words of the field that are no address: one remark for all
        for word in field.split():  # several addresses may stand in one field
            address = web_address(word)
            if address and is_doi_link(address):
                found = found or doi(address)
            elif address:
                kept.append(address)
            else:
                others.append(word)
        if others:
            notes.append(_("“%s” is no address of the web and left out.") % plain(" ".join(others))[:60])
    if written_doi.strip() and not found:
        notes.append(_("“%s” is no DOI and left out.") % plain(written_doi)[:60])
    if len(kept) > 1:
        left_out = len(kept) - 1
        notes.append(
            ngettext("%d further address was left out.", "%d further addresses were left out.", left_out) % left_out
        )
    return {"DOI": found, "URL": kept[0] if kept else ""}
