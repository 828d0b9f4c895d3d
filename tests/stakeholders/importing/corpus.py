"""Files as strangers send them, made here byte by byte, so that what is bad about each can be read."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

HEADINGS = ["Name", "E-mail", "Mobile"]
PEOPLE = [
    ["Amina Yusuf", "amina@example.org", "0300 1234567"],
    ["Bilal Khan", "bilal@example.org", "0321 7654321"],
]
URDU_PEOPLE = [["نسرین اختر", "nasreen@example.org", "0300 1234567"], ["عدنان گل", "adnan@example.org", "0321 7654321"]]


def csv_file(
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    separator: str = ",",
    newline: str = "\r\n",
    first: str = "",
) -> bytes:
    """Return the rows as a program would save them; `first` is a line of its own before them."""
    text = io.StringIO(newline="")
    text.write(first)
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Iterable[Sequence[Any]], *, change: Callable[[Any], object] = lambda sheet: None) -> bytes:
    """Return the rows as a workbook; `change` does what is bad to its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(
    data: bytes,
    *,
    replace: dict[str, bytes] | None = None,
    add: dict[str, bytes] | None = None,
    drop: Sequence[str] = (),
) -> bytes:
    """Return a ZIP archive with some of its parts replaced, added or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return target.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def good_workbook() -> bytes:
    return workbook([HEADINGS, *PEOPLE])


SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(rows: str, *, after: str = "") -> bytes:
    """Return a workbook whose sheet is the XML of these rows, as no program would write it."""
    xml = f'<?xml version="1.0"?><worksheet {_MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>'
    return repacked(good_workbook(), replace={SHEET: xml.encode()})


def inline(row: int, *cells: str) -> str:
    """Return the XML of a row of texts."""
    return f'<row r="{row}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


GOOD_ROWS = inline(1, *HEADINGS) + inline(2, *PEOPLE[0])


def zip_bomb() -> bytes:
    """Return 600 MB of zeros in a part of a workbook, of 600 kB."""
    target = io.BytesIO(good_workbook())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/worksheets/sheet2.xml", "w") as part:
        for _megabyte in range(600):
            part.write(bytes(1024 * 1024))
    return target.getvalue()


def bomb_of_strings() -> bytes:
    """Return a workbook whose texts alone, which have to be held in memory, are 100 MB."""
    text = b"<si><t>" + b"a" * (100 * 1024 * 1024) + b"</t></si>"
    return repacked(good_workbook(), add={"xl/sharedStrings2.xml": b"<sst>" + text + b"</sst>"})


def lying_bomb() -> bytes:
    """Return a sheet of 5 MB that says of itself, in both directories of the archive, that it has 500 bytes."""
    rows = GOOD_ROWS + "".join(inline(row, "x" * 40) for row in range(3, 50_000))
    data = bytearray(sheet_of(rows))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as there:
        size = there.getinfo(SHEET).file_size
    wrong = size.to_bytes(4, "little")
    assert data.count(wrong) >= 2
    return bytes(data.replace(wrong, (500).to_bytes(4, "little")))


def many_members() -> bytes:
    return repacked(good_workbook(), add={f"xl/media/{number}.png": b"" for number in range(2500)})


_LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def billion_laughs(part: str = SHEET) -> bytes:
    """Return a workbook one of whose parts unfolds to a billion words."""
    xml = f'<?xml version="1.0"?><!DOCTYPE x [{_LAUGHS}]><x>&l9;</x>'
    return repacked(good_workbook(), replace={part: xml.encode()})


def foreign_entity() -> bytes:
    """Return a workbook that would have the server read a file of its own into a cell."""
    entity = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    xml = f"{entity}<worksheet {_MAIN}><sheetData>&f;</sheetData></worksheet>"
    return repacked(good_workbook(), replace={SHEET: xml.encode()})


def with_macros() -> bytes:
    return repacked(good_workbook(), add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


_TEXTS = "xl/sharedStrings.xml"


def with_shared_texts(rows: str, texts: bytes, *, path: str = _TEXTS) -> bytes:
    """Return a workbook that keeps its texts in a part of their own, as Excel does and openpyxl does not."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    good = sheet_of(rows)
    with zipfile.ZipFile(io.BytesIO(good)) as there:
        parts = there.read("[Content_Types].xml").decode()
    parts = parts.replace("</Types>", f'<Override PartName="/{path}" ContentType="{kind}"/></Types>')
    root = f'<?xml version="1.0" encoding="UTF-8"?><sst {_MAIN}>'.encode() + texts + b"</sst>"
    return repacked(good, replace={"[Content_Types].xml": parts.encode(), _TEXTS: root}, add={path: root})


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


def fifty_megabytes() -> bytes:
    row = ",".join(PEOPLE[0]).encode() + b"\r\n"
    return b"Name,E-mail,Mobile\r\n" + row * (50 * 1024 * 1024 // len(row))


def wide(columns: int) -> list[list[str]]:
    return [[f"Heading {column}" for column in range(columns)], ["x"] * columns]


# What each is called, how it is made, under which name it is sent, and the code of why it is refused.
BAD_FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing at all": (lambda: b"", "list.csv", "empty"),
    "only a byte order mark": (lambda: b"\xef\xbb\xbf", "list.csv", "empty"),
    "only line breaks": (lambda: b"\r\n\r\n\r\n", "list.csv", "empty"),
    "only separators": (lambda: b",,,\r\n,,,\r\n", "list.csv", "empty"),
    "only zeros": (lambda: bytes(5000), "list.csv", "empty"),
    "only headings": (lambda: csv_file([HEADINGS]), "list.csv", "only_headings"),
    "only headings in a workbook": (lambda: workbook([HEADINGS]), "list.xlsx", "only_headings"),
    "an empty workbook": (lambda: workbook([]), "list.xlsx", "empty"),
    "fifty megabytes": (fifty_megabytes, "list.csv", "too_big"),
    "200,001 rows": (lambda: b"E-mail\n" + b"a@example.org\n" * 200_001, "list.csv", "too_many_rows"),
    "201 columns": (lambda: csv_file(wide(201)), "list.csv", "too_many_columns"),
    "201 columns in a workbook": (lambda: workbook(wide(201)), "list.xlsx", "too_many_columns"),
    "a picture renamed .csv": (lambda: _PNG + bytes(range(256)) * 50, "list.csv", "picture"),
    "a photograph renamed .csv": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "list.csv", "picture"),
    "a PDF renamed .xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "list.xlsx", "not_a_list"),
    "a compressed file": (lambda: b"\x1f\x8b\x08\x00" + bytes(range(256)), "list.csv", "not_a_list"),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 9, "list.csv", "not_a_list"),
    "noise": (lambda: bytes((n * 7919 + n * n) % 256 for n in range(20_000)), "list.csv", "not_a_list"),
    "vCards": (lambda: b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Amina\r\nEND:VCARD\r\n", "list.vcf", "vcard"),
    "a web page renamed .xls": (lambda: b"<html><table><tr><td>Name</td></tr></table></html>", "list.xls", "web_page"),
    "a sheet in XML of 2003": (lambda: b'<?xml version="1.0"?><Workbook></Workbook>', "list.xml", "web_page"),
    "an old Excel file": (lambda: _OLE + bytes(600), "list.xls", "old_excel"),
    "a workbook with a password": (
        lambda: _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(50),
        "list.xlsx",
        "encrypted",
    ),
    "a workbook with macros": (with_macros, "list.xlsm", "macros"),
    "a workbook with macros renamed .xlsx": (with_macros, "list.xlsx", "macros"),
    "a sheet of LibreOffice": (
        lambda: archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "list.ods",
        "other_spreadsheet",
    ),
    "a sheet of Numbers": (lambda: archive({"Index/Document.iwa": b"x"}), "list.numbers", "other_spreadsheet"),
    "a binary workbook": (
        lambda: archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
        "list.xlsb",
        "other_spreadsheet",
    ),
    "a letter": (
        lambda: archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}),
        "list.docx",
        "not_a_list",
    ),
    "the archive that Mailchimp sends": (
        lambda: archive({"subscribed_members_export.csv": b"a", "cleaned_members_export.csv": b"b"}),
        "export.zip",
        "archive",
    ),
    "a zip bomb as XLSX": (zip_bomb, "list.xlsx", "zip_bomb"),
    "a bomb of texts": (bomb_of_strings, "list.xlsx", "zip_bomb"),
    "a bomb that lies about its size": (lying_bomb, "list.xlsx", "damaged"),
    "an archive of 2,500 parts": (many_members, "list.xlsx", "zip_bomb"),
    "a billion laughs in the sheet": (billion_laughs, "list.xlsx", "document_type"),
    "a billion laughs in the styles": (lambda: billion_laughs("xl/styles.xml"), "list.xlsx", "document_type"),
    "a billion laughs in the list of parts": (
        lambda: billion_laughs("[Content_Types].xml"),
        "list.xlsx",
        "document_type",
    ),
    "an entity that reads a file": (foreign_entity, "list.xlsx", "document_type"),
    "half a workbook": (lambda: good_workbook()[:2000], "list.xlsx", "damaged"),
    "a workbook without a sheet's XML": (lambda: repacked(good_workbook(), drop=[SHEET]), "list.xlsx", "no_sheet"),
    "a sheet that is no XML": (lambda: repacked(good_workbook(), replace={SHEET: b"Name,E-mail"}), "x.xlsx", "damaged"),
    "a sheet that ends amidst": (
        lambda: repacked(good_workbook(), replace={SHEET: f"<worksheet {_MAIN}><sheetData><row>".encode()}),
        "x.xlsx",
        "damaged",
    ),
    "a row of a million elements that are no cells": (
        lambda: sheet_of(GOOD_ROWS + '<row r="3">' + "<x/>" * 1_000_000 + "</row>"),
        "x.xlsx",
        "zip_bomb",
    ),
    "a cell of twenty million letters": (
        lambda: sheet_of(GOOD_ROWS + inline(3, "x" * 20_000_000)),
        "x.xlsx",
        "zip_bomb",
    ),
    "a tag of twenty million letters": (
        lambda: sheet_of(GOOD_ROWS + f'<row r="3" x="{"x" * 20_000_000}"/>'),
        "x.xlsx",
        "zip_bomb",
    ),
    "four million texts": (
        lambda: with_shared_texts(GOOD_ROWS, b"<si/>" * 4_000_000),
        "x.xlsx",
        "zip_bomb",
    ),
    "texts that stand among the sheets": (
        lambda: with_shared_texts(GOOD_ROWS, b"<si><t>x</t></si>", path="xl/worksheets/texts.xml"),
        "x.xlsx",
        "damaged",
    ),
    "a row numbered two billion": (lambda: sheet_of(GOOD_ROWS + inline(2_000_000_000, "x")), "x.xlsx", "damaged"),
    "rows in no order": (lambda: sheet_of(inline(5, *HEADINGS) + inline(2, *PEOPLE[0])), "x.xlsx", "damaged"),
    "a row numbered in letters": (lambda: sheet_of('<row r="two"><c><v>1</v></c></row>'), "x.xlsx", "damaged"),
    "a cell that is nowhere": (
        lambda: sheet_of(GOOD_ROWS + '<row r="3"><c r="@@1"><v>1</v></c></row>'),
        "x.xlsx",
        "damaged",
    ),
    "a row of 20,000 cells": (
        lambda: sheet_of(GOOD_ROWS + '<row r="3">' + "<c/>" * 20_000 + "</row>"),
        "x.xlsx",
        "damaged",
    ),
    "a number without digits": (
        lambda: sheet_of(inline(1, *HEADINGS) + '<row r="2"><c><v>many</v></c></row>'),
        "x.xlsx",
        "damaged",
    ),
    "a text that the workbook lacks": (
        lambda: sheet_of(inline(1, *HEADINGS) + '<row r="2"><c t="s"><v>999</v></c></row>'),
        "x.xlsx",
        "damaged",
    ),
    "cells merged by the million": (
        lambda: sheet_of(
            GOOD_ROWS + inline(1_000_000, "x"),
            after='<mergeCells><mergeCell ref="A1:B1000000"/></mergeCells>',
        ),
        "x.xlsx",
        "too_complex",
    ),
    "a quotation mark that never closes": (
        lambda: b'Name,E-mail\r\nAmina,a@example.org\r\n"Bilal,b@example.org\r\nC,c@example.org\r\n',
        "list.csv",
        "open_quote",
    ),
    "headings whose quotation marks don't pair up": (
        lambda: b'"Name"x,E-mail\r\nAmina,Lahore\r\n',
        "list.csv",
        "quotes",
    ),
}
