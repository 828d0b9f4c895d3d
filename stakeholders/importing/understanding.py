"""From the cells of a row to the person they speak of, with everything that is to be told of them."""

from dataclasses import dataclass
from typing import Any

from stakeholders.importing import presets
from stakeholders.importing.context import Context
from stakeholders.importing.fields import IGNORE, read
from stakeholders.importing.people import Person
from stakeholders.importing.problems import Problem
from stakeholders.importing.reasons import Remark
from stakeholders.importing.statuses import Status
from stakeholders.importing.tables import SourceRow


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of the file is: headings and codes of fields, in the order of the file."""

    headings: list[str]
    fields: list[str]
    status: str = ""  # what the kind of file says of everybody in it: statuses.Status

    @classmethod
    def of(cls, columns: list[dict[str, Any]]) -> "Columns":
        """Return the columns as `ImportBatch.columns` has them."""
        names = [column["heading"] for column in columns]
        preset = presets.recognise(names)
        status = preset.status if preset and preset.status else ""
        return cls(names, [column["field"] for column in columns], status)

    def heading(self, field: str) -> str:
        """Return the heading of the first column that is `field`; empty where there is none."""
        return self.headings[self.fields.index(field)] if field in self.fields else ""

    def understand(self, row: SourceRow, context: Context) -> tuple[Person, list[Remark]]:
        """Return who the row is about, and what is wrong with it."""
        values: dict[str, list[Any]] = {}
        problems = list(row.problems)
        if any(problem.column is None and not problem.warning for problem in problems):
            return Person(), [self._remark(problem) for problem in problems]  # its cells stand in wrong columns
        for position, (field, cell) in enumerate(zip(self.fields, row.cells, strict=True)):
            if field == IGNORE or not cell:
                continue
            reading = read(field, cell, context, column=position)
            problems += reading.problems
            if reading.value is not None:
                values.setdefault(field, []).append(reading.value)
        if self.status:
            values["mail_status"] = [self.status]
        person = _person(values, has_topics="topics" in self.fields)
        return person, [self._remark(problem) for problem in problems]

    def placed(self, remarks: list[Remark]) -> list[Remark]:
        """Return what a planner says of fields, said of the columns of this file."""
        return [{**remark, "column": self.heading(remark["column"])} for remark in remarks]

    def _remark(self, problem: Problem) -> Remark:
        column = self.headings[problem.column] if problem.column is not None else ""
        return {"column": column, "code": problem.code, "text": problem.text, "warning": problem.warning}


def _person(values: dict[str, list[Any]], *, has_topics: bool) -> Person:
    def one(field: str) -> Any:
        return values.get(field, [None])[0]

    def every(*fields: str) -> list[Any]:
        return [value for field in fields for value in values.get(field, ())]

    mailboxes = every("email", "email2")
    phones = dict.fromkeys(every("phone", "phone2"), False) | dict.fromkeys(every("whatsapp"), True)
    parts = " ".join(every("given_name", "family_name"))
    beside = next((mailbox.name for mailbox in mailboxes if mailbox.name), "")
    status = one("mail_status")
    return Person(
        name=one("name") or parts or beside,
        name_ur=one("name_ur") or "",
        emails=_emails(mailboxes),
        phones=phones,
        organisation=one("organisation") or "",
        acronym=one("organisation_acronym") or "",
        kind=kind.code if (kind := one("kind_of_organisation")) else "",
        designation=one("designation") or "",
        since=since.isoformat() if (since := one("since")) else "",
        province=province.pk if (province := one("province")) else None,
        language=language.pk if (language := one("language")) else None,
        topics=sorted({topic.code for topics in every("topics") for topic in topics}) if has_topics else None,
        tags=sorted({tag.pk for tags in every("tags") for tag in tags}),
        note="\n".join(every("note")),
        stopped=status if status and status != Status.SUBSCRIBED else "",
    )


def _emails(mailboxes: list[Any]) -> dict[str, str]:
    emails: dict[str, str] = {}
    for mailbox in mailboxes:
        emails.setdefault(mailbox.key, mailbox.email)
    return emails
