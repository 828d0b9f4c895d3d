"""Names of people and bodies as CSL has them: family, given, particle, suffix; a body is one `literal`."""

from collections.abc import Callable
from typing import Any

from bibtexparser.middlewares.names import InvalidNameError, NameParts, parse_single_name_into_parts
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from publications import identifiers
from publications.importing.texts import plain, shown

OTHERS = {"others", "et al", "et al.", "and others"}
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
_PARTS = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal")
_LONGEST = 2000  # characters of a name; the rest is nobody's

Name = dict[str, Any]
Decoder = Callable[[str], str]


def person(*, family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    """Return a person's name without its empty parts."""
    parts = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {key: text for key, value in parts.items() if (text := plain(value))}


def body(name: str) -> Name:
    """Return the name of an organisation or a group, which has no parts."""
    return {"literal": plain(name)}


def from_bibtex(name: str, decode: Decoder) -> Name | None:
    """Return the name of an author field, in any of BibTeX's three forms; braces around all of it make it a body's.

    `decode` turns LaTeX into text: only then, because its braces tell what belongs together. None for nothing at all.
    """
    name = name[:_LONGEST].strip()
    if is_braced(name):
        return _kept(body(decode(name)))
    try:
        parts = parse_single_name_into_parts(name)
    except InvalidNameError:
        parts = parse_single_name_into_parts(name, strict=False)
    return _kept(_of_parts(parts, decode))


def from_ris(text: str) -> Name | None:
    """Return the name of an author's line: “Family, Given, Suffix”; without a comma it is a body's."""
    parts = [part.strip() for part in text[:_LONGEST].split(",")]
    if len(parts) == 1:
        return _kept(body(text))
    if len(parts) > 2 and parts[1].lower() in _SUFFIXES:  # “Family, Suffix, Given”, as BibTeX has it
        parts[1], parts[2] = parts[2], parts[1]
    return _kept(person(family=parts[0], given=parts[1], suffix=", ".join(filter(None, parts[2:]))))


def from_csl(name: object) -> Name | None:
    """Return the name of an item of CSL-JSON, or what can be made of it; None for nothing."""
    if isinstance(name, str):
        return _kept(body(name))
    if not isinstance(name, dict):
        return None
    parts = {key: plain(value) for key in _PARTS if isinstance(value := name.get(key), str)}
    parts = {key: value for key, value in parts.items() if value}
    if "family" not in parts and (alone := parts.get("literal") or parts.get("given")):
        return {"literal": alone}
    parts.pop("literal", None)
    return parts | _affiliation(name) | _orcid(name) if "family" in parts else None


def _affiliation(name: dict[str, Any]) -> dict[str, Any]:
    """Return where somebody works as Crossref has it: the first of a list of objects with a name."""
    listed = name.get("affiliation")
    first = listed[0] if isinstance(listed, list) and listed else None
    words = first.get("name") if isinstance(first, dict) else None
    return {"affiliation": [{"name": text}]} if isinstance(words, str) and (text := plain(words)) else {}


def _orcid(name: dict[str, Any]) -> dict[str, Any]:
    written = name.get("ORCID")
    try:
        number = identifiers.orcid(shown(written[:60])) if isinstance(written, str) else ""
    except ValidationError:
        number = ""
    return {"ORCID": number} if number else {}


def is_others(name: str) -> bool:
    """Tell whether what stands in the place of a name says that there are more."""
    return name.strip().lower() in OTHERS


def more_note() -> str:
    return _("The list of authors ends in “and others”: complete it.")


def is_braced(text: str) -> bool:
    """Tell whether one pair of braces encloses all of `text`."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return position == len(text) - 1
    return False


def _of_parts(parts: NameParts, decode: Decoder) -> Name:
    family, given, particle, suffix = (
        decode(" ".join(words)) for words in (parts.last, parts.first, parts.von, parts.jr)
    )
    return person(family=family or given, given=given if family else "", particle=particle, suffix=suffix)


def _kept(name: Name) -> Name | None:
    return name if name.get("family") or name.get("literal") else None
