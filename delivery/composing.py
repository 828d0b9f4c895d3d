"""From a claimed message to what goes out: the mailing's frozen content with one reader's values.

For SMTP the content of each language is cut into segments once per run, and a message is a join. For a provider's API
it is filled as text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from html import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from delivery import identity, links, placeholders
from delivery.addresses import wire_form
from delivery.approval import content_of
from delivery.claims import Claimed
from delivery.enums import MailingKind
from delivery.models import Mailing
from delivery.rendering import Content
from delivery.segments import Segments, build, clean
from delivery.smtp import Parcel

_NAMES = frozenset(map(placeholders.key, placeholders.ALL))


class Composer:
    """Composes the messages of one mailing; made anew for each run."""

    def __init__(self, mailing: Mailing, *, now: datetime) -> None:
        """Raises ValueError when sender or headers cannot go on the wire."""
        self._mailing = mailing
        self._now = now
        self._bulk = mailing.kind == MailingKind.BULK
        self._contents = {row.language: content_of(row) for row in mailing.contents.all()}
        self._links = {language: links.PersonalLinks.for_language(language) for language in self._contents}
        self._nameless = {language: _nameless(language) for language in self._contents}
        self._segments: dict[tuple[str, frozenset[str], bool], Segments] = {}
        for language in self._contents:  # a fault shows now, and not in the middle of the run
            self._segments_for(language, _NAMES if self._bulk else frozenset(), eight_bit=True)

    def parcel(self, message: Claimed) -> Parcel:
        """Return the message for an SMTP lane; its octets are joined when the server is ready for them."""
        return Parcel(
            id=message.id,
            mail_from=identity.return_path(message.id),
            rcpt_to=wire_form(message.email, message.key),
            load=partial(self._octets, message),
        )

    def content(self, message: Claimed) -> Content:
        """Return the message's content, filled; HTML values are escaped, and no value is expanded again."""
        content = self._contents[message.language]
        values = self.fields(message)
        return Content(
            subject=_fill(content.subject, values, str),
            html=_fill(content.html, values, escape),
            text=_fill(content.text, values, str),
            calendar=content.calendar,
        )

    def frozen(self, language: str) -> Content:
        """Return the content as it was approved, placeholders and all: for a provider that fills them itself."""
        return self._contents[language]

    def fields(self, message: Claimed) -> dict[str, str]:
        """Return what fills the placeholders of `frozen` for one reader, on one line each; not escaped for HTML."""
        values = self._values(message, self._unsubscribe(message)[0])
        return {name: clean(value) for name, value in values.items() if name in _NAMES}

    def headers(self, message: Claimed) -> dict[str, str]:
        """Return the header fields of `content`, for a provider that writes From, To and Message-ID itself."""
        fields = {**self._mailing.headers, "Content-Language": message.language}
        if self._bulk:
            fields |= {"List-Id": f"<{_list_id(self._mailing)}>", "Feedback-ID": _feedback_id(self._mailing)}
        if self._mailing.unsubscribable:
            url, mailto = self._unsubscribe(message)
            fields["List-Unsubscribe"] = f"<{url}>, <{mailto}>"
            fields["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return fields

    def recipient(self, message: Claimed) -> tuple[str, str]:
        """Return the name and the wire address of the reader."""
        return message.values.get("name", ""), wire_form(message.email, message.key)

    def _octets(self, message: Claimed, eight_bit: bool) -> bytes:
        unsubscribe_url, unsubscribe_mailto = self._unsubscribe(message)
        to_name, to_email = self.recipient(message)
        values = self._values(message, unsubscribe_url)
        names = _NAMES if self._bulk else frozenset(_NAMES & values.keys())
        return self._segments_for(message.language, names, eight_bit=eight_bit).join(
            values,
            to_name=to_name,
            to_email=to_email,
            message_id=message.message_id,
            unsubscribe_url=unsubscribe_url if self._mailing.unsubscribable else "",
            unsubscribe_mailto=unsubscribe_mailto if self._mailing.unsubscribable else "",
        )

    def _unsubscribe(self, message: Claimed) -> tuple[str, str]:
        return self._links[message.language].unsubscribe(message.address_id, self._mailing.purpose)

    def _values(self, message: Claimed, unsubscribe_url: str) -> dict[str, str]:
        """Return what fills the placeholders. Personal links of bulk mail are always the reader's own."""
        if not self._bulk:
            return message.values
        return {
            **message.values,
            "name": message.values.get("name") or self._nameless[message.language],
            "unsubscribe_url": unsubscribe_url,
            "preferences_url": self._links[message.language].preferences_url(message.address_id),
        }

    def _segments_for(self, language: str, names: frozenset[str], *, eight_bit: bool) -> Segments:
        key = (language, names, eight_bit)
        if key not in self._segments:
            self._segments[key] = self._build(language, names, eight_bit=eight_bit)
        return self._segments[key]

    def _build(self, language: str, names: frozenset[str], *, eight_bit: bool) -> Segments:
        mailing, content = self._mailing, self._contents[language]
        return build(
            subject=content.subject,
            html=content.html,
            text=content.text,
            calendar=content.calendar,
            language=language,
            sender=(mailing.from_name, mailing.from_email),
            reply_to=mailing.reply_to,
            list_id=_list_id(mailing) if self._bulk else "",
            feedback_id=_feedback_id(mailing) if self._bulk else "",
            date=self._now,
            headers=mailing.headers,
            placeholders=names,
            encoding="8bit" if eight_bit else "quoted-printable",
        )


def _nameless(language: str) -> str:
    """Return what stands in a greeting where no name is known: “Dear ,” would be rude."""
    with translation.override(language):
        return gettext("colleague")


def _list_id(mailing: Mailing) -> str:
    return f"{mailing.purpose}.{settings.SENDER_DOMAIN}"


def _feedback_id(mailing: Mailing) -> str:
    """The same for every mail of a purpose: nothing personal, nothing per mailing."""
    return f"{mailing.purpose}:{mailing.kind}:{settings.SENDER_DOMAIN}"


_PLACEHOLDER = re.compile("|".join(map(re.escape, placeholders.ALL)))


def _fill(text: str, values: Mapping[str, str], encode: Callable[[str], str]) -> str:
    """Fill the placeholders that `values` names, in one pass."""

    def filled(match: re.Match[str]) -> str:
        name = placeholders.key(match[0])
        return encode(values[name]) if name in values else match[0]

    return _PLACEHOLDER.sub(filled, text)
