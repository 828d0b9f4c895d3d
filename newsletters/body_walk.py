"""Every leaf of an issue's body with the block it stands in: what preflight reads."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.images.blocks import ImageBlock

from newsletters.blocks.base import ShowIn
from newsletters.blocks.links import LinkBlock

# Structs that are judged as a whole.
_WHOLE = (LinkBlock, ImageBlock)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A block of the body, as a person finds it in the editor."""

    block_id: str
    label: str
    shown_in: str


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is not divided further.

    `raw` is what is stored. It tells a record that was deleted (an id without a value) from none that was chosen.
    `path` holds the names on the way from the block, list positions left out: `("entries", "text")`.
    """

    place: Place
    block: Block
    value: Any
    raw: Any
    path: tuple[str, ...]


def blocks(body: Any) -> Iterator[tuple[Place, Any]]:
    """Yield the blocks of a body in reading order, those within columns after the columns themselves."""
    for place, child in placed(body):
        yield place, child
        for name, inner in child.value.items():
            if isinstance(child.block.child_blocks[name], StreamBlock):
                yield from ((_within(place, nested), nested) for nested in inner)


def leaves(body: Any) -> Iterator[Leaf]:
    """Yield every leaf of a body, in reading order."""
    for (place, child), raw in zip(placed(body), list(body.raw_data), strict=True):
        yield from _walk(place, child.block, child.value, raw["value"], ())


def placed(body: Any) -> Iterator[tuple[Place, Any]]:
    """Yield the blocks of the body itself."""
    for position, child in enumerate(body, start=1):
        label = _("Block %(position)d, %(kind)s") % {"position": position, "kind": child.block.label}
        yield Place(child.id or "", label, child.value.get("show_in") or ShowIn.BOTH), child


def _within(place: Place, child: Any) -> Place:
    return Place(child.id or "", f"{place.label}: {child.block.label}", place.shown_in)


def _walk(place: Place, block: Block, value: Any, raw: Any, path: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(block, StructBlock) and not isinstance(block, _WHOLE):
        for name, part in block.child_blocks.items():
            yield from _walk(place, part, value.get(name), (raw or {}).get(name), (*path, name))
    elif isinstance(block, ListBlock):
        for item, raw_item in zip(value or (), _items(raw), strict=True):
            yield from _walk(place, block.child_block, item, raw_item, path)
    elif isinstance(block, StreamBlock):
        for child, raw_child in zip(value or (), raw or (), strict=True):
            yield from _walk(
                _within(place, child), child.block, child.value, raw_child["value"], (*path, child.block_type)
            )
    else:
        yield Leaf(place, block, value, raw, path)


def _items(raw: Sequence[Any] | None) -> list[Any]:
    """Return the stored items of a list: bare values, or wrapped with an id of their own."""
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in raw or ()]
