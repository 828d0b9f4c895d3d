"""Many rows of one table, as fast as the database takes them.

`bulk_create` makes a model instance of every row and adapts each of its fields: ten times the work of the insert.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

_COPY = "COPY {table} ({names}) FROM STDIN"
_INSERT = "INSERT INTO {table} ({names}) VALUES ({marks})"


class Table:
    """Where rows go that differ in a few columns, and are alike in all others."""

    def __init__(self, alike: models.Model, columns: Sequence[str]) -> None:
        """`alike` is an unsaved instance with what all rows share; `columns` name what each row brings."""
        shared = [
            field
            for field in alike._meta.concrete_fields
            if field.attname not in columns and not (field.primary_key or getattr(alike, field.attname) is None)
        ]
        self._shared = tuple(
            field.get_db_prep_save(getattr(alike, field.attname), connection=connection) for field in shared
        )
        parts = {
            "table": connection.ops.quote_name(alike._meta.db_table),
            "names": ", ".join(connection.ops.quote_name(name) for name in [*(f.attname for f in shared), *columns]),
            "marks": ", ".join(["%s"] * (len(shared) + len(columns))),
        }
        self._copy = _COPY.format(**parts)
        self._insert = _INSERT.format(**parts)

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows, each with a value for every column, as the database stores it (JSON as text)."""
        if not rows:
            return
        shared = self._shared
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(self._copy) as copy:
                    for row in rows:
                        copy.write_row(shared + row)
            else:
                cursor.executemany(self._insert, [shared + row for row in rows])
