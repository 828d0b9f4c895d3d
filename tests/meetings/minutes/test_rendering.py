"""Minutes on a page, on paper and in Word: the same content, safe whatever is typed, and accessible."""

import dataclasses
import datetime
import io
import re
import time

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import ContentStream

from meetings.enums import Visibility
from meetings.minutes.parts import (
    Action,
    Attendance,
    Decision,
    Edition,
    Erratum,
    Item,
    Mention,
    NextMeeting,
    Standing,
    Words,
)
from meetings.minutes.parts import (
    Document as DocumentPart,
)
from meetings.minutes.rendering.docx import docx
from meetings.minutes.rendering.html import html
from meetings.minutes.rendering.pdf import pdf

P = Visibility.PUBLIC
AT = datetime.datetime(2026, 2, 20, 9, tzinfo=datetime.UTC)
START = datetime.datetime(2026, 1, 27, 5, tzinfo=datetime.UTC)
HOSTILE = '#eval("1") $x^2$ [a](b) \\ @ref <script>alert(1)</script> {{ x }} {% y %} *b* `c` //d /*e*/ "f" \x0bg\x00'
DISCUSSION = """The Department *reported*:

- one **strong** point
- two
  - within

3. third
4. fourth

صوبائی محکمہ صحت نے بتایا کہ آزمائشی خدمات ۲۰۲۶ میں بھی جاری رہیں گی۔"""
WHO = Mention(level=P, words=Words("WHO"))
URDU = DISCUSSION.splitlines()[-1]


def edition(**fields):
    item = Item(
        level=P,
        title=Words("Services", "خدمات"),
        kind="update",
        discussion=DISCUSSION,
        decisions=(Decision(level=P, number="D-2026-03", text=Words("Plan together", "مل کر منصوبہ"), basis="vote"),),
        actions=(
            Action(
                level=P,
                number="A-2026-014",
                text=Words("Share it"),
                organisation=Mention(level=P, words=Words("Department of Health")),
                due_on=datetime.date(2026, 3, 1),
                status="open",
            ),
        ),
        documents=(DocumentPart(level=P, title=Words("Slides"), kind="presentation", url="https://example.org/s"),),
    )
    values = {
        "level": P,
        "reader": P,
        "meeting": 1,
        "slug": "third",
        "unit": Words("The Unit", "یونٹ"),
        "ministry": Words("The Ministry"),
        "title": Words("Third meeting", "تیسرا اجلاس"),
        "kind": "coordination",
        "start": START,
        "end": START + datetime.timedelta(hours=3),
        "zone": "Asia/Karachi",
        "mode": "hybrid",
        "place": Words("Islamabad", "اسلام آباد"),
        "attendance": Attendance(level=P, organisations=(WHO,), organisation_count=1, head_count=41),
        "items": (item,),
        "next_meeting": NextMeeting(level=P, title=Words("Fourth"), place=Words(), start=AT, zone="Asia/Karachi"),
        "standing": Standing(
            state="amended",
            approved_on=datetime.date(2026, 2, 9),
            basis="no_objection",
            errata=(Erratum(datetime.date(2026, 2, 20), "It was 200, not 20."),),
        ),
        "version": 3,
        "at": AT,
    }
    return Edition(**(values | fields))


def read(data):
    return PdfReader(io.BytesIO(data))


def text_of(data):
    return "\n".join(page.extract_text() for page in read(data).pages)


def letters_only(text):
    return re.sub(r"[^\w]", "", text)


def test_the_page_holds_header_items_outcomes_and_what_follows():
    page = BeautifulSoup(html(edition()), "html.parser")
    facts = {row.dt.text: [value.text for value in row.find_all("dd")] for row in page.select(".minutes-facts > div")}

    assert [line.text for line in page.select(".minutes-standing li")] == [
        "Approved by no objection on 9 February 2026",
        "Amended on 20 February 2026: see the errata",
        "Version 3",
        "Public edition",
    ]
    assert facts["Time"] == ["10:00–13:00 (Pakistan time)"]
    assert facts["Present"] == ["41 people from 1 organisation"]
    headings = [" ".join(heading.text.split()) for heading in page.find_all("h2")]
    assert headings == ["1 Services", "Next meeting", "Errata"]
    assert [cell.text.strip() for cell in page.select(".minutes-item tbody tr > *")] == [
        "A-2026-014",
        "Share it",
        "Department of Health",
        "1 March 2026",
        "Open",
    ]
    assert page.select_one("table caption").text == "Action points"
    assert page.select_one("a")["href"] == "https://example.org/s"


def test_page_pdf_and_docx_say_the_same():
    page = letters_only(BeautifulSoup(html(edition()), "html.parser").text)
    paper = letters_only(text_of(pdf(edition())))
    word = letters_only(_all_text(Document(io.BytesIO(docx(edition())))))

    for phrase in ["Approvedbynoobjectionon9February2026", "41peoplefrom1organisation", "D202603Plantogether", "Vote"]:
        phrase = letters_only(phrase)
        assert phrase in page
        assert phrase in paper
        assert phrase in word
    for phrase in ["onestrongpoint", "within", "fourth", "A2026014", "Itwas200not20", "Slides"]:
        assert phrase in page
        assert phrase in paper
        assert phrase in word


def _all_text(document):
    return " ".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_a_pdf_is_tagged_titled_dated_by_its_version_and_counts_its_pages():
    item = edition().items[0]
    data = pdf(edition(items=(item,) * 12))
    paper = read(data)

    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.trailer["/Root"]["/Lang"] == "en"
    assert paper.metadata.title == "Third meeting"
    assert paper.metadata.author == "The Unit"
    assert paper.metadata.creation_date == AT
    last = len(paper.pages)
    assert last > 2
    assert f"Page 2 of {last}" in paper.pages[1].extract_text()
    assert [float(side) for side in paper.pages[0].mediabox] == pytest.approx([0, 0, 595, 842], abs=1)  # A4
    assert not any("/JS" in str(value) or "/Launch" in str(value) for value in paper.trailer["/Root"].values())


def test_the_same_edition_makes_the_same_pdf():
    assert pdf(edition()) == pdf(edition())
    assert pdf(edition()) != pdf(edition(at=AT + datetime.timedelta(days=1)))


def test_what_people_type_is_only_ever_text():
    item = dataclasses.replace(
        edition().items[0],
        title=Words(HOSTILE),
        discussion=HOSTILE,
        decisions=(Decision(level=P, number="D-1", text=Words(HOSTILE), rationale=HOSTILE, basis=HOSTILE),),
    )
    hostile = edition(
        title=Words(HOSTILE), unit=Words(HOSTILE), place=Words(HOSTILE), items=(item,), preamble=HOSTILE, slug="x"
    )

    page = BeautifulSoup(html(hostile), "html.parser")
    assert not page.find("script")
    assert page.text.count('#eval("1") $x^2$') >= 5
    paper = " ".join(text_of(pdf(hostile)).split())
    assert paper.count('#eval("1") $x^2$') + paper.count("#eval(“1”) $x^2$") >= 5
    word = Document(io.BytesIO(docx(hostile)))
    assert _all_text(word).count('#eval("1") $x^2$ [a](b) \\ @ref <script>') >= 5


def test_urdu_runs_from_right_to_left_in_its_own_font_and_never_as_boxes():
    with translation.override("ur"):
        data = pdf(edition())
    paper = read(data)

    assert paper.trailer["/Root"]["/Lang"] == "ur"
    assert paper.metadata.title == "تیسرا اجلاس"
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in paper.pages for font in page["/Resources"]["/Font"].values()
    }
    assert any("Nastaliq" in font for font in fonts)
    assert _boxes(paper) == 0
    assert b"pdfuaid" in _metadata(paper)  # the standard: nothing is drawn that a screen reader could not read


def test_a_letter_that_no_font_has_costs_the_standard_and_not_the_file(caplog):
    paper = read(pdf(edition(closing="\U00010330 and on")))  # Gothic

    assert _boxes(paper) == 1
    assert b"pdfuaid" not in _metadata(paper)
    assert "and on" in paper.pages[-1].extract_text()
    assert [record.message for record in caplog.records if record.name.startswith("meetings")] == [
        "minutes.pdf_below_standard"
    ]


def _metadata(paper):
    return paper.trailer["/Root"]["/Metadata"].get_data()


def _boxes(paper):
    """Return how many glyphs are drawn as the box that stands for a missing one: number 0 of a font."""
    count = 0
    for page in paper.pages:
        for operands, operator in ContentStream(page.get_contents(), paper).operations:
            if operator in (b"Tj", b"TJ"):
                for part in operands[0] if isinstance(operands[0], list) else [operands[0]]:
                    raw = getattr(part, "original_bytes", b"")
                    count += sum(raw[i : i + 2] == b"\0\0" for i in range(0, len(raw), 2))
    return count


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_word_file_has_real_headings_lists_tables_and_properties(language):
    with translation.override(language):
        word = Document(io.BytesIO(docx(edition())))
    urdu = language == "ur"
    styles = [paragraph.style.name for paragraph in word.paragraphs]

    assert word.core_properties.title == ("تیسرا اجلاس" if urdu else "Third meeting")
    assert word.core_properties.author == ("یونٹ" if urdu else "The Unit")
    assert word.core_properties.language == ("ur-PK" if urdu else "en-GB")
    assert word.core_properties.created.replace(tzinfo=datetime.UTC) == AT
    for style in ("Title", "Heading 1", "Heading 2", "List Bullet", "List Bullet 2", "List Number"):
        assert style in styles
    assert bool(word.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None) == urdu
    head = word.tables[2].rows[0]._tr
    assert head.trPr.find(qn("w:tblHeader")) is not None
    in_urdu = [run for paragraph in word.paragraphs for run in paragraph.runs if run.text == URDU]
    assert [run.font.rtl for run in in_urdu] == [True]
    assert in_urdu[0]._r.getparent().pPr.find(qn("w:bidi")) is not None
    assert not any("vba" in str(part.partname) for part in word.part.package.iter_parts())


def test_typed_numbers_stay_in_word():
    word = Document(io.BytesIO(docx(edition())))
    numbered = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "List Number"]
    key = numbered[0]._p.pPr.numPr.numId.val
    number = word.part.numbering_part.element.num_having_numId(key)

    assert [paragraph.text for paragraph in numbered] == ["third", "fourth"]
    assert number.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(qn("w:val")) == "3"


def test_sheets_of_the_properties_are_in_the_order_of_the_standard():
    """Word refuses a paragraph whose properties stand in another order than the schema's."""
    order = ["pStyle", "numPr", "bidi", "spacing", "ind", "jc"]
    with translation.override("ur"):
        word = Document(io.BytesIO(docx(edition())))
    for properties in word.element.body.iter(qn("w:pPr")):
        names = [child.tag.split("}")[1] for child in properties if child.tag.split("}")[1] in order]
        assert names == sorted(names, key=order.index)


def test_long_minutes_take_no_more_than_in_proportion():
    item = edition().items[0]
    short, long = edition(items=(item,) * 5), edition(items=(item,) * 50)
    pdf(short)
    begin = time.process_time()
    pdf(short)
    middle = time.process_time()
    pdf(long)
    assert time.process_time() - middle < 40 * max(middle - begin, 0.02)
