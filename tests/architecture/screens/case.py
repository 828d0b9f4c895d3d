"""One screen of the admin: its address, and which roles get in."""

from dataclasses import dataclass, field

from coordination_site import roles
from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR, REVIEWER

WRITERS = {AUTHOR, REVIEWER, ADMINISTRATOR}
PUBLISHERS = {REVIEWER, ADMINISTRATOR}
DRAFTERS = {AUTHOR, REVIEWER, APPROVER, ADMINISTRATOR}
SENDERS = {APPROVER, ADMINISTRATOR}
PEOPLE = {COORDINATOR, ADMINISTRATOR}
LEDGER = SENDERS | PEOPLE
ADMINISTRATORS = {ADMINISTRATOR}
EVERYBODY = set(roles.ROLES)
NOBODY: set[str] = set()
PLANNERS = WRITERS | PEOPLE
ANNOUNCERS = PUBLISHERS | PEOPLE


@dataclass(frozen=True)
class Case:
    """One address: who gets in, by which method, with what."""

    name: str
    keys: tuple
    roles: set
    method: str = "get"
    data: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.method} {self.name}" + (f" {sorted(self.data)}" if self.data else "")


def get(name, *keys, allows, **data):
    return Case(name, keys, allows, "get", data)


def post(name, *keys, allows, **data):
    return Case(name, keys, allows, "post", data)
