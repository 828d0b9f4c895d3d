"""The formats that publications come in, and which of them a text is in."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications.importing import bibtex, csl, ris
from publications.importing.results import Problem, Reader, Result


@dataclass(frozen=True)
class Format:
    """One format: its code (`PublicationImport.Format`), how its files end, and who reads it."""

    code: str
    endings: tuple[str, ...]
    read: Reader


FORMATS = {
    each.code: each
    for each in (
        Format("bibtex", (".bib", ".bibtex"), bibtex.read),
        Format("ris", (".ris",), ris.read),
        Format("csl", (".json", ".csljson"), csl.read),
    )
}
UNKNOWN = gettext_lazy("This is neither BibTeX nor RIS nor CSL-JSON.")
_RIS_LINE = re.compile(r"^[^\S\n]*TY[^\S\n]{1,4}[-\u2013\u2014]", re.MULTILINE)
_BIBTEX_ENTRY = re.compile(r"^\s*@\s*\w+\s*[{(]", re.MULTILINE)


def of(text: str, filename: str = "") -> Format | None:
    """Return the format of `text` by what stands in it, and where that says nothing by the end of the file's name."""
    if text.lstrip().startswith(("[", "{")):
        return FORMATS["csl"]
    if _RIS_LINE.search(text):
        return FORMATS["ris"]
    if _BIBTEX_ENTRY.search(text):
        return FORMATS["bibtex"]
    ending = filename.lower()
    return next((each for each in FORMATS.values() if ending.endswith(each.endings)), None)


def read(text: str, filename: str = "") -> tuple[str, Result]:
    """Return the code of the text's format and what was read; of no known format, an empty code and the reason."""
    found = of(text, filename)
    if found is None:
        return "", Result(problems=[Problem(1, str(UNKNOWN) if text.strip() else _("There is nothing in it."))])
    return found.code, found.read(text)
