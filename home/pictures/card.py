"""What a picture says, worked out from its page, and the picture itself."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import formats, typesetting
from home.models.base import BasePage
from home.models.pages import HomePage
from home.models.settings import UnitSettings
from home.search import kinds

WIDTH, HEIGHT = 1200, 630
LONGEST = 170  # characters of a title: more would not fit
# The size of a title by its length, in points.
_SIZES = ((40, 84), (75, 70), (120, 58), (180, 48))
_SMALLEST = 40
_DRAWN_AS = 1  # raised when cards are drawn in another way
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Card:
    """The words of a picture, in the language of its page."""

    page: int
    language: str
    unit: str
    ministry: str
    title: str
    about: str  # its kind and date
    numeral: str = ""  # of a newsletter

    @property
    def digest(self) -> str:
        """What changes whenever the picture does."""
        return hashlib.sha256(f"{_DRAWN_AS}{self._data()}".encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        return reverse("home_picture", args=[self.page, self.digest])

    @property
    def alt(self) -> str:
        return ". ".join(filter(None, [self.title, self.about, self.unit]))

    def draw(self) -> bytes:
        """Return the picture as a PNG, in some 20 ms of CPU."""
        compiler = typst.Compiler(
            _HERE / "card.typ", root=_HERE, font_paths=typesetting.fonts(), sys_inputs={"card": self._data()}
        )
        made = compiler.compile(format="png", ppi=72)
        assert isinstance(made, bytes)  # noqa: S101  # one page makes one file
        return made

    def _data(self) -> str:
        said = {name: typesetting.said(getattr(self, name)) for name in ("unit", "ministry", "title", "about")}
        # Nastaliq needs twice the height for a line, and a numeral takes a third of the width.
        room = len(self.title) * (1.3 if self.language == "ur" else 1) * (1.4 if self.numeral else 1)
        size = next((points for length, points in _SIZES if room < length), _SMALLEST)
        plain: dict[str, Any] = {"language": self.language, "numeral": self.numeral, "size": size}
        return json.dumps(said | plain, ensure_ascii=False, sort_keys=True)


def of(page: Page, unit: UnitSettings) -> Card:
    """Return the card of a specific page, in the active language, which is the page's. No query."""
    kind = kinds.of(type(page))
    number = getattr(page, "number", "") if kind.code == "newsletters" else ""
    return Card(
        page=page.pk,
        language=get_language() or "",
        unit=unit.in_language("unit_name"),
        ministry=unit.in_language("ministry"),
        title=_cut(_title(page)),
        about=_about(page, kind, number),
        numeral=formats.digits(number) if number else "",
    )


def _title(page: Page) -> str:
    """Return the title; of a home page what the unit does, since “Home” says nothing and its name stands above."""
    return page.summary or page.title if isinstance(page, HomePage) else page.title


def _about(page: Page, kind: kinds.Kind, number: int | str) -> str:
    """Return the kind of a record, and the day that it is about; nothing of a page of text."""
    label = "" if kind is kinds.PAGES else str(kind.one)
    if number:
        label = _("Newsletter %(number)s") % {"number": formats.digits(number)}
    day = page.date_in_words if isinstance(page, BasePage) else ""
    return " · ".join(filter(None, [label, day]))


def _cut(title: str) -> str:
    words = " ".join(typesetting.shaped(title).split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…"
