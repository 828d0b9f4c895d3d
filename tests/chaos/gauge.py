"""Two numbers that the fake SMTP server shares with the runner: messages taken, and texts on the wire.

A page of memory mapped by both, so that the runner knows at the very moment of a kill, and asks nobody.
"""

import mmap
import struct
from pathlib import Path

_NUMBERS = struct.Struct("=qq")


class Gauge:
    """`taken`: messages accepted so far, over all the server's lives.

    `on_wire`: texts of which the server has seen the first octet and whose final dot it has not answered.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    @property
    def taken(self) -> int:
        return int(_NUMBERS.unpack_from(self._page)[0])

    @property
    def on_wire(self) -> int:
        return int(_NUMBERS.unpack_from(self._page)[1])

    def begin(self, taken: int) -> None:
        """Start counting at `taken`, with nothing on the wire: what was there died with the server before."""
        _NUMBERS.pack_into(self._page, 0, taken, 0)

    def add(self, *, taken: int = 0, on_wire: int = 0) -> None:
        """Count; only the server does."""
        _NUMBERS.pack_into(self._page, 0, self.taken + taken, self.on_wire + on_wire)

    def close(self) -> None:
        self._page.close()
