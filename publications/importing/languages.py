"""Languages as files name them: by code, in English or German fashion, or as LaTeX packages do."""

from django.conf.locale import LANG_INFO

from publications.enums import Language
from publications.importing.texts import plain

_NAMES = {
    name.lower(): code
    for code, info in LANG_INFO.items()
    if "name" in info and len(code) <= 3
    for name in (code, info["name"], info["name_local"])
}
_NAMES |= {tag.split("-")[0]: tag.split("-")[0] for tag in Language.values}
# ISO 639-2 and the dialects of LaTeX's babel, of the languages that publications here are written in.
_ALSO = {
    "eng": "en", "american": "en", "british": "en", "usenglish": "en", "ukenglish": "en", "canadian": "en",
    "urd": "ur", "pus": "ps", "pashto": "ps", "sindhi": "sd", "snd": "sd",
    "punjabi": "pa", "pan": "pa", "ara": "ar", "fas": "fa", "per": "fa", "ngerman": "de", "fra": "fr", "fre": "fr",
}  # fmt: skip


def code(text: str) -> str:
    """Return the ISO 639 code of the language that `text` names first; empty when it is not known."""
    name = plain(text).lower().split(";")[0].split(",")[0].strip()
    return _known(name) or _known(name.replace("_", "-").split("-")[0])


def _known(name: str) -> str:
    return _ALSO.get(name) or _NAMES.get(name, "")
