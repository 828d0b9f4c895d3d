"""Steps of a few hundred rows: small enough for a short transaction, large enough that queries do not count."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

SIZE = 1000

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = SIZE) -> Iterator[list[Item]]:
    """Yield lists of up to `size` items, with no more in memory."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
