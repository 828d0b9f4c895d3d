"""Which column is what: guessed from what it is called, and where that says nothing from what is in it."""

import hashlib
import re
from collections.abc import Sequence

import phonenumbers

from home.folding import fold
from stakeholders.importing import presets
from stakeholders.importing.fields import FIELDS, IGNORE
from stakeholders.importing.values import REGION
from stakeholders.vocabulary import folded

# What columns are called in lists kept by hand, in English and Urdu; several columns may be one field. Compared without
# case, spaces and punctuation.
_NAMES = {
    "email": "email, e-mail, email address, email id, mail, official email, email 1, primary email, work email, "
    "ای میل, ای میل ایڈریس, برقی پتہ, ای میل پتہ",
    "email2": "email 2, second email, secondary email, alternate email, alternative email, other email, "
    "personal email, متبادل ای میل",
    "name": "name, full name, contact name, contact person, focal person, name of focal person, participant, "
    "name of participant, participant name, person, display name, نام, پورا نام, رابطہ کار, فوکل پرسن",
    "given_name": "first name, given name, forename, fname, پہلا نام",
    "family_name": "last name, family name, surname, lname, آخری نام, خاندانی نام",
    "name_ur": "name in urdu, name urdu, urdu name, نام اردو, اردو نام, نام اردو میں",
    "phone": "phone, phone number, telephone, tel, mobile, mobile number, mobile no, cell, cell number, cell no, "
    "contact number, contact no, phone no, contact, landline, ptcl, office phone, work phone, business phone, "
    "فون, فون نمبر, موبائل, موبائل نمبر, رابطہ نمبر, ٹیلیفون",
    "phone2": "phone 2, second phone, mobile 2, other phone, alternate phone, alternate number, home phone, "
    "mobile phone, residence phone, دوسرا فون",
    "whatsapp": "whatsapp, whatsapp number, whatsapp no, واٹس ایپ, واٹس ایپ نمبر, وٹس ایپ",
    "organisation": "organisation, organization, organisation name, organization name, name of organisation, "
    "name of organization, company, company name, institution, institute, agency, department, employer, affiliation, "
    "ministry, office, org, ادارہ, ادارے کا نام, محکمہ, تنظیم, وزارت",
    "organisation_acronym": "acronym, organisation acronym, organization acronym, short name, abbreviation",
    "kind_of_organisation": "kind of organisation, kind of organization, organisation type, organization type, "
    "type of organisation, type of organization, org type, type, category, stakeholder type, ادارے کی قسم",
    "designation": "designation, job title, title, position, post, role, rank, عہدہ, منصب",
    "since": "since, in post since, start date, date of joining, joining date, posted since, تاریخ تعیناتی",
    "province": "province, region, state, province territory, صوبہ, علاقہ",
    "language": "language, preferred language, reads, زبان",
    "topics": "topics, topic, interests, interested in, subscriptions, موضوعات, دلچسپی",
    "tags": "tags, tag, labels, label, group, groups, categories, ٹیگ, گروپ",
    "mail_status": "status, mail status, email status, subscription status, subscribed, email marketing status, "
    "opted in",
    "note": "note, notes, remarks, comment, comments, نوٹ, کیفیت, تبصرہ, ریمارکس",
    IGNORE: "s no, sr no, sr, serial, serial no, no, id, نمبر شمار, timestamp",
}
_BY_NAME = {folded(name): code for code, names in _NAMES.items() for name in names.split(",")}
# What takes a second column of the same kind, where there is something.
_SECOND = {"email": "email2", "phone": "phone2"}

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ENOUGH = 0.6  # of the samples of a column have to look alike


def guess(headings: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Return the code of a field for each heading; `samples` are filled cells of each column.

    A program whose export is known decides. A field that is not `multiple` is given to the first column alone.
    """
    if preset := presets.recognise(headings):
        wanted = [
            preset.columns.get(folded(heading)) or (preset.own_fields and _by_name(heading)) or IGNORE
            for heading in headings
        ]
    else:
        wanted = [_by_name(heading) or _by_cells(cells) for heading, cells in zip(headings, samples, strict=True)]
    return _once(wanted)


def digest(headings: Sequence[str]) -> str:
    """Return by what a saved mapping is found again: SHA-256 of the headings, folded and in order (hexadecimal)."""
    return hashlib.sha256("\n".join(fold(heading) for heading in headings).encode()).hexdigest()


def _by_name(heading: str) -> str | None:
    """Return what a heading calls its column; what stands in brackets or after a slash may be the other language."""
    for part in (heading, re.sub(r"\(.*?\)", "", heading), *re.split(r"[/|()\n]| - ", heading)):
        if code := _BY_NAME.get(folded(part)):
            return code
    return None


def _by_cells(cells: Sequence[str]) -> str:
    """Return what the cells look like: addresses or telephone numbers; nothing else is told by its looks."""
    if not cells:
        return IGNORE
    if sum(bool(_ADDRESS.search(cell)) for cell in cells) >= len(cells) * _ENOUGH:
        return "email"
    if sum(_is_phone(cell) for cell in cells) >= len(cells) * _ENOUGH:
        return "phone"
    return IGNORE


def _is_phone(cell: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(cell, REGION))
    except phonenumbers.NumberParseException:
        return False


def _once(wanted: Sequence[str]) -> list[str]:
    """Give each field to one column, unless it may have several; a second address or number goes to its own field."""
    given: list[str] = []
    for code in wanted:
        if code in given and not FIELDS[code].multiple:
            code = _SECOND.get(code, IGNORE)
        given.append(code)
    return given
