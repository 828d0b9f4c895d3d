"""The organisations of the demo: public bodies by their generic names, everybody else made up."""

import csv
from typing import Any, NamedTuple

from coordination_site.demo_content import CONTENT, read


class MadeUpOrganisation(NamedTuple):
    """One line of organisations.csv."""

    slug: str
    name: str
    name_ur: str
    acronym: str
    kind: str
    province: str  # where it sits
    domain: str
    parent: str  # the slug of the organisation it is part of; that one stands before it
    also_in: str  # the other provinces where it works
    sectors: str

    @property
    def provinces(self) -> list[str]:
        """The codes of all provinces where it works."""
        return [self.province, *self.also_in.split()]

    @property
    def words(self) -> dict[str, Any]:
        """What organisations.toml says of it: what it does, and its other names; nothing for some."""
        words: dict[str, Any] = _WORDS.get(self.slug, {})
        return words


def _read() -> tuple[MadeUpOrganisation, ...]:
    with (CONTENT / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return tuple(MadeUpOrganisation(**row) for row in csv.DictReader(file))


_WORDS = read("organisations")
ORGANISATIONS = _read()
