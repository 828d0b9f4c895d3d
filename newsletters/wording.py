"""Preferred terms in an issue: what its writers called otherwise."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wagtail.blocks import CharBlock, RichTextBlock, TextBlock

from home import plain
from home.wording.lint import Lint
from newsletters.body_walk import Leaf, Place
from newsletters.findings import Finding, warning

if TYPE_CHECKING:
    from newsletters.models import IssuePage


def misnomers(issue: "IssuePage", leaves: Iterable[Leaf], places: dict[str, Place]) -> Iterator[Finding]:
    """Yield a warning for each variant that is to be avoided, where it stands. `places` are the issue's own fields."""
    lint = Lint()
    texts = [*((place, getattr(issue, name)) for name, place in places.items()), *_of_blocks(leaves)]
    for place, text in texts:
        for misnomer in lint.misnomers(text):
            yield warning("misnomer", misnomer.in_words(), place)


def _of_blocks(leaves: Iterable[Leaf]) -> Iterator[tuple[Place, str]]:
    for leaf in leaves:
        if isinstance(leaf.block, RichTextBlock) and leaf.value:
            yield leaf.place, plain.lines(leaf.value.source)
        elif isinstance(leaf.block, CharBlock | TextBlock) and leaf.value:
            yield leaf.place, leaf.value
