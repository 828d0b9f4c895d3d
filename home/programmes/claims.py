"""Finds, in plain words, what only a source could bear out. It looks for set phrases and misses more than it finds."""

import re
from collections.abc import Iterator

# How findings are told, in English and in Urdu. A sentence that refers to a source ([1], [۱]) is borne out.
_CLAIMS = re.compile(
    r"\b(?:findings|studies|research|evidence|data|surveys?|results)\s+(?:clearly\s+|strongly\s+)?"
    r"(?:suggests?|shows?|indicates?|confirms?|proves?)\b"
    r"|\bpositive\s+correlation\b|\bproven\s+to\b|\bproved\s+to\b"
    r"|\b(?:has|have|was|were|is|are)\s+(?:shown|found|proven)\s+to\b"
    r"|\b(?:reductions?|decline|drop)\s+in\s+(?:depression|anxiety|distress|symptoms)\b"
    r"|\bimproved?\s+mental\s+health\s+outcomes\b"
    r"|نتائج\s+(?:سے\s+)?(?:ظاہر|پتا|معلوم)|تحقیق\s+(?:سے\s+)?(?:ثابت|ظاہر)|مطالع(?:ے|وں)\s+سے\s+(?:ثابت|ظاہر|پتا)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\[\d{1,3}\]")
_SENTENCE = re.compile(r"(?<=[.!?۔؟])\s+|\n")
_HELPLINE = re.compile(r"\bhelp\s?-?lines?\b|\bhot\s?-?lines?\b|ہیلپ\s?لائن", re.IGNORECASE)


def unsupported(text: str) -> Iterator[str]:
    """Yield the sentences of `text` that tell a finding and refer to no source."""
    for sentence in _SENTENCE.split(text):
        if _CLAIMS.search(sentence) and not _REFERENCE.search(sentence):
            yield sentence.strip()


def mentions_helpline(text: str) -> bool:
    return bool(_HELPLINE.search(text))
