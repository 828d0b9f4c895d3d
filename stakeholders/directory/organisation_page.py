"""What the page of one organisation shows: public facts only."""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

from stakeholders.directory import organisations, people
from stakeholders.directory.registry import sections
from stakeholders.models.organisations import Organisation

LONGEST_DESCRIPTION = 160  # characters that search engines show


def context(request: HttpRequest, organisation: Organisation, *, on: datetime.date) -> dict[str, Any]:
    """Return the context of the page of a public `organisation` on the day `on`."""
    public = organisations.public()
    facts = {
        "organisation": organisation,
        "former_names": list(organisations.former_names(organisation)),
        "part_of": public.filter(pk=organisation.parent_id).first(),
        "parts": list(organisations.in_order(public.filter(parent=organisation))),
        "provinces": list(organisation.provinces.all()),
        "sectors": list(organisation.sectors.all()),
        "website": website(organisation),
        "host": urlsplit(website(organisation)).netloc.removeprefix("www."),
    }
    return facts | {
        "people": people.cards(organisation, on=on),
        "sections": sections(request, organisation),
        "said": _linked_data(facts),
        "here_called": organisation.name_in_language,
        "description": _shortened(organisation.description_in_language),
    }


def website(organisation: Organisation) -> str:
    """Return the address of its site, or nothing where a browser should not follow it."""
    return organisation.website if urlsplit(organisation.website).scheme in {"http", "https"} else ""


def _shortened(text: str) -> str:
    """Return the first line of `text`, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line
    return line[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "…"


def _linked_data(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the organisation in the words of schema.org. People are left out: what machines gather, they keep."""
    organisation: Organisation = facts["organisation"]
    other_names = [organisation.name_ur, organisation.acronym, *(str(name) for name in facts["former_names"])]
    return {
        "@type": "Organization",
        "name": organisation.name,
        "alternateName": [name for name in other_names if name],
        "description": organisation.description_in_language,
        "url": facts["website"],
        "areaServed": [province.label for province in facts["provinces"]],
        "parentOrganization": {"@type": "Organization", "name": facts["part_of"].name} if facts["part_of"] else None,
    }
