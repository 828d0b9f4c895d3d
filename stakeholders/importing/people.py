"""What one row says of one person, once its cells are understood."""

from dataclasses import dataclass, field
from typing import Any, Self

from stakeholders.models import ContactAddress


@dataclass(frozen=True, slots=True)
class Person:
    """Values in the forms in which they are stored. What the row does not say is empty."""

    name: str = ""
    name_ur: str = ""
    emails: dict[str, str] = field(default_factory=dict)  # key of the mailbox -> the address as it is written
    phones: dict[str, bool] = field(default_factory=dict)  # number (E.164) -> whether it is on WhatsApp
    organisation: str = ""
    acronym: str = ""
    kind: str = ""  # of the organisation, by code
    designation: str = ""
    since: str = ""  # day on which the post began, ISO 8601
    province: int | None = None
    language: int | None = None
    topics: list[str] | None = None  # None: the file has no such column
    tags: list[int] = field(default_factory=list)
    note: str = ""
    stopped: str = ""  # why the file itself says that no mail may go there: statuses.Status

    def to_json(self) -> dict[str, Any]:
        """Return what differs from a row that says nothing."""
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in values if value or (name == "topics" and value is not None)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return the person that `to_json` wrote."""
        return cls(**kept)


_FREE = frozenset({"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "icloud.com", "proton.me"})
_ROLES = frozenset(
    {"info", "office", "secretary", "secretariat", "admin", "contact", "director", "dg", "registrar"}
    | {"focalperson", "helpdesk", "support", "mail", "hr"}
)


def kind_of(key: str) -> ContactAddress.Kind:
    """Return what sort of mailbox the address seems to be, for staff to correct: whose it is, or a post's."""
    local, _at, domain = key.rpartition("@")
    if local.split("+")[0] in _ROLES:
        return ContactAddress.Kind.ROLE
    return ContactAddress.Kind.PERSONAL if domain in _FREE else ContactAddress.Kind.WORK
