"""A year in review as a PDF, in the active language: set as minutes are."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from home import formats
from home.models import UnitSettings
from meetings import notes
from meetings.enums import PriorityStatus
from meetings.minutes.rendering.outline import Block, Line, Link, Links, Note, Outline, Section
from meetings.minutes.rendering.pdf import typeset
from meetings.models import Highlight, Priority, YearInReview
from meetings.models.reviews import WordedRow

_KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Plain(Note):
    """Words as they stand on the page: nothing in them is markup."""

    text: str = ""
    given: tuple[notes.Block, ...] = ()

    @property
    def blocks(self) -> list[notes.Block]:
        return list(self.given)


def pdf(review: YearInReview, looked_back: YearInReview | None) -> bytes:
    """Return `review`, read whole, as a tagged PDF on A4; from the cache where the same text was asked for before.

    `looked_back` is the review whose priorities were for its year.
    """
    drawn = outline(review, looked_back)
    text = json.dumps(asdict(drawn), sort_keys=True)
    key = f"review:{hashlib.sha256(text.encode()).hexdigest()}"
    kept: bytes | None = caches["files"].get(key)
    if kept is None:
        kept = typeset(drawn, at=None)
        caches["files"].set(key, kept, _KEPT)
    return kept


def outline(review: YearInReview, looked_back: YearInReview | None) -> Outline:
    """Return what stands in the PDF."""
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    return Outline(
        language=(get_language() or "en").split("-")[0],
        unit=unit.in_language("unit_name"),
        ministry=unit.in_language("ministry"),
        kicker=review.group.name_in_language,
        title=_("Year in review %(year)s") % {"year": formats.digits(review.year)},
        standing=(),
        audience=review.group.acronym,
        facts=(),
        sections=tuple(section for section in _sections(review, looked_back) if section.blocks),
    )


def _sections(review: YearInReview, looked_back: YearInReview | None) -> Iterator[Section]:
    yield Section(_("Opening"), _line(review.introduction_in_language))
    highlights = tuple(block for row in review.highlights.all() for block in _highlight(row))
    yield Section(_("Highlights of %(year)s") % {"year": formats.digits(review.year)}, highlights)
    if review.policy_title:
        title = " ".join(filter(None, [review.policy_title_in_language, review.policy_years]))
        yield Section(title, tuple(_policy(review)))
    for of in filter(None, [looked_back, review]):
        heading = _("Priorities for %(year)s") % {"year": formats.digits(of.next_year)}
        yield Section(heading, _points(_judged(row) for row in of.priorities.all()))
    contacts = tuple(
        Link(
            ", ".join(filter(None, [row.organisation.name_in_language, row.name, row.designation])),
            f"mailto:{row.email}" if row.email else "",
            row.email,
        )
        for row in review.contacts.all()
    )
    yield Section(_("For more information, write to"), (Links("", contacts),) if contacts else ())


def _highlight(row: Highlight) -> Iterator[Block]:
    yield Line(" · ".join(filter(None, [row.get_category_display(), row.when, row.place])))
    yield Plain(given=(_worded(row),))
    if row.with_whom:
        yield Line(_("Organised together with:") + " " + ", ".join(row.with_whom))
    if row.objectives_in_language:
        yield Line(_("Objectives"))
        yield Note(row.objectives_in_language)


def _policy(review: YearInReview) -> Iterator[Block]:
    yield from _line(review.policy_text_in_language)
    if review.policy_priority_in_language:
        number, of = review.policy_priority_number, review.policy_priorities
        words = _("%(number)s of %(of)s key priorities") % {"number": formats.digits(number), "of": formats.digits(of)}
        yield Plain(given=(_led(words if number and of else "", review.policy_priority_in_language),))
    if actions := _points(_worded(row) for row in review.proposed_actions.all()):
        yield Line(_("Proposed actions"))
        yield from actions


def _points(rows: Iterable[notes.Paragraph]) -> tuple[Block, ...]:
    """Return a list of `rows`; nothing if there are none."""
    points = tuple(notes.Item((row,)) for row in rows)
    return (Plain(given=(notes.Listing(points),)),) if points else ()


def _judged(row: Priority) -> notes.Paragraph:
    if row.status == PriorityStatus.SET:
        return _worded(row)
    told = " ".join(filter(None, [f" ({row.get_status_display()})", row.status_note]))
    return notes.Paragraph((*_worded(row).runs, notes.Run(told)))


def _worded(row: WordedRow) -> notes.Paragraph:
    return _led(row.lead_in_language, row.text_in_language)


def _led(lead: str, text: str) -> notes.Paragraph:
    """Return `text` behind its bold `lead`; either may be missing."""
    parts = [notes.Run(notes.writable(lead), bold=True), notes.Run(": " if lead and text else "")]
    return notes.Paragraph(tuple(run for run in [*parts, notes.Run(notes.writable(text))] if run.text))


def _line(text: str) -> tuple[Block, ...]:
    return (Line(text),) if text else ()
