"""Telephone numbers as people write them, and the one form in which they are kept: E.164, which every network dials."""

import phonenumbers

HOME = "PK"  # whose national form needs no country code


class InvalidPhoneError(ValueError):
    """No telephone has that number."""


def e164(text: str) -> str:
    """Return the number in `text`, written in any usual way, as ``+`` and digits; an extension is dropped.

    Raises:
        InvalidPhoneError: it is no number, or none that the country's numbering plan knows.
    """
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneError from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhoneError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """Return an E.164 number in groups, as people read it out: ``+92 51 1234567``."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
