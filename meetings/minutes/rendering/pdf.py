"""Minutes as PDF, set by typst. Words go in as data beside a fixed template, and nothing else is read but fonts.

It meets PDF/UA-1: tagged, with title and language. The same edition in the same language makes the same bytes. Urdu is
set in the font of `home.typesetting`, Latin text in the one that typst brings: a machine needs no fonts.
"""

import datetime
import json
import logging
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from home import formats, typesetting
from meetings import notes
from meetings.minutes.parts import Edition
from meetings.minutes.rendering.outline import Note, Outline, Table, outline

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent


def pdf(edition: Edition) -> bytes:
    """Return an edition, in the active language, as a tagged PDF on A4."""
    return typeset(outline(edition), at=edition.at)


def typeset(drawn: Outline, *, at: datetime.datetime | None) -> bytes:
    """Return an outline as a tagged PDF on A4; `at` is the moment that it says it was made."""
    return _compile(data(drawn, at), at)


def data(drawn: Outline, at: datetime.datetime | None) -> str:
    """Return what the template is given, as JSON."""
    before, between, after = _("Page %(page)s of %(pages)s").replace("%(pages)s", "%(page)s").split("%(page)s")
    return json.dumps(
        _plain(drawn)
        | {
            "language": drawn.language,
            "digits": list(formats.digits("0123456789")),
            "page_words": [before, between, after],
            "at": _moment(at),
        },
        ensure_ascii=False,
    )


def _compile(minutes: str, at: datetime.datetime | None) -> bytes:
    compiler = typst.Compiler(
        _HERE / "minutes.typ", root=_HERE, font_paths=typesetting.fonts(), sys_inputs={"minutes": minutes}
    )
    moment = int(at.timestamp()) if at else 0
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError:
        # A letter that is in none of the fonts: the standard forbids the box that stands for it. Tagged it is all the
        # same, and minutes that name somebody in Chinese are worth more than none.
        log.warning("minutes.pdf_below_standard")
        made = compiler.compile(format="pdf", timestamp=moment)
    assert isinstance(made, bytes)  # noqa: S101  # one file, as PDF always is
    return made


def _moment(at: datetime.datetime | None) -> dict[str, int] | None:
    if at is None:
        return None
    return {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _plain(value: Any) -> Any:
    """Return what the outline holds as dictionaries and lists; every text with the language that it is set in."""
    if isinstance(value, str):
        return typesetting.said(value)
    if isinstance(value, Note):
        return {"kind": value.kind, "blocks": [_note(block) for block in value.blocks]}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Table):
        plain |= {"rows": [[_plain(cell.lines) for cell in row] for row in value.rows], "widths": _widths(value)}
    if hasattr(value, "url"):
        plain["url"] = value.url
    return plain if isinstance(value, Outline) else plain | {"kind": getattr(value, "kind", "")}


def _note(block: notes.Block) -> dict[str, Any]:
    if isinstance(block, notes.Paragraph):
        runs = [{"text": typesetting.shaped(run.text), "bold": run.bold, "italic": run.italic} for run in block.runs]
        return {"kind": "paragraph", "lang": block.language, "runs": runs}
    number = 0
    items = []
    for item in block.items:
        number = item.number if item.number is not None else number + 1
        items.append({"number": number, "blocks": [_note(inner) for inner in item.blocks]})
    return {"kind": "listing", "lang": block.language, "numbered": block.numbered, "items": items}


def _widths(table: Table) -> list[int]:
    """Return how much of the width each column gets, by the text in it; 0 for one that is as wide as it must be."""
    longest = [max((sum(map(len, row[column].lines)) for row in table.rows), default=0) for column in _columns(table)]
    return [0 if characters <= 16 else min(max(characters, 18), 60) for characters in longest]


def _columns(table: Table) -> range:
    return range(len(table.columns))
