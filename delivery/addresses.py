"""Which spellings are one mailbox, and which are none.

An address is validated by email-validator (RFC 5321, 5322, 6531; syntax and length only, no look-up), then folded to
the key that makes two spellings one row: Unicode NFKC, lower case, domain as IDNA A-label.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from delivery import conf
from delivery.exceptions import InvalidAddress
from delivery.models import Address

_CHUNK = 1000


def get_or_create(email: str) -> Address:
    """Return the row of the mailbox that `email` names, in whatever spelling.

    Raises:
        InvalidAddress: it is malformed, with the reason in words.
    """
    new = _build(email)
    address, _created = Address.objects.get_or_create(key=new.key, defaults={"email": new.email, "hash": new.hash})
    return address


def get_or_create_many(emails: Iterable[str]) -> dict[str, Address | InvalidAddress]:
    """Return for each of `emails` its row, or why it has none, in a few queries per thousand."""
    outcome: dict[str, Address | InvalidAddress] = {}
    source = iter(dict.fromkeys(emails))
    while chunk := list(islice(source, _CHUNK)):
        built: dict[str, Address] = {}
        for email in chunk:
            try:
                built[email] = _build(email)
            except InvalidAddress as error:
                outcome[email] = error
        rows = _rows_for({address.key: address for address in built.values()})
        outcome.update((email, rows[address.key]) for email, address in built.items())
    return outcome


def fold(email: str) -> str:
    """Return the key of the mailbox that `email` names.

    Raises:
        InvalidAddress: it is malformed.
    """
    return _fold(_validate(email))


def address_hash(key: str) -> str:
    """Return the keyed hash (HMAC-SHA256, hexadecimal) by which a mailbox stays suppressed when its row is gone."""
    return hmac.new(conf.address_hash_key().encode(), key.encode(), hashlib.sha256).hexdigest()


def wire_form(email: str, key: str) -> str:
    """Return the address of a row as SMTP wants it: local part as its owner writes it, domain as IDNA A-label."""
    return f"{email.rpartition('@')[0]}@{key.rpartition('@')[2]}"


def _validate(email: str) -> ValidatedEmail:
    try:
        return validate_email(email.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise InvalidAddress(str(error)) from error


def _fold(valid: ValidatedEmail) -> str:
    return f"{unicodedata.normalize('NFKC', valid.local_part).lower()}@{valid.ascii_domain.lower()}"


def _build(email: str) -> Address:
    valid = _validate(email)
    key = _fold(valid)
    return Address(email=valid.normalized, key=key, hash=address_hash(key))


def _rows_for(wanted: dict[str, Address]) -> dict[str, Address]:
    """Return the stored rows of these keys, making those that are missing; another process may be faster."""
    rows = dict(_stored(wanted))
    missing = [address for key, address in wanted.items() if key not in rows]
    if missing:
        Address.objects.bulk_create(missing, ignore_conflicts=True)
        rows.update(_stored(address.key for address in missing))
    return rows


def _stored(keys: Iterable[str]) -> Iterator[tuple[str, Address]]:
    return ((address.key, address) for address in Address.objects.filter(key__in=list(keys)))
