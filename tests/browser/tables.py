"""What the tests measured, as tables in Markdown: in var/browser/, where `make browser` shows them from."""

import re
from collections.abc import Iterable, Sequence

from coordination_site.settings.base import VAR_DIR

DIRECTORY = VAR_DIR / "browser"
_TOKEN = re.compile(r"/[\w-]{6,}[.:][\w.:-]{20,}(?=/)|/(?<=sign-in/)[\w-]{12}(?=/)")


def write(name: str, heading: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Keep one table; `name` is that of its file. Numbers stand on the right, as in all columns but the first."""
    lines = [f"### {heading}", "", _line(columns), _line(["---"] + ["---:"] * (len(columns) - 1))]
    lines += [_line(row) for row in rows]
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    (DIRECTORY / f"{name}.md").write_text("\n".join(lines) + "\n\n", encoding="utf-8")


def without_tokens(path: str) -> str:
    """Return a path without what is a secret, or other, in every run."""
    return _TOKEN.sub("/…", path)


def kilobytes(size: int) -> str:
    return f"{size / 1024:.1f}"


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
