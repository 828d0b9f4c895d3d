"""The whole database as text, to look for what must not be in it any more."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection


def places_of(*needles: str) -> set[str]:
    """Return ``table.column`` for every column of every table in which one of `needles` stands, in whatever case."""
    return {
        f"{table}.{column}"
        for table, column, value in _cells()
        for text in [_as_text(value)]
        if any(_stands(needle, text) for needle in needles)
    }


def _stands(needle: str, text: str) -> bool:
    return needle.casefold() in text or json.dumps(needle)[1:-1].casefold() in text


def _cells() -> Iterator[tuple[str, str, Any]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, column, value) for column, value in zip(columns, row, strict=True))


def _as_text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        data = bytes(value)
        return "\n".join(data.decode(encoding, errors="ignore") for encoding in ("utf-8", "utf-16")).casefold()
    return (json.dumps(value) if isinstance(value, dict | list) else str(value)).casefold()
