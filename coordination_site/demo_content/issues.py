"""Plants the issues: their words become the blocks of their bodies."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.images.models import Image
from wagtail.models import Page

from coordination_site.demo_content import earlier_issues, issue_33
from coordination_site.demo_content.pictures import load_tile_map
from coordination_site.demo_content.tree import Planter, link_to
from coordination_site.demo_content.words import Entry, ShortIssue, YearInReview
from home.models import KeyFigure
from newsletters.models import IssuePage, NewsletterIndexPage

Block = tuple[str, dict[str, Any]]


def load_issues(planter: Planter, archive: NewsletterIndexPage, records: Mapping[str, Page]) -> None:
    """Plant Newsletters 31 to 33 under `archive`. They point to `records`, by slug."""
    for issue in earlier_issues.ISSUES:
        picked = [records[slug] for slug in issue.records]
        body = _short_body(issue.words, picked, button_to=records[issue.button_to])
        _put(planter, archive, issue.number, issue.day, issue.words, body)

    day = datetime.date(2026, 1, 7)
    tile_map = load_tile_map()
    english = _put(planter, archive, 33, day, issue_33.ENGLISH, _year_body(issue_33.ENGLISH, records, tile_map))
    urdu_fields = _fields(33, day, issue_33.URDU, _year_body(issue_33.URDU, records, tile_map))
    planter.put_urdu(english, on=day, **urdu_fields)


def _put(
    planter: Planter,
    archive: NewsletterIndexPage,
    number: int,
    day: datetime.date,
    words: YearInReview | ShortIssue,
    body: list[Block],
) -> IssuePage:
    return planter.put(IssuePage, archive, str(number), on=day, **_fields(number, day, words, body))


def _fields(number: int, day: datetime.date, words: YearInReview | ShortIssue, body: list[Block]) -> dict[str, Any]:
    return {
        "title": words.title,
        "summary": words.summary,
        "number": number,
        "issue_date": day,
        "subject": words.subject,
        "preheader": words.preheader,
        "body": body,
    }


def _year_body(words: YearInReview, pages: Mapping[str, Page], tile_map: Image) -> list[Block]:
    links = {name: link_to(pages[link.leads_to], link.text) for name, link in words.links.items()}
    figures = KeyFigure.objects.in_bulk(issue_33.FIGURES, field_name="key")
    return [
        ("lead", {"text": words.lead.format(**links)}),
        _heading(words.coordination),
        ("text", {"text": words.coordination_intro}),
        _numbered(words.events, pages, links),
        _heading(words.support),
        _numbered(words.support_entries, pages, links),
        _heading(words.model),
        ("text", {"text": words.model_intro}),
        ("cards", {"cards": [{"programme": pages[slug]} for slug in issue_33.TOOLS]}),
        _heading(words.capacity),
        ("text", {"text": words.capacity_intro}),
        _numbered(words.capacity_entries, pages, links),
        ("image", {"image": _described(tile_map, words.map_alt), "caption": words.map_caption}),
        ("key_figures", {"heading": words.impact, "figures": [figures[key] for key in issue_33.FIGURES]}),
        _heading(words.papers),
        ("publications", {"publications": [pages[slug] for slug in issue_33.PAPERS]}),
        _heading(words.dissemination),
        _numbered(words.dissemination_entries, pages, links),
    ]


def _short_body(words: ShortIssue, records: Iterable[Page], *, button_to: Page) -> list[Block]:
    sections = (
        block for heading, text in words.sections for block in (_heading(heading), ("text", {"text": text}))
    )
    return [
        ("lead", {"text": words.lead}),
        *sections,
        _heading(words.records_heading),
        ("records", {"pages": list(records)}),
        ("button", {"text": words.button, "link": {"page": button_to}}),
        ("divider", {}),
        ("social", {"text": "", "profiles": []}),
    ]


def _heading(text: str) -> Block:
    return "heading", {"text": text, "level": "h2"}


def _numbered(entries: Iterable[Entry], pages: Mapping[str, Page], links: Mapping[str, str]) -> Block:
    return "numbered_list", {
        "entries": [
            {
                "text": f"<p>{entry.text.format(**links)}</p>",
                "link": {"page": pages[entry.leads_to]} if entry.leads_to else {},
            }
            for entry in entries
        ]
    }


def _described(image: Image, alt: str) -> Image:
    """Return `image` with its description in the issue's language, as the image block stores it."""
    image.contextual_alt_text, image.decorative = alt, False
    return image
