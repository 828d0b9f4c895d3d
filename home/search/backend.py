"""Wagtail's database search, made safe and told to look for beginnings of words.

As it comes, a double quote in a question breaks the admin's page search on SQLite, blanks alone break it everywhere,
and some hundred words are more than SQLite's parser takes. All searches go through here, the admin's too.
"""

import re
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from modelsearch.query import PlainText

AT_MOST = 32  # words of a question; SQLite gives up on an expression 256 deep
_UNSEARCHABLE = re.compile(r'["\x00-\x1f\x7f]')


class Beginnings(PlainText):
    """Asks for records in which each of the words begins some word. The words are folded: letters and digits only."""


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """Return the backend of the database that is in use: PostgreSQL or SQLite."""
    return _postgresql(params) if connection.vendor == "postgresql" else _sqlite(params)


class _Careful:
    """Makes a backend take any text whatever as a question."""

    def _search(self, query_compiler_class: type, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            query = " ".join(_UNSEARCHABLE.sub(" ", query).split()[:AT_MOST])
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]


# The two databases' modules can't both be imported: each asks for the extensions of its own.


def _postgresql(params: dict[str, Any]) -> Any:
    from django.contrib.postgres.search import SearchQuery
    from modelsearch.backends.database.postgres import postgres
    from modelsearch.backends.database.postgres.query import Lexeme

    class Compiler(postgres.PostgresSearchQueryCompiler):
        def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
            if not isinstance(query, Beginnings):
                return super().build_tsquery_content(query, config=config, invert=invert)
            words = [Lexeme(word, prefix=True, invert=invert) for word in query.query_string.split()]
            return SearchQuery(reduce(and_, words), search_type="raw", config=config)

    class Backend(_Careful, postgres.PostgresSearchBackend):
        query_compiler_class = Compiler

    return Backend(params)


def _sqlite(params: dict[str, Any]) -> Any:
    from modelsearch.backends.database.sqlite import sqlite
    from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression

    class Compiler(sqlite.SQLiteSearchQueryCompiler):
        def build_search_query_content(self, query: Any, config: Any = None) -> Any:
            if not isinstance(query, Beginnings):
                return super().build_search_query_content(query, config=config)
            words = [Lexeme(word, prefix=True) for word in query.query_string.split()]
            return SearchQueryExpression(reduce(and_, words), config=config)

    class Backend(_Careful, sqlite.SQLiteSearchBackend):
        query_compiler_class = Compiler

    return Backend(params)
