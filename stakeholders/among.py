"""``pk__among=keys``: like ``__in``, for tens of thousands of keys at once, which travel as one parameter."""

import json
from typing import Any

from django.db.models import AutoField, BigAutoField, Lookup


@AutoField.register_lookup
@BigAutoField.register_lookup
class Among(Lookup):
    """Django's ``__in`` writes a placeholder for each key, in time that grows with the square of their number."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value if connection.vendor == "postgresql" else json.dumps(value)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, before = self.process_lhs(compiler, connection)
        keys, after = self.process_rhs(compiler, connection)
        among = "= ANY({})" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each({}))"
        return f"{column} {among.format(keys)}", [*before, *after]
