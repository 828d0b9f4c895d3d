"""A mailing's content in one language: encoded once, joined for each reader."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256

from delivery.segments import calendars
from delivery.segments import headers as fields
from delivery.segments.bodies import Body, EightBit, Encoding, LineTooLong, QuotedPrintable
from delivery.segments.values import for_html, for_text
from delivery.segments.wrapping import wrap_html

_OWN_FIELDS = re.compile(
    "from|to|subject|message-id|date|reply-to|list-id|list-unsubscribe(-post)?|feedback-id"
    "|mime-version|content-(type|language|transfer-encoding)",
    re.IGNORECASE,
)
_NOT_IN_A_BODY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What `build` was given: kept, so that an odd reader's mail can be built in the other encoding."""

    subject: str
    html: str
    text: str
    language: str
    sender: tuple[str, str]
    reply_to: str
    list_id: str
    feedback_id: str
    date: datetime
    headers: Mapping[str, str]
    placeholders: Collection[str]
    calendar: str


class Segments:
    """Byte segments of one mailing in one language; `join` makes a reader's message of them."""

    def __init__(self, content: Content, encoding: Encoding) -> None:
        self._content = content
        self._encoding = encoding
        text = _lines(content.text)
        html = _lines(wrap_html(content.html))
        self._text = _body(text, content.placeholders, for_text, encoding)
        self._html = _body(html, content.placeholders, for_html, encoding)
        # From the content, so that the same mailing has the same bytes in every worker and at every attempt.
        digest = sha256(f"{text}\0{html}".encode(errors="replace")).hexdigest()[:32].encode()
        boundary = b"=_%b" % digest
        self._from = fields.field("From", fields.mailbox(*content.sender, offset=6))
        self._subject = _Subject(content.subject, content.placeholders)
        encodings = {self._text.encoding, self._html.encoding}
        self._common = _common_fields(content)
        if content.calendar:
            self._common += _multipart("mixed", b"=_m%b" % digest, encodings) + b"--=_m%b\r\n" % digest
        self._common += _multipart("alternative", boundary, encodings)
        self._between = b"\r\n--%b\r\n%b\r\n" % (boundary, _part_fields("html", self._html))
        self._common += b"--%b\r\n%b\r\n" % (boundary, _part_fields("plain", self._text))
        self._end = b"\r\n--%b--\r\n" % boundary
        if content.calendar:
            invite, file = calendars.parts(content.calendar)
            self._end = b"\r\n--%b\r\n%b%b" % (boundary, invite, self._end)
            self._end += b"\r\n--=_m%b\r\n%b\r\n--=_m%b--\r\n" % (digest, file, digest)

    def join(
        self,
        values: Mapping[str, str],
        *,
        to_name: str,
        to_email: str,
        message_id: str,
        unsubscribe_url: str = "",
        unsubscribe_mailto: str = "",
    ) -> bytes:
        """One reader's message, ready for the wire: CRLF, dot-stuffed, without the final dot.

        `values` has a string for each placeholder that the content uses (KeyError names a missing one);
        `unsubscribe_url` is one of them without being asked for. A value is never expanded again.
        Raises ValueError for an address, Message-ID or URI that cannot stand in a header.
        """
        given = {"unsubscribe_url": unsubscribe_url, **values}
        try:
            text = self._text.fill(given)
            html = self._html.fill(given)
        except LineTooLong:
            return self._quoted_printable.join(
                values,
                to_name=to_name,
                to_email=to_email,
                message_id=message_id,
                unsubscribe_url=unsubscribe_url,
                unsubscribe_mailto=unsubscribe_mailto,
            )
        return b"".join(
            [
                self._from,
                fields.field("To", fields.mailbox(to_name, to_email, offset=4)),
                self._subject.fill(given),
                fields.field("Message-ID", fields.message_id(message_id)),
                _unsubscribe_fields(unsubscribe_url, unsubscribe_mailto),
                self._common,
                *text,
                self._between,
                *html,
                self._end,
            ]
        )

    @cached_property
    def _quoted_printable(self) -> "Segments":
        """The same mailing for the reader whose values make a line of more than 998 octets."""
        return Segments(self._content, "quoted-printable")


def build(
    *,
    subject: str,
    html: str,
    text: str,
    language: str,
    sender: tuple[str, str],
    date: datetime,
    placeholders: Collection[str],
    reply_to: str = "",
    list_id: str = "",
    feedback_id: str = "",
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
    encoding: Encoding = "8bit",
) -> Segments:
    """Prepare the content of one language, once.

    `sender` is (name, address); `date` is aware; an empty `reply_to`, `list_id` or `feedback_id` leaves
    the field out, as a one-off mail does. `[[name]]` stands for a reader's value if `name` is among the
    `placeholders`, else for itself. "8bit" is for servers with 8BITMIME; a part with a line of more than
    998 octets which cannot be wrapped is quoted-printable all the same. A `calendar` (an iCalendar object)
    goes along octet by octet, see `delivery.segments.calendars`. Raises ValueError for header values that
    cannot go on the wire, and for a calendar without a METHOD.
    """
    if date.tzinfo is None:
        raise ValueError("a mailing's date needs its time zone")
    content = Content(
        subject=subject,
        html=html,
        text=text,
        language=language,
        sender=sender,
        reply_to=reply_to,
        list_id=list_id,
        feedback_id=feedback_id,
        date=date,
        headers=headers or {},
        placeholders=placeholders,
        calendar=calendar,
    )
    return Segments(content, encoding)


class _Subject:
    """The Subject field, made once unless it holds a placeholder."""

    def __init__(self, subject: str, placeholders: Collection[str]) -> None:
        pattern = "|".join(map(re.escape, placeholders)) or "(?!)"
        self._pieces = re.split(rf"\[\[({pattern})\]\]", subject)
        self._fixed = _subject_field(subject) if len(self._pieces) == 1 else None

    def fill(self, values: Mapping[str, str]) -> bytes:
        if self._fixed is not None:
            return self._fixed
        return _subject_field(
            "".join(values[piece] if index % 2 else piece for index, piece in enumerate(self._pieces))
        )


def _subject_field(subject: str) -> bytes:
    return fields.field("Subject", fields.unstructured(subject, offset=len("Subject: ")))


def _lines(text: str) -> str:
    """With CRLF at each line's end and without the controls that a mail body may not hold; one end at the end."""
    text = _LINE_END.sub("\r\n", text).rstrip("\r\n")
    return _NOT_IN_A_BODY.sub("", text.encode(errors="replace").decode()) if not text.isprintable() else text


def _body(text: str, names: Collection[str], encode: Callable[[str], bytes], encoding: Encoding) -> Body:
    if encoding == "8bit":
        try:
            return EightBit(text, names=names, encode=encode)
        except LineTooLong:
            pass  # a line that could not be wrapped: quoted-printable holds any line
    return QuotedPrintable(text, names=names, encode=encode)


def _part_fields(subtype: str, body: Body) -> bytes:
    return fields.field("Content-Type", b'text/%b; charset="utf-8"' % subtype.encode()) + fields.field(
        "Content-Transfer-Encoding", body.encoding.encode()
    )


def _common_fields(content: Content) -> bytes:
    lines = []
    if content.reply_to:
        lines.append(fields.field("Reply-To", fields.mailbox("", content.reply_to, offset=10)))
    lines.append(fields.field("Date", format_datetime(content.date).encode()))
    if content.list_id:
        lines.append(fields.field("List-Id", fields.list_id(content.list_id)))
    if content.feedback_id:
        lines.append(fields.custom_field("Feedback-ID", content.feedback_id))
    for name, value in content.headers.items():
        if _OWN_FIELDS.fullmatch(name):
            raise ValueError(f"{name} is written from its own argument")
        lines.append(fields.custom_field(name, value))
    lines.append(b"MIME-Version: 1.0\r\n")
    lines.append(fields.custom_field("Content-Language", content.language))
    return b"".join(lines)


def _multipart(subtype: str, boundary: bytes, encodings: Collection[Encoding]) -> bytes:
    """The fields of an entity of several parts, and the line that ends them."""
    lines = b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n' % (subtype.encode(), boundary)
    if "8bit" in encodings:
        lines += b"Content-Transfer-Encoding: 8bit\r\n"
    return lines + b"\r\n"


def _unsubscribe_fields(url: str, mailto: str) -> bytes:
    """RFC 2369, and RFC 8058 where there is an HTTPS address that takes the one-click POST."""
    if not url and not mailto:
        return b""
    uris = [uri for uri in (url, mailto and f"mailto:{mailto.removeprefix('mailto:')}") if uri]
    lines = fields.field("List-Unsubscribe", fields.uris(*uris))
    return lines + b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if url else lines
