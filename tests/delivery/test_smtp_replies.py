"""Replies: read from any stream, told apart, and recorded without addresses."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.smtp.replies import Garbled, ReplyReader, scrubbed

# Replies.

REPLIES = b"220 hi\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\n250 2.0.0 ok\r\n"


@given(cuts=st.sets(st.integers(0, len(REPLIES))))
def test_replies_are_the_same_however_the_stream_is_cut(cuts: set[int]) -> None:
    reader, edges = ReplyReader(), [0, *sorted(cuts), len(REPLIES)]
    for start, end in pairwise(edges):
        reader.feed(REPLIES[start:end])
    assert [reply.code for reply in reader.replies] == [220, 250, 354, 550, 250]
    assert reader.replies[1].text == "one\ntwo\nthree"
    assert not reader.untouched


@pytest.mark.parametrize(
    "octets",
    [
        b"hello\r\n",
        b"25\r\n",
        b"150 early\r\n",
        b"250-a\r\n251 b\r\n",
        b"250-more\r\n" * 300,
        b"2" * 9000,
        b"2500 x\r\n",
    ],
)
def test_what_is_no_reply_is_told_so(octets: bytes) -> None:
    with pytest.raises(Garbled):
        ReplyReader().feed(octets)


@given(st.binary(max_size=3000))
def test_no_stream_of_octets_does_anything_but_make_replies_or_be_garbled(octets: bytes) -> None:
    reader = ReplyReader()
    try:
        reader.feed(octets)
    except Garbled:
        return
    assert all(200 <= reply.code <= 599 for reply in reader.replies)


@pytest.mark.parametrize(
    "text",
    [
        "5.1.1 <ayesha.khan@example.org>: unknown",
        "5.1.1 ayesha.khan@example.org unknown",
        "5.1.1 user Ayesha.Khan unknown",
        "5.1.1 prvs=1=ayesha.khan=example.org@relay.example.net unknown",
        '5.1.1 "ayesha.khan"@example.org unknown',
    ],
)
def test_a_recorded_reply_names_no_mailbox(text: str) -> None:
    told = scrubbed(text, recipient="ayesha.khan@example.org")
    assert "khan" not in told.lower()
    assert told.startswith("5.1.1")
    assert told.endswith("unknown")


def test_a_recorded_reply_is_one_short_line() -> None:
    told = scrubbed("one\ntwo " + "x" * 1000, recipient="a@example.org")
    assert told.startswith("one two x")
    assert len(told) == 300


def test_no_control_character_reaches_the_ledger() -> None:
    assert (
        scrubbed("2.0.0 ok\x00 queued\x1b[31m\n as 4F2A", recipient="a@example.org") == "2.0.0 ok queued [31m as 4F2A"
    )
