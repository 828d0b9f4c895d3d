"""The tools of the model, a programme of others, and how things are called: what content/programmes.toml says."""

from functools import partial
from typing import Any

from wagtail.models import Page

from coordination_site.demo_content import read
from coordination_site.demo_content.bodies import body
from coordination_site.demo_content.pictures import load_emblem
from coordination_site.demo_content.tree import Planter
from home.models import (
    KeyFigure,
    PreferredTerm,
    ProgrammePage,
    ProgrammePartner,
    ProgrammeReading,
    ProgrammeResult,
)
from stakeholders.models import Organisation, Province


def load_terms() -> int:
    """Add the preferred terms that are missing, and return how many were added."""
    known = set(PreferredTerm.objects.values_list("preferred", flat=True))
    missing = [PreferredTerm(**term) for term in read("terms")["terms"] if term["preferred"] not in known]
    PreferredTerm.objects.bulk_create(missing)
    return len(missing)


def load_programmes(planter: Planter, parents: dict[str, Page]) -> dict[str, Page]:
    """Add the programmes that are missing, in both languages; return the English page of each.

    `parents` are the pages that they can stand under, by slug. Whoever reads on is led to `parents` too, and to
    programmes that stand further up in the file.
    """
    planted: dict[str, Page] = {}
    for slug, record in read("programmes").items():
        pages = parents | planted
        english = partial(_fields, record, "en", pages)
        page = planter.put(ProgrammePage, parents[record["parent"]], slug, on=record["on"], **english())
        planter.put_urdu(page, on=record["on"], **_fields(record, "ur", pages))
        planted[slug] = page
    return planted


def _fields(record: dict[str, Any], language: str, pages: dict[str, Page]) -> dict[str, Any]:
    """Return the fields of one language's edition: what both have in common, and its words."""
    words = dict(record[language])
    common = {name: value for name, value in record.items() if name.endswith("_url") or name in {"kind", "name_ur"}}
    return common | {
        "published_on": record["on"],
        "logo": load_emblem(record["kind"]),
        "provinces": list(Province.objects.filter(code__in=record.get("provinces", []))),
        "partners": [_partner(said) for said in words.pop("partners", [])],
        "results": [_result(said) for said in words.pop("results", [])],
        "readings": [_reading(said, pages) for said in words.pop("readings", [])],
        "body": body(words.pop("body", [])),
        **words,
    }


def _partner(said: dict[str, str]) -> ProgrammePartner:
    said = dict(said)
    slug = said.pop("organisation", "")
    return ProgrammePartner(organisation=Organisation.objects.get(slug=slug) if slug else None, **said)


def _result(said: dict[str, Any]) -> ProgrammeResult:
    said = dict(said)
    key = said.pop("figure", "")
    return ProgrammeResult(figure=KeyFigure.objects.get(key=key) if key else None, **said)


def _reading(said: dict[str, str], pages: dict[str, Page]) -> ProgrammeReading:
    said = dict(said)
    slug = said.pop("leads_to", "")
    return ProgrammeReading(leads_to=pages[slug] if slug else None, **said)
