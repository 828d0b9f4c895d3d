"""The organisations of the demo: public bodies by their generic names, everybody else made up."""

import csv
from typing import NamedTuple

from coordination_site.demo_content import CONTENT


class MadeUpOrganisation(NamedTuple):
    """One line of organisations.csv."""

    slug: str
    name: str
    name_ur: str
    acronym: str
    kind: str
    province: str
    domain: str
    parent: str  # the slug of the organisation it is part of; that one stands before it


def _read() -> tuple[MadeUpOrganisation, ...]:
    with (CONTENT / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return tuple(MadeUpOrganisation(**row) for row in csv.DictReader(file))


ORGANISATIONS = _read()
