"""The languages a piece of text may be in, beyond those that the site itself is published in."""

from django.utils.translation import gettext_lazy as _

LANGUAGES = {
    "en": _("English"),
    "ur": _("Urdu"),
    "bal": _("Balochi"),
    "bft": _("Balti"),
    "ps": _("Pashto"),
    "pnb": _("Punjabi"),
    "skr": _("Saraiki"),
    "sd": _("Sindhi"),
}
LEFT_TO_RIGHT = {"en"}


def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a language code; in Pakistan all but English are written from right to left."""
    return "ltr" if language.split("-")[0] in LEFT_TO_RIGHT else "rtl"
