"""Whom a returned mail is about: only a token of ours says so, never an address that the letter names.

Anybody can write a report about anybody. The return path of a message (`identity.return_path`) is known to the servers
on its way and to whoever holds a whole copy of it, so the worst that a forger can do is to stop mail to a reader whose
copy they hold. A Message-ID proves nothing: every reply quotes it. See docs/decisions/0007.
"""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings

from delivery import identity, tokens
from delivery.exceptions import BadToken
from delivery.returns.letter import Letter

# Where servers write to whom a letter was delivered. `To` comes last: the letter's writer wrote it.
_RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to", "to")
_RETURN_PATH = re.compile(r"bounces\+[0-9]{1,18}-[0-9a-f]{16}@", re.IGNORECASE)
# A token is the base64 of a JSON list that begins with a number, a dot and a signature (`delivery.tokens`).
_TOKEN = re.compile(r"(?=(W[z][A-Za-z0-9_-]{4,200}\.[A-Za-z0-9_-]{43}))")
_MOST_TRIES = 50
_MOST_BODY = 8 * 1024


def message_named_by(letter: Letter, recipient: str) -> int | None:
    """Return the primary key of the message whose return path the letter proves to know.

    `recipient` is the address to which the MTA delivered the letter, where it says so. It is asked first, then the
    letter's own recipients, then what the letter returns. Where two different messages are named, none is.
    """
    for places in ([recipient], _recipients(letter), _contents(letter)):
        named = set(_messages(places))
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def is_to_unsubscribe(letter: Letter, recipient: str) -> bool:
    """Whether the letter came to the address that List-Unsubscribe names."""
    wanted = f"unsubscribe@{settings.SENDER_DOMAIN}".lower()
    return any(wanted in place.lower() for place in [recipient, *_recipients(letter)])


def unsubscription_in(letter: Letter) -> tuple[int, str] | None:
    """Return (address id, purpose) of the token in the subject, or else in the text; None where there is none.

    Mail programs fold and encode subjects, people write "Re:" or "unsubscribe" around them. Where a letter holds the
    tokens of several readers or purposes, none counts.
    """
    for place in (letter.field("subject"), letter.words[:_MOST_BODY]):
        named = set(_unsubscriptions(place)) | set(_unsubscriptions("".join(place.split())))
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _recipients(letter: Letter) -> list[str]:
    return [value for name in _RECIPIENT_FIELDS for value in letter.fields(name)]


def _contents(letter: Letter) -> Iterator[str]:
    """Yield what came back with a report: its fields (RFC 5965 has Original-Mail-From), and the mail's own head."""
    for fields in (*letter.reports, letter.feedback or {}):
        yield from fields.values()
    yield letter.returned


def _messages(places: Iterable[str]) -> Iterator[int]:
    for place in places:
        for found in set(_RETURN_PATH.findall(place)[:_MOST_TRIES]):
            message_pk = identity.read_return_path(found)
            if message_pk is not None:
                yield message_pk


def _unsubscriptions(text: str) -> Iterator[tuple[int, str]]:
    for token in _TOKEN.findall(text)[:_MOST_TRIES]:
        try:
            yield tokens.read_unsubscribe_token(token)
        except BadToken:
            continue
