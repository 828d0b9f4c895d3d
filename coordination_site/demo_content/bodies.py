"""Bodies of pages from TOML: a list of tables with one key each, the kind of block."""

from collections.abc import Callable, Mapping
from typing import Any

from coordination_site.demo_content.pictures import load_network, load_tile_map

PICTURES = {"network": load_network, "tile-map": load_tile_map}


def body(said: str | list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return the blocks of a body; a text alone is one block of rich text."""
    if isinstance(said, str):
        return [("text", said)]
    return [(kind, _MAKERS.get(kind, _as_it_is)(value)) for block in said for kind, value in block.items()]


def _as_it_is(value: Any) -> Any:
    return value


def _heading(text: str) -> dict[str, str]:
    return {"text": text, "level": "h2"}


def _image(said: dict[str, str]) -> dict[str, Any]:
    image = PICTURES[said["picture"]]()
    # The image block stores its description with the block, so that it is in the page's language.
    image.contextual_alt_text, image.decorative = said["alt"], False
    return {"image": image, "caption": said["caption"], "credit": said.get("credit", "")}


_MAKERS: Mapping[str, Callable[[Any], Any]] = {"heading": _heading, "image": _image}
