"""The form that an issue's words have in each language: the same structure, so that no edition can miss a part."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One entry of a list: its words, and the slug of the page that the whole of it leads to, if any."""

    text: str
    leads_to: str = ""


class YearInReview(NamedTuple):
    """The words of Newsletter 33. In rich text, ``{name}`` stands for a link; `links` has its words and target."""

    title: str
    subject: str
    preheader: str
    summary: str
    lead: str
    coordination: str
    coordination_intro: str
    events: tuple[Entry, ...]
    support: str
    support_entries: tuple[Entry, ...]
    model: str
    model_intro: str
    capacity: str
    capacity_intro: str
    map_alt: str
    map_caption: str
    capacity_entries: tuple[Entry, ...]
    impact: str
    papers: str
    dissemination: str
    dissemination_entries: tuple[Entry, ...]
    links: dict[str, Entry]


class ShortIssue(NamedTuple):
    """The words of an earlier issue: a lead, a few paragraphs, what it points to, and a quiet end."""

    title: str
    subject: str
    preheader: str
    summary: str
    lead: str
    sections: tuple[tuple[str, str], ...]  # heading and rich text
    records_heading: str
    button: str
