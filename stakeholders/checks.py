"""What staff can get wrong in the data so that something stops working without anybody being told."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.utils import timezone

from stakeholders.models.terms import Term
from stakeholders.vocabulary import Vocabulary


@register(Tags.database)
def check_names_of_terms(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A name that two entries of a list share finds neither: lists that come as files would end in errors."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        tables = set(connections[alias].introspection.table_names())
        for model in (model for model in apps.get_models() if issubclass(model, Term)):
            if model._meta.db_table in tables:  # not before the first migration
                terms = Vocabulary(model._base_manager.using(alias).all(), on=timezone.localdate())
                found += [_warning(model, name, sharers) for name, sharers in terms.clashes().items()]
    return found


def _warning(model: type[Term], name: str, terms: Sequence[Term]) -> CheckMessage:
    codes = ", ".join(term.code for term in terms)
    return Warning(
        f"“{name}” is the name of several {model._meta.verbose_name_plural}: {codes}.",
        hint="Take it from the aliases of all but one of them.",
        id="stakeholders.W001",
    )
