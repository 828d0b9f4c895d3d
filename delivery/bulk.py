"""Many rows at once, as fast as the database gives and takes them.

`bulk_create` makes a model instance of every row and adapts each of its fields: ten times the work of the insert.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.lookups import Lookup

_COPY = "COPY {table} ({names}) FROM STDIN"
_INSERT = "INSERT INTO {table} ({names}) VALUES ({marks})"


class Among(Lookup):
    """``filter(Among(F("pk"), ids))``: as ``pk__in=ids``, with one parameter however many there are.

    A thousand placeholders take longer to write and to parse than a thousand rows to find.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[int]) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return SQL for SQLite (JSON1) or PostgreSQL (an array)."""
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY (%s::bigint[])", (*parameters, self.rhs)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, json.dumps(self.rhs))  # noqa: S608 - our own


def read_to_the_end() -> None:
    """Let PostgreSQL plan the cursors of this transaction for all their rows; else it finds the first ones fast.

    It compiles no query either: that takes longer than running one of ours.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1; SET LOCAL jit = off")


def analyse(*tables: type[models.Model]) -> None:
    """Let PostgreSQL count what was just written: until it has, it plans for the few rows that it knows of.

    Autovacuum does so too, a minute later; a query that is planned in between may take that minute, or ten.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write `columns` of existing rows: values for every column, as the fields of `model` have them, and then the key.

    `bulk_update` makes one statement in which each row is compared with every key.
    """
    if not rows:
        return
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    stored = [
        (*(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=False)), row[-1])
        for row in rows
    ]
    quoted = connection.ops.quote_name
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.attname)
    written = ", ".join(f"{quoted(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {written} WHERE {key} = %s", stored)  # noqa: S608 - names of our own


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
