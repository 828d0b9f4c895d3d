"""How rows become a file: CSV, XLSX, vCard. Each writer takes the memory of a few thousand rows, however many come."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import vobject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from stakeholders.exporting.columns import Column
from stakeholders.models import ContactAddress
from stakeholders.rows import ContactRow
from stakeholders.spreadsheets import XLSX, neutralised

Batches = Iterable[list[Any]]


@dataclass(frozen=True)
class Format:
    """A kind of file; its code is the end of the file's name."""

    code: str
    label: str | Promise
    content_type: str
    write: Callable[[BinaryIO, Sequence[Column], Batches], None]


def _headings(columns: Sequence[Column]) -> list[str]:
    return [neutralised(str(column.label)) for column in columns]


def _cells(columns: Sequence[Column], row: Any) -> list[Any]:
    return [neutralised(column.value(row)) for column in columns]


def write_csv(output: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    """Write UTF-8 with a mark: without it Excel reads UTF-8, and Urdu with it, as Latin-1."""
    text = io.TextIOWrapper(output, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(_headings(columns))
    for batch in batches:
        writer.writerows(_cells(columns, row) for row in batch)
    text.detach()  # flushes, and leaves the file open


def write_xlsx(output: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    """Write one sheet, put together on disk."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(_headings(columns))
    for batch in batches:
        for row in batch:
            sheet.append(_cells(columns, row))
    workbook.save(output)


def write_vcf(output: BinaryIO, columns: Sequence[Column], batches: Batches) -> None:
    """Write one vCard 3.0 (RFC 2426) after the other: what address books of telephones and mail programs all read."""
    codes = {column.code for column in columns}
    for batch in batches:
        for row in batch:
            output.write(_card(row, codes).serialize(lineLength=75).encode())


def _card(row: ContactRow, codes: set[str]) -> Any:
    """Return the card of a contact with those of the columns that a card has room for; the name always stands."""
    card = vobject.vCard()
    name = _plain(str(row.contact))
    given, _space, family = name.rpartition(" ")
    card.add("fn").value = name
    card.add("n").value = vobject.vcard.Name(family=family, given=given)
    for place, link in enumerate(row.addresses):
        if ("more_emails" if place else "email") in codes:
            mail = card.add("email")
            mail.value = link.address.email
            mail.type_param = ["INTERNET", "HOME" if link.kind == ContactAddress.Kind.PERSONAL else "WORK"]
    for phone in row.phones:
        if ("whatsapp" if phone.whatsapp else "phone") in codes:
            number = card.add("tel")
            number.value = phone.number
            number.type_param = ["CELL"] if phone.whatsapp else ["WORK", "VOICE"]
    if "organisation" in codes and row.organisation:
        card.add("org").value = [_plain(row.organisation)]
    if "designation" in codes and row.post and row.post.designation:
        card.add("title").value = _plain(row.post.designation)
    return card


def _plain(text: str) -> str:
    """Return `text` on one line, without control characters: some readers of cards take them for the end of it."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


FORMATS = {
    kind.code: kind
    for kind in (
        Format("csv", _("CSV, for any program"), "text/csv; charset=utf-8", write_csv),
        Format("xlsx", _("Excel workbook"), XLSX, write_xlsx),
        Format("vcf", _("vCard, for address books"), "text/vcard; charset=utf-8", write_vcf),
    )
}
