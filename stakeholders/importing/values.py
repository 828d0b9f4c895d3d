"""What a cell means: one parser for each kind of value. Each returns None for a cell that says “nothing here”.

A cell comes from a stranger and may end up in the header of a mail, on a page or in a spreadsheet. So values have one
line, no control characters and a limit; what was changed to get there is told as a warning.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from stakeholders.importing import garbling
from stakeholders.importing.context import Context
from stakeholders.importing.problems import CellProblem
from stakeholders.spreadsheets import is_formula

REGION = "PK"  # whose numbers are written without a country code

# What people enter into cells that they leave empty.
_NOTHING = frozenset(
    {"", "-", "--", "---", "–", "—", "?", ".", "/", "\\", "_", "n/a", "na", "n.a", "n.a.", "#n/a", "nil", "none"}
    | {"null", "nan", "not available", "not applicable", "not known", "unknown", "tbd", "xxx", "ندارد", "نامعلوم"}
)
# Marks of direction and joints that are not seen. ZWNJ and ZWJ part and join letters within Urdu words.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = re.compile(r"\s+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_NAMED = re.compile(r"^(?P<name>[^<>]*)<\s*(?P<address>[^<>]*)\s*>$")
_BETWEEN = re.compile(r"[;,/|\s]+(?:and\s+|or\s+|&\s*)?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"^[+-]?\d+([.,]\d+)?\s*e\s*\+?\d+$", re.IGNORECASE)
_NUMBERS = re.compile(r"\s*(?:[/;,|\n]|\bor\b|\band\b|&)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Mailbox:
    """An e-mail address as it was written, the key that makes two spellings one, and the name beside it."""

    email: str
    key: str
    name: str = ""


def tidy(cell: str, context: Context, *, lines: bool = False) -> str:
    """Return the text of a cell: NFC, on one line, without invisible characters; empty if it says nothing.

    With `lines` its line breaks stay.
    """
    if cell.isascii() and cell.isprintable() and not cell.startswith("'"):  # most are: nothing to look for
        plain = " ".join(cell.split())
        if plain.casefold() in _NOTHING:
            return ""
        garbling.refuse(plain)
        return plain
    text = unicodedata.normalize("NFC", cell)
    if text.startswith("'") and is_formula(text[1:]):  # our own exports protect such cells
        text = text[1:]
    bare = _INVISIBLE.sub("", text)
    if bare != text:
        context.warn("invisible_characters", _("Invisible characters were left out."))
    if lines:
        read = (_SPACES.sub(" ", _CONTROL.sub(" ", line)).strip() for line in bare.splitlines())
        bare = "\n".join(read).strip()  # a line of control characters is none
    else:
        if len(bare.strip().splitlines()) > 1:
            context.warn("line_break", _("The lines of the cell were joined."))
        bare = _SPACES.sub(" ", _CONTROL.sub(" ", bare)).strip()
    if bare.casefold() in _NOTHING:
        return ""
    garbling.refuse(bare)
    return bare


def text(cell: str, context: Context, *, limit: int) -> str | None:
    """Return one line of text of at most `limit` characters.

    Raises:
        CellProblem: it is longer.
    """
    value = tidy(cell, context)
    if len(value) > limit:
        raise CellProblem("too_long", _("More than %d characters.") % limit)
    return value or None


def long_text(cell: str, context: Context, *, limit: int) -> str | None:
    """Return text that may have several lines."""
    value = tidy(cell, context, lines=True)
    if len(value) > limit:
        raise CellProblem("too_long", _("More than %d characters.") % limit)
    return value or None


def name(cell: str, context: Context, *, limit: int) -> str | None:
    """Return the name of a person.

    Raises:
        CellProblem: it has no letters, or it is an address or a link.
    """
    value = text(cell, context, limit=limit)
    if value is None:
        return None
    if "@" in value:
        raise CellProblem("address_as_name", _("This is an address, not a name."))
    if _LINK.search(value):
        raise CellProblem("link_as_name", _("This is a link, not a name."))
    if not any(character.isalpha() for character in value):
        raise CellProblem("no_letters", _("A name has letters."))
    return value


def mailbox(cell: str, context: Context) -> Mailbox | None:
    """Return the one address in a cell, with the name that stands beside it.

    Raises:
        CellProblem: there are two, or none, or it has a space inside.
    """
    value = tidy(cell, context)
    bare = _JOINERS.sub("", value).strip(" ;,")
    beside = ""
    if match := _NAMED.match(bare):
        beside, bare = match["name"].strip(" \"'"), match["address"].strip()
    bare = re.sub(r"^mailto:\s*", "", bare.strip("<>\"'()[]"), flags=re.IGNORECASE).partition("?")[0]
    bare = bare.strip(" ;,").rstrip(".")
    if not bare:
        return None
    if bare.count("@") > 1 and sum("@" in part for part in _BETWEEN.split(bare)) > 1:
        raise CellProblem("two_addresses", _("There are several addresses in this cell. Give each a column or a row."))
    if " " in bare and "@" in bare:
        joined = bare.replace(" ", "")
        raise CellProblem("space_in_address", _("There is a space in the address; “%s” may be meant.") % joined[:100])
    try:
        key = addresses.fold(bare)
    except InvalidAddress:
        raise CellProblem("not_an_address", _("“%s” is no e-mail address.") % bare[:100], value=bare) from None
    return Mailbox(email=bare, key=key, name="" if "@" in beside else beside[:200])


def phone(cell: str, context: Context) -> str | None:
    """Return a telephone number in E.164 (ITU-T): ``+923001234567``. One without a country code is of Pakistan.

    Raises:
        CellProblem: it is none that any network would dial.
    """
    value = _JOINERS.sub("", tidy(cell, context, lines=True))
    if not value:
        return None
    if _SCIENTIFIC.match(value):
        message = _("A spreadsheet program cut this number short (%s). Format the column as text.") % value
        raise CellProblem("lost_digits", message)
    numbers = [part for part in _NUMBERS.split(re.sub(r"\.0$", "", value)) if part]
    if not numbers:  # nothing but what parts two numbers
        return None
    first, *others = numbers
    number = _number(first, value)
    if number.extension:
        context.warn("extension", _("The extension %s was left out.") % number.extension)
    if any(sum(character.isdigit() for character in other) >= 6 for other in others):
        context.warn("several_numbers", _("There are several numbers in this cell; the first was taken."))
    if number.country_code == 92 and re.match(r"^3\d{2}", re.sub(r"\D", "", first)):
        context.warn("leading_zero", _("The zero at the beginning was missing."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _number(part: str, cell: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(part, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise CellProblem("not_a_phone", _("“%s” is no telephone number.") % cell[:60], value=cell)
    return number
