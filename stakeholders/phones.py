"""Telephone numbers: typed in any way people write them, kept in the one form that every network dials (E.164)."""

import phonenumbers
from django.utils.translation import gettext as _

HOME = "PK"  # numbers without a country code are dialled from here
_HOME_PREFIX = f"+{phonenumbers.country_code_for_region(HOME)}"


class InvalidPhoneError(ValueError):
    """A text that is no telephone number; the message says why, in the active language."""


def parse(text: str) -> str:
    """Return the E.164 form (ITU-T E.164) of a number as people write it: ``0300 1234567`` → ``+923001234567``.

    Raises:
        InvalidPhoneError: it is no number that could be dialled.
    """
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneError(_("“%(text)s” is no telephone number.") % {"text": text}) from error
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise InvalidPhoneError(
            _("“%(text)s” has too few or too many digits. Write the area code, too, and for another country its code.")
            % {"text": text}
        )
    if number.extension:
        raise InvalidPhoneError(
            _("“%(text)s” has an extension. Enter the number alone, and the extension in the note.") % {"text": text}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """Return an E.164 number with the spaces that make it readable."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def spellings(number: str) -> list[str]:
    """Return the forms by which an E.164 number is looked for: as it is and, for one of ours, as dialled at home."""
    return [number, f"0{number.removeprefix(_HOME_PREFIX)}"] if number.startswith(_HOME_PREFIX) else [number]
