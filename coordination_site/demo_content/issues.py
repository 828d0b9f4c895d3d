"""Turns an issue's words into the blocks of its body."""

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.images.models import Image
from wagtail.models import Page

from coordination_site.demo_content.issue_33 import FIGURES, PAPERS, TOOLS
from coordination_site.demo_content.tree import link_to
from coordination_site.demo_content.words import Entry, ShortIssue, YearInReview
from home.models import KeyFigure

Block = tuple[str, dict[str, Any]]


def year_in_review(words: YearInReview, pages: Mapping[str, Page], map_image: Image) -> list[Block]:
    """Return the body of Newsletter 33. `pages` are the records that it points to, by slug."""
    links = {name: link_to(pages[name], text) for name, text in words.links.items()}
    figures = KeyFigure.objects.in_bulk(FIGURES, field_name="key")
    return [
        ("lead", {"text": words.lead.format(**links)}),
        _heading(words.coordination),
        ("text", {"text": words.coordination_intro}),
        _numbered(words.events, pages, links),
        _heading(words.support),
        _numbered(words.support_entries, pages, links),
        _heading(words.model),
        ("text", {"text": words.model_intro}),
        ("cards", {"cards": [{"programme": pages[slug]} for slug in TOOLS]}),
        _heading(words.capacity),
        ("text", {"text": words.capacity_intro}),
        _numbered(words.capacity_entries, pages, links),
        ("image", {"image": _described(map_image, words.map_alt), "caption": words.map_caption}),
        ("key_figures", {"heading": words.impact, "figures": [figures[key] for key in FIGURES]}),
        _heading(words.papers),
        ("publications", {"publications": [pages[slug] for slug in PAPERS]}),
        _heading(words.dissemination),
        _numbered(words.dissemination_entries, pages, links),
    ]


def short_issue(words: ShortIssue, *, records: Iterable[Page], button_to: Page) -> list[Block]:
    """Return the body of one of the earlier issues."""
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
