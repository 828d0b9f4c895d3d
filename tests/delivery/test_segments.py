"""A joined message says what was put in, to any mail program, whatever the reader is called."""

import email
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import getaddresses
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from delivery.segments import Segments, build, clean, wire_address
from delivery.segments.wrapping import wrap_html

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HTML = (
    '<html lang="en"><body><p>Dear [[name]],</p><a href="[[unsubscribe_url]]" title="[[name]]">Leave</a></body></html>'
)
TEXT = "Dear [[name]],\n\n.a line that begins with a dot\n[[name]].[[name]]\nLeave: [[unsubscribe_url]]\n"
ENCODINGS = ["8bit", "quoted-printable"]
URDU = "عائشہ خان"
AWKWARD = [
    "",
    ".",
    "..",
    ".hidden",
    "\r\n.\r\nQUIT",
    "Khan\r\nBcc: everyone@example.org",
    'Ayesha "Q" Khan, Dr.',
    "<script>alert('x')</script>",
    "[[unsubscribe_url]]",
    URDU,
    "👩🏽‍⚕️ Noor",
    "a\u2028b\u2029c\x85d\x0be\x00f",
    "\u202eevil",
    "=?utf-8?q?=41?=",
    "x" * 3000,
    "خ" * 1200,
    "two  spaces ",
    "\ud800",
    "=3D=\t",
]
FIELDS = {
    *("From", "To", "Subject", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To", "Date"),
    *("List-Id", "Feedback-ID", "MIME-Version", "Content-Language", "Content-Type", "Content-Transfer-Encoding"),
}
names = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=400))


def segments(**changes: Any) -> Segments:
    return build(
        **{
            "subject": "Newsletter 33",
            "html": HTML,
            "text": TEXT,
            "language": "en",
            "sender": ("Coordination Unit", "newsletter@unit.example.org"),
            "reply_to": "unit@example.org",
            "list_id": "Newsletter <newsletter.unit.example.org>",
            "feedback_id": "33:newsletter:unit",
            "date": NOW,
            "headers": {},
            "placeholders": {"name", "unsubscribe_url", "preferences_url"},
            **changes,
        }
    )


def join(made: Segments, name: str = "Ayesha", **changes: Any) -> bytes:
    values: Mapping[str, str] = changes.pop("values", {"name": name})
    return made.join(
        values,
        **{
            "to_name": name,
            "to_email": "ayesha@example.org",
            "message_id": "<33.k7@unit.example.org>",
            "unsubscribe_url": "https://unit.example.org/u/tok3n",
            "unsubscribe_mailto": "leave+tok3n@unit.example.org",
            **changes,
        },
    )


def unstuffed(wire: bytes) -> bytes:
    """As a server reads it; checks on the way that it is fit for the wire."""
    assert wire.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + wire
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", wire)
    octets = re.sub(rb"(?m)^\.", b"", wire)
    assert max(map(len, octets.split(b"\r\n"))) <= 998
    return octets


def parse(wire: bytes) -> EmailMessage:
    message = email.message_from_bytes(unstuffed(wire), policy=default)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def mailbox(message: EmailMessage, field: str) -> tuple[str, str]:
    """By the old rules: the new ones put a space between two encoded words of a name (Python's issue 121284)."""
    raw = email.message_from_bytes(message.as_bytes(policy=compat32))[field]
    ((name, address),) = getaddresses([str(raw)])
    return str(make_header(decode_header(name))), address


def spaced(name: str) -> str:
    return " ".join(word for word in clean(name).split(" ") if word)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_header_says_what_was_put_in(encoding: Any) -> None:
    message = parse(join(segments(encoding=encoding, headers={"Auto-Submitted": "auto-generated"})))
    assert dict(message.items()) == {
        "From": "Coordination Unit <newsletter@unit.example.org>",
        "To": "Ayesha <ayesha@example.org>",
        "Subject": "Newsletter 33",
        "Message-ID": "<33.k7@unit.example.org>",
        "List-Unsubscribe": "<https://unit.example.org/u/tok3n>, <mailto:leave+tok3n@unit.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Reply-To": "unit@example.org",
        "Date": "Sun, 22 Nov 2026 09:30:00 +0000",
        "List-Id": "Newsletter <newsletter.unit.example.org>",
        "Feedback-ID": "33:newsletter:unit",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Language": "en",
        "Content-Type": f'multipart/alternative; boundary="{message.get_boundary()}"',
        **({"Content-Transfer-Encoding": "8bit"} if encoding == "8bit" else {}),
    }
    assert [body.get_content_type() for body in message.iter_parts()] == ["text/plain", "text/html"]
    assert {body["Content-Transfer-Encoding"] for body in message.iter_parts()} == {encoding}
    assert {body.get_content_charset() for body in message.iter_parts()} == {"utf-8"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(name=names)
@example("x" * 3000)
@example("\r\n.\r\nMAIL FROM:<a@example.org>")
def test_any_name_arrives_in_both_bodies_and_in_the_header_and_injects_nothing(encoding: Any, name: str) -> None:
    message = parse(join(segments(encoding=encoding), name))
    shown, html_name = clean(name), escape(clean(name))
    url = "https://unit.example.org/u/tok3n"
    assert part(message, "plain") == TEXT.replace("[[name]]", shown).replace("[[unsubscribe_url]]", url) or (
        "[[unsubscribe_url]]" in shown
    )
    assert part(message, "html") == (
        f'<html lang="en"><body><p>Dear {html_name},</p><a href="{url}" title="{html_name}">Leave</a></body></html>\n'
    )
    assert {*message.keys(), "Content-Transfer-Encoding"} == FIELDS
    assert mailbox(message, "To") == (spaced(name), "ayesha@example.org")


@given(name=names, subject=names)
def test_a_subject_with_a_placeholder_carries_any_value(name: str, subject: str) -> None:
    assume("[[" not in subject)
    message = parse(join(segments(subject=f"{subject} for [[name]]"), name))
    assert message["Subject"] == spaced(f"{subject} for {name}")


@pytest.mark.parametrize(
    "name",
    [
        "ڈاکٹر محمد عبدالرحمٰن خان یوسفزئی بلوچستان والے",
        "پروفیسر سیدہ نور الہدیٰ گیلانی 👩‍⚕️ " * 4,
        "O’Hara " * 30,
    ],
)
def test_a_long_name_is_cut_between_its_words_and_loses_no_space(name: str) -> None:
    message, name = parse(join(segments(), name)), name.strip()
    assert mailbox(message, "To")[0] == name
    # Python's other parser shows a space at each cut: tearing no word apart, it still shows the same words.
    (shown,) = message["To"].addresses
    assert shown.display_name.split() == name.split()


def test_a_word_that_does_not_fit_behind_the_field_name_is_cut_between_characters() -> None:
    for name in (
        "عائشہ👩‍👩‍👧‍👦" * 12,
        "ع" * 22,
    ):
        made = join(segments(sender=(name, "newsletter@unit.example.org")), name)
        assert {mailbox(parse(made), field)[0] for field in ("To", "From")} == {name}
        assert all(word.decode("utf-8") for word in _encoded_words(made))


def _encoded_words(wire: bytes) -> list[bytes]:
    head = wire.partition(b"\r\n\r\n")[0]
    return [b64decode(word, validate=True) for word in re.findall(rb"=\?utf-8\?b\?([^?]*)\?=", head)]


def test_the_longest_field_name_leaves_room_for_a_word() -> None:
    made = segments(headers={"X" * 40: "خبرنامہ " * 9 + "👩"})
    assert b"" not in _encoded_words(join(made))
    assert parse(join(made))["X" * 40] == "خبرنامہ " * 9 + "👩"
    with pytest.raises(ValueError, match="not a header field's name"):
        segments(headers={"X" * 41: "خبرنامہ"})


@given(name=names)
def test_a_sender_may_have_any_name(name: str) -> None:
    message = parse(join(segments(sender=(name, "newsletter@unit.example.org"))))
    assert mailbox(message, "From") == (spaced(name), "newsletter@unit.example.org")


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text(), html=st.text())
def test_any_content_arrives(encoding: Any, text: str, html: str) -> None:
    message = parse(join(segments(text=text, html=html, encoding=encoding, placeholders=[]), values={}))

    def kept(content: str) -> str:
        lines = re.sub("\r\n|\r|\n", "\n", content).rstrip("\n")
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", lines.encode(errors="replace").decode()) + "\n"

    assert part(message, "plain") == kept(text)
    assert re.sub(r"\s", " ", part(message, "html")) == re.sub(r"\s", " ", kept(html))


def test_quoted_printable_lines_hold_at_most_76_octets_whatever_the_values() -> None:
    wire = join(segments(encoding="quoted-printable", html="<p>" + "é" * 500 + "[[name]]</p>"), "x=é." * 300)
    body = unstuffed(wire).partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert body.isascii()


def test_header_lines_hold_at_most_76_octets_where_they_can_be_folded() -> None:
    made = segments(subject="A rather long subject of an issue " * 6, sender=(URDU * 8, "newsletter@unit.example.org"))
    head = join(made, URDU * 10).partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 76
    assert parse(join(made))["Subject"] == ("A rather long subject of an issue " * 6).strip()


def test_a_value_is_never_expanded_again() -> None:
    message = parse(
        join(segments(), "[[preferences_url]]", values={"name": "[[preferences_url]]", "preferences_url": "no"})
    )
    assert "Dear [[preferences_url]]," in part(message, "plain")
    assert "Dear [[preferences_url]]," in part(message, "html")


def test_an_unknown_placeholder_stays_as_it_was_written() -> None:
    message = parse(join(segments(text="[[nmae]] [[ name ]] [[]] [name] [[name", html="<p>[[nmae]]</p>")))
    assert part(message, "plain") == "[[nmae]] [[ name ]] [[]] [name] [[name\n"
    assert part(message, "html") == "<p>[[nmae]]</p>\n"


def test_a_missing_value_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="preferences_url"):
        join(segments(text="[[preferences_url]]"))


@pytest.mark.parametrize("name", ["", ".", "..x", "x"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_dots_are_stuffed_across_the_borders_of_values(encoding: Any, name: str) -> None:
    text = "[[name]].\n[[name]][[name]].x\n.[[name]]\n..\n[[name]]\n.\n"
    message = parse(join(segments(text=text, encoding=encoding), name))
    assert part(message, "plain") == text.replace("[[name]]", name)


def test_a_value_too_long_for_its_line_makes_this_readers_mail_quoted_printable_and_no_other() -> None:
    made = segments()
    assert b"quoted-printable" in join(made, "x" * 3000)
    assert b"quoted-printable" not in join(made, "Ayesha")


def test_a_static_line_that_cannot_be_wrapped_makes_its_part_quoted_printable() -> None:
    message = parse(join(segments(text="x" * 2000)))
    assert part(message, "plain") == "x" * 2000 + "\n"
    assert [body["Content-Transfer-Encoding"] for body in message.iter_parts()] == ["quoted-printable", "8bit"]


def test_a_one_off_mail_leaves_out_what_only_bulk_mail_carries() -> None:
    message = parse(join(segments(list_id="", feedback_id="", reply_to=""), unsubscribe_url="", unsubscribe_mailto=""))
    assert not {"List-Id", "Feedback-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(message.keys())


def test_without_an_https_address_there_is_no_one_click() -> None:
    message = parse(join(segments(), unsubscribe_url=""))
    assert message["List-Unsubscribe"] == "<mailto:leave+tok3n@unit.example.org>"
    assert "List-Unsubscribe-Post" not in message


def test_a_missing_name_leaves_the_address_alone() -> None:
    assert b"\r\nTo: ayesha@example.org\r\n" in join(segments(), "")


def test_the_same_mailing_has_the_same_bytes_every_time() -> None:
    assert join(segments()) == join(segments())


def test_domains_go_out_as_a_labels_and_local_parts_as_they_are() -> None:
    assert wire_address("info@وزارت.example.org").isascii()
    assert wire_address("عائشہ@example.org") == "عائشہ@example.org"
    wire = join(segments(), "", to_email="عائشہ@bücher.example.org")
    assert "\r\nTo: عائشہ@xn--bcher-kva.example.org\r\n".encode() in wire


BAD_ADDRESSES = [
    "",
    "nobody",
    "@example.org",
    "a@",
    "a b@example.org",
    "a@exa mple.org",
    "a@example.org\r\nBcc: b@example.org",
    "a\r\n@example.org",
    "a>@example.org",
    '"a b"@example.org',
    "a@b@example.org",
    ".a@example.org",
    "a@-",
    "x" * 65 + "@example.org",
    "a@" + "x" * 300 + ".org",
    "a@\u2028.org",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_a_malformed_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="wire") as caught:
        join(segments(), to_email=address)
    assert not address or address not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": {"X-Note": "a\r\nBcc: b@example.org"}},
        {"headers": {"X-Note\r\nBcc": "b"}},
        {"headers": {"X Note": "b"}},
        {"headers": {"subject": "another"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"feedback_id": "a\nb"},
        {"language": "en\r\nBcc: b@example.org"},
        {"list_id": "a\r\nb"},
        {"reply_to": "a\r\n@example.org"},
        {"sender": ("Unit", "unit")},
        {"date": datetime(2026, 11, 22)},  # noqa: DTZ001 - the point
    ],
)
def test_a_header_that_cannot_go_on_the_wire_is_refused_when_the_mailing_is_built(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        segments(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "a b@example.org"},
        {"message_id": "x"},
        {"message_id": "<a@example.org>\r\nBcc: b"},
        {"unsubscribe_url": "https://example.org/\r\nBcc: b"},
        {"unsubscribe_url": "https://example.org/>,<x"},
        {"unsubscribe_mailto": "a b@example.org"},
    ],
)
def test_a_personal_header_that_cannot_go_on_the_wire_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        join(segments(), **changes)


@given(st.text())
def test_a_clean_value_is_one_line_without_controls(value: str) -> None:
    cleaned = clean(value)
    assert cleaned.splitlines() in ([], [cleaned])
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cleaned)


@pytest.mark.parametrize("name", [URDU, "👩🏽‍⚕️ Noor", "می\u200cخواهم", "O'Brien-Søren", "a\u00a0b"])
def test_a_clean_value_keeps_what_names_are_made_of(name: str) -> None:
    assert clean(name) == name


# Wrapping.


class Events(HTMLParser):
    """What a parser makes of it; runs of white space in ordinary text count as one space."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.events: list[Any] = []
        self.verbatim = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.verbatim += tag in ("pre", "textarea")
        self.events.append(("start", tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.verbatim -= tag in ("pre", "textarea")
        self.events.append(("end", tag))

    def handle_data(self, data: str) -> None:
        verbatim = self.verbatim or self.cdata_elem
        self.events.append(("data", data if verbatim else re.sub(r"[ \n]+", " ", data)))

    def handle_comment(self, data: str) -> None:
        self.events.append(("comment", data))


elements = st.recursive(
    st.sampled_from(
        [
            "word",
            "two words",
            " ",
            "a &amp; b",
            "<br>",
            "<!-- a comment here -->",
            "<textarea>two words</textarea>",
            "<style>p > a { b: c }</style>",
        ]
    ),
    lambda inner: st.builds(
        '<{0} style="a: b; c: d" title=\'it is "x"\'>{1}</{0}>'.format,
        st.sampled_from(["div", "td", "b", "pre"]),
        st.lists(inner, max_size=6).map("".join),
    ),
    max_leaves=40,
)


@given(html=elements, width=st.integers(10, 60))
def test_wrapping_changes_nothing_that_a_parser_sees(html: str, width: int) -> None:
    assert Events(wrap_html(html, width)).events == Events(html).events


def test_one_long_line_of_tables_becomes_lines_of_about_the_width() -> None:
    cell = '<td style="font-size:16px" align="left"><b>A</b><i>b</i> some words</td>'
    wrapped = wrap_html("<table><tr>" + cell * 1000 + "</tr></table>")
    assert max(map(len, wrapped.split("\n"))) <= 400
    assert wrapped.replace("\n", " ") == "<table><tr>" + cell * 1000 + "</tr></table>"


@pytest.mark.parametrize(
    "html",
    [
        "<!--[if mso | IE]><table border=0><tr><td " + "x " * 400 + "><![endif]-->",
        "<style>" + "p > a { b: c } " * 60 + "</style>",
        "<pre>" + "a b " * 200 + "</pre>",
        '<img alt="' + "a b " * 200 + '">',
        '<p style="white-space: pre-wrap">' + "a b " * 200 + "</p>",
    ],
)
def test_what_would_change_its_meaning_is_not_broken(html: str) -> None:
    assert max(map(len, wrap_html(html).split("\n"))) > 700
    assert unescape(Events(wrap_html(html)).events and html) == unescape(html)
    message = parse(join(segments(html=html * 2)))
    assert re.sub(r"\n(?=style|alt)", " ", part(message, "html")) == html * 2 + "\n"
