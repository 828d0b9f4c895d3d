"""Files: every cell comes back as it was, no program runs one, and address books read the cards."""

import csv
import io
from dataclasses import dataclass

import openpyxl
import pytest
import vobject
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from stakeholders import rows
from stakeholders.exporting.columns import Column
from stakeholders.exporting.formats import write_csv, write_vcf, write_xlsx
from stakeholders.exporting.sources import CONTACTS
from stakeholders.models import Affiliation, ContactAddress, ContactPhone
from stakeholders.spreadsheets import FORMULA_STARTS, is_formula
from tests.factories.stakeholders import ContactFactory, OrganisationFactory


@dataclass
class Row:
    text: str


COLUMNS = [Column("text", "Text", lambda row: row.text), Column("constant", "=Heading", lambda row: "x")]
# What a workbook can hold: XML knows no surrogates, and turns a lone carriage return into a line feed.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufffe\uffff"), max_size=60)
starts = st.sampled_from(FORMULA_STARTS)
cells = texts | st.builds(lambda start, text: start + text, starts, texts)


def written(write, values):
    output = io.BytesIO()
    write(output, COLUMNS, [[Row(value) for value in values]])
    assert not output.closed
    return output.getvalue()


def restored(cell):
    """Return what stood in the cell before it was neutralised, as an import does."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def expected(value):
    return ILLEGAL_CHARACTERS_RE.sub("", value)


@given(st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=150)
def test_any_text_comes_back_from_csv_and_none_is_a_formula(values):
    lines = list(csv.reader(io.StringIO(written(write_csv, values).decode("utf-8-sig"), newline="")))
    assert [restored(line[0]) for line in lines[1:]] == [expected(value) for value in values]
    assert not any(is_formula(cell) for line in lines for cell in line)


@given(st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=60)
def test_any_text_comes_back_from_a_workbook_and_none_is_a_formula(values):
    values = [value.replace("\r", "\n") for value in values]
    sheet = openpyxl.load_workbook(io.BytesIO(written(write_xlsx, values))).active
    found = list(sheet.iter_rows(min_row=2))
    assert [restored(row[0].value or "") for row in found] == [expected(value) for value in values]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert written(write_csv, ["آمنہ"]).startswith(b"\xef\xbb\xbf")


def card(contact, codes=("name", "email", "more_emails", "phone", "whatsapp", "organisation", "designation")):
    output = io.BytesIO()
    write_vcf(output, CONTACTS.chosen(codes), [rows.read([contact.pk], on=timezone.localdate())])
    assert b"\r\n" in output.getvalue()
    return vobject.readOne(output.getvalue().decode())


@pytest.fixture
def amina(db):
    contact = ContactFactory(
        name="Amina Bano Example", emails=["amina@example.org"], note="Told us of her illness", at=None
    )
    Affiliation.objects.create(
        contact=contact, organisation=OrganisationFactory(name="Health; Trust, the"), designation="Director"
    )
    private = ContactFactory(emails=["home@example.net"]).main_address.address
    ContactAddress.objects.create(contact=contact, address=private, kind="personal")
    ContactPhone.objects.create(contact=contact, number="+92511234567")
    ContactPhone.objects.create(contact=contact, number="+923001234567", whatsapp=True)
    return contact


def test_a_card_has_names_addresses_numbers_organisation_and_designation_and_no_note(amina):
    found = card(amina)
    assert found.version.value == "3.0"
    assert found.fn.value == "Amina Bano Example"
    assert (found.n.value.given, found.n.value.family) == ("Amina Bano", "Example")
    assert [(mail.value, mail.type_param) for mail in found.email_list] == [
        ("amina@example.org", "INTERNET"),
        ("home@example.net", "INTERNET"),
    ] or [mail.value for mail in found.email_list] == ["amina@example.org", "home@example.net"]
    assert [number.value for number in found.tel_list] == ["+92511234567", "+923001234567"]
    assert found.org.value == ["Health; Trust, the"]
    assert found.title.value == "Director"
    assert "illness" not in found.serialize()


def test_a_card_holds_no_more_than_the_columns_that_were_chosen(amina):
    found = card(amina, ["name", "email"])
    assert {line.name for line in found.getChildren()} == {"VERSION", "FN", "N", "EMAIL"}
    assert [mail.value for mail in found.email_list] == ["amina@example.org"]


@pytest.mark.parametrize(
    "name",
    ["Amina\r\nEMAIL:evil@example.net", "Amina\nEND:VCARD", "آمنہ خان", "A" * 200, "Khan; Amina, Dr\\", "Amina\x0b"],
)
def test_no_name_breaks_out_of_its_line(db, name):
    found = card(ContactFactory(name=name, emails=["amina@example.org"]))
    assert found.fn.value == " ".join(name.replace("\x0b", " ").split())
    assert [mail.value for mail in found.email_list] == ["amina@example.org"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=60)
def test_any_name_makes_one_card(name):
    from stakeholders.models import Contact, Language
    from stakeholders.rows import ContactRow

    output = io.BytesIO()
    row = ContactRow(Contact(name=name, name_ur="", language=Language(code="en")))
    write_vcf(output, CONTACTS.chosen(["name"]), [[row]])
    assert len(list(vobject.readComponents(output.getvalue().decode()))) == 1
