"""What a column can be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stakeholders.importing import dates, lists, statuses, values
from stakeholders.importing.context import Context
from stakeholders.importing.problems import CellProblem, Problem
from stakeholders.models import Language, OrganisationKind, Province, Tag, Topic

IGNORE = "ignore"


@dataclass(frozen=True)
class Field:
    """What a column can be, and how its cells are read.

    `parse` returns the value, or None for an empty cell, and raises `CellProblem`. Several columns may be a field that
    is `multiple`: their values are joined.
    """

    code: str
    label: str | Promise
    parse: Callable[[str, Context], Any]
    multiple: bool = False


@dataclass(frozen=True)
class Reading:
    """What became of a cell: its value or None, and what is to be told. One of the problems may be no warning."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether the cell says something that its field can't hold."""
        return any(not problem.warning for problem in self.problems)


def _ignored(cell: str, context: Context) -> None:
    """Take nothing."""


FIELDS: dict[str, Field] = {
    each.code: each
    for each in (
        Field("name", _("Name"), partial(values.name, limit=200)),
        Field("given_name", _("First name"), partial(values.name, limit=100)),
        Field("family_name", _("Last name"), partial(values.name, limit=99)),
        Field("name_ur", _("Name in Urdu"), partial(values.name, limit=200)),
        Field("email", _("E-mail address"), values.mailbox),  # -> values.Mailbox
        Field("email2", _("Second e-mail address"), values.mailbox, multiple=True),
        Field("phone", _("Telephone"), values.phone),  # -> E.164
        Field("phone2", _("Second telephone"), values.phone, multiple=True),
        Field("whatsapp", _("WhatsApp number"), values.phone),
        Field("organisation", _("Organisation"), partial(values.text, limit=200)),
        Field("organisation_acronym", _("Acronym of the organisation"), partial(values.text, limit=40)),
        Field("kind_of_organisation", _("Kind of organisation"), partial(lists.term, model=OrganisationKind)),
        Field("designation", _("Designation"), partial(values.text, limit=200)),
        Field("since", _("In this post since"), dates.day),  # -> datetime.date
        Field("province", _("Province"), partial(lists.term, model=Province)),  # -> the row of the list
        Field("language", _("Language"), partial(lists.term, model=Language)),
        Field("topics", _("Topics"), partial(lists.terms, model=Topic), multiple=True),  # -> a list of rows
        Field("tags", _("Tags"), partial(lists.terms, model=Tag), multiple=True),
        Field("mail_status", _("Whether mail may be sent"), statuses.status),  # -> statuses.Status
        Field("note", _("Note"), partial(values.long_text, limit=5000), multiple=True),
        Field(IGNORE, _("Leave out"), _ignored, multiple=True),
    )
}


def read(code: str, cell: str, context: Context, *, column: int | None = None) -> Reading:
    """Read a cell as the field `code`; what is told of it names the `column`."""
    problems: list[Problem] = []
    value = None
    try:
        value = FIELDS[code].parse(cell, context)
    except CellProblem as problem:
        problems.append(Problem(problem.code, problem.text, column))
    problems += [Problem(told.code, told.text, column, warning=True) for told in context.told()]
    return Reading(value, problems)
