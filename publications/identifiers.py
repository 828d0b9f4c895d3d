"""The numbers by which the world knows a publication and its authors: DOI, PMID, ISBN, ISSN, ORCID.

Each function takes what people paste, and returns the one spelling that is kept. What can't be one raises
`ValidationError` in words for people.
"""

import re
from collections.abc import Iterable
from itertools import cycle
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_DOI_PREFIX = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)


def doi(text: str) -> str:
    """Return a DOI without its address and in small letters, which are the same to it (DOI Handbook 2.4)."""
    written = text.strip()
    prefix = _DOI_PREFIX.match(written)
    if prefix:
        written = written[prefix.end() :]
        if "%" in prefix.string and prefix.group().casefold().startswith(("http", "doi.", "dx.")):
            written = unquote(written)
    if written and not _DOI.fullmatch(written):
        raise ValidationError(_("A DOI begins with “10.” and a number, then a slash: 10.1017/gmh.2025.1."))
    return written.lower()


def pmid(text: str) -> str:
    """Return a number of PubMed, without its address or name."""
    written = re.sub(r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|PMID:?\s*)", "", text.strip(), flags=re.IGNORECASE)
    written = written.rstrip("/")
    if written and not re.fullmatch(r"[1-9]\d{0,8}", written, re.ASCII):
        raise ValidationError(_("A PMID is a number of at most nine digits."))
    return written


def isbn(text: str) -> str:
    """Return an ISBN of 13 digits without hyphens; one of ten becomes one of thirteen (ISO 2108)."""
    written = re.sub(r"^ISBN(?:-1[03])?:?|[\s\u2010-\u2015-]", "", text.strip(), flags=re.IGNORECASE).upper()
    if re.fullmatch(r"\d{9}[\dX]", written, re.ASCII) and _sum(written, range(10, 0, -1)) % 11 == 0:
        stem = f"978{written[:9]}"
        written = f"{stem}{-_sum(stem, cycle((1, 3))) % 10}"
    if not written or (re.fullmatch(r"97[89]\d{10}", written, re.ASCII) and _sum(written, cycle((1, 3))) % 10 == 0):
        return written
    raise ValidationError(_("This is no ISBN: a digit is wrong or missing."))


def issn(text: str) -> str:
    """Return an ISSN as 1234-567X (ISO 3297)."""
    written = re.sub(r"^ISSN:?|[\s\u2010-\u2015-]", "", text.strip(), flags=re.IGNORECASE).upper()
    if not written:
        return ""
    if not re.fullmatch(r"\d{7}[\dX]", written, re.ASCII) or _sum(written, range(8, 0, -1)) % 11:
        raise ValidationError(_("This is no ISSN: a digit is wrong or missing."))
    return f"{written[:4]}-{written[4:]}"


def orcid(text: str) -> str:
    """Return an ORCID iD as 0000-0002-1825-0097, its check digit tried (ISO 7064, MOD 11-2)."""
    written = re.sub(r"^(?:https?://)?(?:www\.)?orcid\.org/|[\s\u2010-\u2015-]", "", text.strip()).upper()
    if not written:
        return ""
    if not re.fullmatch(r"\d{15}[\dX]", written, re.ASCII) or not _orcid_is_right(written):
        raise ValidationError(_("This is no ORCID iD: a digit is wrong or missing."))
    return "-".join(written[start : start + 4] for start in range(0, 16, 4))


def _orcid_is_right(written: str) -> bool:
    total = 0
    for digit in written[:15]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == written[15]


def _sum(digits: str, weights: Iterable[int]) -> int:
    """Return the weighted sum of `digits`; X counts ten."""
    return sum((10 if digit == "X" else int(digit)) * weight for digit, weight in zip(digits, weights, strict=False))
