"""A list of 2,000 people with planted faults, each known by row, column and code.

Forty of them keep their row from being taken; the warnings beside them don't.
"""

from dataclasses import dataclass

from tests.stakeholders.importing.corpus import csv_file

ROWS = 2000
HEADINGS = [
    *("Name", "Name in Urdu", "E-mail", "Other e-mail", "Mobile", "WhatsApp", "Organisation", "Type of organisation"),
    *("Designation", "In post since", "Province", "Language", "Topics", "Status", "Remarks"),
]
_GIVEN = ["Amina", "Bilal", "Chanda", "Danish", "Erum", "Faisal", "Gulnaz", "Hamid", "Iqra", "Javed"]
_FAMILY = ["Yusuf", "Khan", "Marri", "Bhutto", "Baloch", "Afridi", "Soomro", "Mirza", "Wazir", "Lashari"]
_PROVINCES = ["KP", "Punjab", "سندھ", "Balochistan", "GB", "AJK", "Islamabad"]
_KINDS = ["NGO", "Department", "UN agency", "Hospital"]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in a row; `heading` is empty where the whole row is meant."""

    row: int
    heading: str
    code: str
    warning: bool = False


# Row, heading, what stands there, and the code of what is wrong with it.
_ERRORS = [
    (15, "E-mail", "amina.example.org", "not_an_address"),
    (48, "E-mail", "amina@", "not_an_address"),
    (77, "E-mail", "amina@@example.org", "not_an_address"),
    (101, "E-mail", "amina..yusuf@example.org", "not_an_address"),
    (140, "E-mail", "amina@example", "not_an_address"),
    (163, "E-mail", "amina yusuf@example.org", "space_in_address"),
    (199, "E-mail", "amina @ example.org", "space_in_address"),
    (240, "E-mail", "amina@example.org; bilal@example.org", "two_addresses"),
    (277, "E-mail", "amina@example.org/bilal@example.org", "two_addresses"),
    (301, "Other e-mail", "amina@example.org bilal@example.org", "two_addresses"),
    (350, "Other e-mail", "see above", "not_an_address"),
    (402, "Mobile", "9.23001E+11", "lost_digits"),
    (444, "Mobile", "ask the office", "not_a_phone"),
    (487, "Mobile", "0300 12345", "not_a_phone"),
    (530, "WhatsApp", "1122", "not_a_phone"),
    (571, "Name", "amina@example.org", "address_as_name"),
    (612, "Name", "Win now https://example.com", "link_as_name"),
    (650, "Name", "12345", "no_letters"),
    (699, "Name", "????? ????", "lost_letters"),
    (723, "Name", "JosÃ© Khan", "garbled"),
    (768, "Name in Urdu", "Ø§Ù…ÛŒÙ†Û", "garbled"),
    (801, "Name", "A" * 201, "too_long"),
    (840, "Organisation", "Department " * 30, "too_long"),
    (885, "Designation", "Director " * 40, "too_long"),
    (930, "Type of organisation", "Zorbing club", "not_in_list"),
    (977, "Province", "Atlantis", "not_in_list"),
    (1020, "Province", "KP, Punjab", "not_in_list"),
    (1066, "Language", "Klingon", "not_in_list"),
    (1110, "Topics", "newsletter, gossip", "not_in_list"),
    (1150, "In post since", "03/04/2025", "ambiguous_date"),
    (1199, "In post since", "31/02/2025", "not_a_date"),
    (1240, "In post since", "last spring", "not_a_date"),
    (1288, "In post since", "1825-01-01", "not_a_date"),
    (1333, "Status", "perhaps", "unknown_status"),
    (1370, "Remarks", "r" * 5001, "too_long"),
    (1420, "Remarks", "r" * 10_001, "cell_too_long"),
]
_WARNINGS = [
    (1450, "Mobile", "0300 1234567 / 051 9201234", "several_numbers"),
    (1475, "Mobile", "051 9201234 ext. 12", "extension"),
    (1500, "Mobile", "3001234567", "leading_zero"),
    (1525, "E-mail", "\u200bamina.1525@example.org", "invisible_characters"),
    (1550, "Name", "Amina\nYusuf", "line_break"),
    (1575, "Name", "Amina\x07 Yusuf", "control_characters"),
    (1600, "In post since", "45000", "serial_date"),
    (1625, "Name", "Amina\r\nBcc: all@", "address_as_name"),  # an error, too: see below
]
_TOO_LONG, _AGAIN, _QUOTES = 1700, 1800, 1900  # rows that are wrong as a whole


def faulty_list() -> bytes:
    """Return the list as CSV in UTF-8, as Excel saves it."""
    rows = [HEADINGS, *(_person(number) for number in range(2, ROWS + 2))]
    for number, heading, cell, _code in (*_ERRORS, *_WARNINGS):
        rows[number - 1][HEADINGS.index(heading)] = cell
    rows[_TOO_LONG - 1].insert(0, "Dr.")
    rows[_AGAIN - 1] = HEADINGS
    rows[_QUOTES - 1][0] = "QUOTES"
    return csv_file(rows, encoding="utf-8-sig").replace(b"QUOTES", b'"Amina" "the doctor" Yusuf')


def planted() -> list[Fault]:
    """Return what is to be found by whoever reads it, in order: nothing more, nothing less."""
    faults = [Fault(number, heading, code) for number, heading, _cell, code in _ERRORS]
    faults += [Fault(number, heading, code, warning=True) for number, heading, _cell, code in _WARNINGS[:-1]]
    number, heading, _cell, code = _WARNINGS[-1]
    faults += [Fault(number, heading, code), Fault(number, heading, "line_break", warning=True)]
    faults += [Fault(_TOO_LONG, "", "row_too_long"), Fault(_AGAIN, "", "headings_again"), Fault(_QUOTES, "", "quotes")]
    return sorted(faults)


def rows_with_errors() -> set[int]:
    """Return the numbers of the rows that must not be taken."""
    return {fault.row for fault in planted() if not fault.warning}


def _person(number: int) -> list[str]:
    given, family = _GIVEN[number % 10], _FAMILY[number // 10 % 10]
    return [
        f"{given} {family} {_roman(number // 100)}".strip(),
        "امینہ یوسف" if number % 3 == 0 else "",
        f"{given}.{family}.{number}@example.org".lower(),
        f"{given}{number}@example.net".lower() if number % 5 == 0 else "",
        f"0300 {number:07d}",
        f"+92 321 {number:07d}" if number % 4 == 0 else "N/A",
        f"Office {number % 60}",
        _KINDS[number % 4],
        "Director" if number % 2 else "Focal person, MHPSS",
        "2024-07-01" if number % 2 else "31.12.2023",
        _PROVINCES[number % 7],
        "English" if number % 2 else "اردو",
        "Newsletter; Meeting invitations" if number % 3 else "newsletter",
        "subscribed",
        "Met in Quetta,\n“said yes”" if number % 9 == 0 else "-",
    ]


def _roman(number: int) -> str:
    return "I" * (number % 4)
