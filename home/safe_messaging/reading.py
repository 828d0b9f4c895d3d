"""A text as the rules read it: folded sentence by sentence, each letter with its place in the text as written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from home.folding import fold

_END = re.compile(r"(?<=[.!?۔؟])\s+|\n+")
AROUND = 50  # characters of a sentence shown on either side of what was found


@dataclass(frozen=True)
class Sentence:
    """One sentence; `places[i]` is where the letter `folded[i]` stands in `text`."""

    text: str
    folded: str
    places: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """Return what stands in the sentence as written where ``folded[start:end]`` was found."""
        return self.text[self.places[start] : self._after(end)]

    def excerpt(self, start: int, end: int) -> str:
        """Return the words with what stands around them, in one line."""
        first, last = self.places[start], self._after(end)
        before = "… " if first > AROUND else ""
        after = " …" if len(self.text) - last > AROUND else ""
        return before + " ".join(self.text[max(0, first - AROUND) : last + AROUND].split()) + after

    def _after(self, end: int) -> int:
        after = self.places[end - 1] + 1
        while after < len(self.text) and unicodedata.combining(self.text[after]):
            after += 1
        return after


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text` in which there is a word. Never fails, whatever the text."""
    for part in _END.split(text):
        sentence = read(part)
        if sentence.folded:
            yield sentence


def read(text: str) -> Sentence:
    """Fold one sentence: letters and digits without case, accents and look-alikes, words parted by one space."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _folded(character):
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                places.append(place)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return Sentence(text, "".join(letters), tuple(places))


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    """Return what one character becomes: letters, nothing for marks and joiners, a space for all that parts words."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    if not character.isalnum():
        return " "
    return "".join(letter if letter.isalnum() else " " for letter in fold(character))
