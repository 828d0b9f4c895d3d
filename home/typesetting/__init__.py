"""What typst needs to set our texts: Urdu in the font beside this module, Latin text in the one that it brings."""

import functools
import re
import unicodedata
from pathlib import Path

import typst

from home import formats

# Letters in the shapes that old programs copied them out in; the font shapes letters by itself.
_SHAPES = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdf1\ufdf3-\ufdf9\ufdfb-\ufdff\ufe70-\ufeff]")
# What is never drawn: controls but the newline, and private letters.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")


@functools.cache
def fonts() -> typst.Fonts:
    """Return the fonts that texts are set in: a machine needs none."""
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(__file__).parent / "fonts"])


def shaped(text: str) -> str:
    """Return `text` without what can't be drawn, its letters as the font expects them."""
    return _SHAPES.sub(lambda letter: unicodedata.normalize("NFKC", letter[0]), _CONTROLS.sub(" ", text))


def said(text: str) -> dict[str, str]:
    """Return `text` as our templates of typst take it: shaped, with the language of its script."""
    return {"text": shaped(text), "lang": formats.language_of(text)}
