"""What staff decide about a file beyond its columns, as it is kept in `ImportBatch.options`."""

import datetime
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class SameName(StrEnum):
    """What becomes of a row whose name and organisation a contact has, but neither its addresses nor its numbers."""

    STOP = "stop"  # ambiguous: a person looks
    NEW = "new"  # another person of that name


class UnknownOrganisation(StrEnum):
    """What becomes of an organisation that the directory does not know."""

    STATED = "stated"  # kept as text with the contact, to be linked later
    CREATE = "create"  # made, with a kind, and not shown to the public


@dataclass(frozen=True, slots=True)
class ConsentGrounds:
    """Where the proof is that the people of a list agreed. Only with all of it is consent written down."""

    source: str  # in words: “sign-up sheet of the workshop in Lahore”
    given_on: datetime.date
    basis: str  # ConsentRecord.Basis
    wording: str  # the words that people agreed to
    topics: tuple[str, ...]

    @property
    def note(self) -> str:
        """Return what is kept with each record, short enough for it."""
        return f"{self.source[:230]}, {self.given_on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Options:
    """All of it. What is left out makes the import careful: it fills what is empty and gives no consent."""

    sheet: str = ""
    sheets: tuple[str, ...] = ()  # of a workbook, to choose from
    language: str = "en"  # of new contacts whose row names none
    tags: tuple[int, ...] = ()  # put on everybody in the file
    file_wins: bool = False
    same_name: SameName = SameName.STOP
    organisations: UnknownOrganisation = UnknownOrganisation.STATED
    kind: str = ""  # code, for organisations that are made
    consent: ConsentGrounds | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` takes."""
        kept = asdict(self)
        if self.consent:
            kept["consent"]["given_on"] = self.consent.given_on.isoformat()
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return the options that `to_json` wrote; what is missing stands as it does by default."""
        values = dict(kept)
        if grounds := values.get("consent"):
            day = datetime.date.fromisoformat(grounds["given_on"])
            values["consent"] = ConsentGrounds(**{**grounds, "given_on": day, "topics": tuple(grounds["topics"])})
        for name in ("tags", "sheets"):
            values[name] = tuple(values.get(name, ()))
        for name, kind in (("same_name", SameName), ("organisations", UnknownOrganisation)):
            if name in values:
                values[name] = kind(values[name])
        return cls(**values)
