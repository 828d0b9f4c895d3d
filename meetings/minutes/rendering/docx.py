"""Minutes as DOCX, for those who go on with the text: real headings, lists and tables, Urdu from right to left."""

import datetime
import functools
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_DIRECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from home import formats
from meetings import notes
from meetings.minutes.parts import Edition
from meetings.minutes.rendering.outline import Fact, Line, Links, Note, Outline, Resolutions, Table, outline

_GREEN, _SOFT = RGBColor(0x0B, 0x3D, 0x2B), RGBColor(0x4A, 0x5A, 0x52)
_LATIN, _URDU = "Calibri", "Urdu Typesetting"  # both come with Word; elsewhere they are replaced by what there is
_STYLED = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Caption", "Header", "Footer")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # XML takes none of them
_TAGS = {"en": "en-GB", "ur": "ur-PK"}
_BEFORE_DATES = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # of what is no version


def docx(edition: Edition) -> bytes:
    """Return an edition, in the active language, as a Word document on A4."""
    drawn = outline(edition)
    document = Document()
    _dress(document, drawn, edition.at or _BEFORE_DATES)
    _say(document.add_paragraph(style="Subtitle"), drawn.kicker)
    _say(document.add_paragraph(style="Title"), drawn.title)
    for sentence in drawn.standing:
        _say(document.add_paragraph(), sentence, bold=True)
    _facts(document, drawn.facts, drawn.language)
    for section in drawn.sections:
        _say(
            document.add_heading(level=1), f"{section.number}. {section.heading}" if section.number else section.heading
        )
        if section.by:
            _say(document.add_paragraph(), section.by, colour=_SOFT)
        for block in section.blocks:
            _DRAWN[type(block)](document, block, drawn.language)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _dress(document: DocumentType, drawn: Outline, at: datetime.datetime) -> None:
    """Set paper, fonts, properties, header and footer."""
    about = document.core_properties
    about.title, about.author = (_CONTROLS.sub(" ", text)[:250] for text in (drawn.title, drawn.unit))
    about.language = _TAGS.get(drawn.language, drawn.language)
    about.created = about.modified = at.astimezone(datetime.UTC).replace(tzinfo=None)
    about.subject, about.comments, about.last_modified_by = drawn.audience, "", about.author
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    for name in _STYLED:
        style: Any = document.styles[name]
        _set_fonts(style.element.get_or_add_rPr())
        if name in ("Title", "Heading 1", "Heading 2", "Caption"):
            style.font.color.rgb = _GREEN
    document.styles["Normal"].font.size = Pt(11)
    for border in document.styles["Title"].element.iter(qn("w:bottom")):
        border.set(qn("w:color"), str(_GREEN))
    _say(page.header.paragraphs[0], drawn.unit)
    foot = page.footer.paragraphs[0]
    _say(foot, f"{drawn.audience} · ")
    _page_numbers(foot)


def _set_fonts(properties: Any) -> None:
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()  # those of the theme would win
    for script, font in {"ascii": _LATIN, "hAnsi": _LATIN, "cs": _URDU}.items():
        fonts.set(qn(f"w:{script}"), font)


def _say(paragraph: Paragraph, text: str, **style: Any) -> None:
    """Write `text` into a paragraph, which then runs in the direction of the language that the text is in."""
    language = formats.language_of(text)
    _turn(paragraph, language)
    _write(paragraph.add_run(), text, language, **style)


def _turn(paragraph: Paragraph, language: str) -> None:
    if language == "ur":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _write(
    run: Run, text: str, language: str, *, bold: bool = False, italic: bool = False, colour: RGBColor | None = None
) -> None:
    """Write text into a run; newlines become line breaks. Letters of Urdu take the marks of complex scripts."""
    run.text = _CONTROLS.sub(" ", text)
    run.bold, run.italic = bold or None, italic or None
    run.font.cs_bold, run.font.cs_italic = bold or None, italic or None
    if colour is not None:
        run.font.color.rgb = colour
    tongue = OxmlElement("w:lang")
    if language == "ur":
        run.font.rtl = True
        tongue.set(qn("w:bidi"), _TAGS["ur"])
    else:
        tongue.set(qn("w:val"), _TAGS["en"])
    run._r.get_or_add_rPr().append(tongue)


def _page_numbers(paragraph: Paragraph) -> None:
    """Write “Page 2 of 5” with fields that Word counts."""
    words = _("Page %(page)s of %(pages)s")
    for part in words.replace("%(page)s", "\0PAGE\0").replace("%(pages)s", "\0NUMPAGES\0").split("\0"):
        if part in ("PAGE", "NUMPAGES"):
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), part)
            field.append(paragraph.add_run("1")._r)  # until it is counted
            paragraph._p.append(field)
        elif part:
            paragraph.add_run(part)


def _facts(document: DocumentType, facts: Iterable[Fact], language: str) -> None:
    table = _empty_table(document, 2, language)
    for fact in facts:
        label, values = table.add_row().cells
        label.width, values.width = Cm(4.2), Cm(12.4)
        _fill(label, [fact.label], colour=_SOFT)
        _fill(values, fact.values)


def _empty_table(document: DocumentType, columns: int, language: str) -> WordTable:
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    if language == "ur":
        table.table_direction = WD_TABLE_DIRECTION.RTL
    return table


def _fill(cell: WordCell, lines: Iterable[str], **style: Any) -> None:
    for position, line in enumerate(lines):
        _say(cell.paragraphs[0] if position == 0 else cell.add_paragraph(), line, **style)


def _note(document: DocumentType, note: Note, language: str) -> None:
    for block in note.blocks:
        _note_block(document, block, depth=0)


def _note_block(document: DocumentType, block: notes.Block, *, depth: int) -> None:
    if isinstance(block, notes.Listing):
        _listing(document, block, depth=depth + 1)
        return
    style = _of_depth("List Continue", depth) if depth else None
    _runs(document.add_paragraph(style=style), block)


def _of_depth(style: str, depth: int) -> str:
    return f"{style} {depth}" if depth > 1 else style


def _runs(paragraph: Paragraph, block: notes.Paragraph) -> None:
    _turn(paragraph, block.language)
    for run in block.runs:
        _write(paragraph.add_run(), run.text, block.language, bold=run.bold, italic=run.italic)


def _listing(document: DocumentType, listing: notes.Listing, *, depth: int) -> None:
    """Write a list as Word knows it. Points keep the numbers that were typed."""
    style = _of_depth("List Number" if listing.numbered else "List Bullet", depth)
    numbers = functools.partial(_numbering, document, style)
    expected, current = 0, None
    for item in listing.items:
        expected += 1
        if listing.numbered and (current is None or item.number not in (None, expected)):
            expected = item.number if item.number is not None else expected
            current = numbers(expected)
        first, *rest = item.blocks or (notes.Paragraph(()),)
        paragraph = document.add_paragraph(style=style)
        if current is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = current
        if isinstance(first, notes.Paragraph):
            _runs(paragraph, first)
        else:
            rest = [first, *rest]
        for block in rest:
            _note_block(document, block, depth=depth)


def _numbering(document: DocumentType, style: str, start: int) -> int:
    """Return the key of a numbering of its own, like that of the style `style`, which begins at `start`."""
    numbering: Any = document.part.numbering_part.element
    styled: Any = document.styles[style].element
    kind = numbering.num_having_numId(styled.pPr.numPr.numId.val).abstractNumId.val
    number = numbering.add_num(kind)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def _line(document: DocumentType, line: Line, language: str) -> None:
    _say(document.add_paragraph(), line.text)


def _resolutions(document: DocumentType, block: Resolutions, language: str) -> None:
    _say(document.add_heading(level=2), block.heading)
    table = _empty_table(document, 2, language)
    for row in block.rows:
        number, text = table.add_row().cells
        number.width, text.width = Cm(2.8), Cm(13.8)
        _fill(number, [row.number], bold=True, colour=_GREEN)
        _fill(text, filter(None, [row.text, row.rationale]))
        _say(text.add_paragraph(), row.basis, colour=_SOFT)


def _table(document: DocumentType, block: Table, language: str) -> None:
    _say(document.add_paragraph(style="Caption"), block.caption)
    table = _empty_table(document, len(block.columns), language)
    head = table.add_row()
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # again on each page
    for cell, column in zip(head.cells, block.columns, strict=True):
        _fill(cell, [column], bold=True)
    for row in block.rows:
        for place, cell in zip(table.add_row().cells, row, strict=True):
            _fill(place, cell.lines)


def _links(document: DocumentType, block: Links, language: str) -> None:
    if block.heading:
        _say(document.add_heading(level=2), block.heading)
    for row in block.rows:
        paragraph = document.add_paragraph(style="List Bullet")
        _say(paragraph, row.text)
        if row.url:
            _link(paragraph, row.url)
        _write(paragraph.add_run(), f" · {row.note}", formats.language_of(row.note), colour=_SOFT)


def _link(paragraph: Paragraph, url: str) -> None:
    """Make the last run of a paragraph a link."""
    run = paragraph.runs[-1]
    run.underline, run.font.color.rgb = True, _GREEN
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    link.append(run._r)


_DRAWN: dict[type, Callable[[DocumentType, Any, str], None]] = {
    Note: _note,
    Line: _line,
    Resolutions: _resolutions,
    Table: _table,
    Links: _links,
}
