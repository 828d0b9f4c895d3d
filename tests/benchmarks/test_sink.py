"""Where benchmarks send, and how they know what arrived."""

import socket
from pathlib import Path

import pytest

from benchmarks.servers import PostfixSink
from benchmarks.sink import running_sink

GROUP = b"EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nDATA\r\nx\r\n.\r\nDATA\r\n.\r\nQUIT\r\n"


@pytest.mark.parametrize("delay", [0, 0.001])
def test_the_sink_answers_groups_in_order_and_counts_texts_at_once_or_later(delay: float) -> None:
    with running_sink(delay=delay) as sink:
        with socket.create_connection(("127.0.0.1", sink.port)) as client, client.makefile("rb") as lines:
            client.sendall(GROUP)
            codes = [line[:4] for line in lines.read().split(b"\r\n")[:-1]]
        assert sink.taken() == 2
    assert codes == [b"220 ", b"250-", b"250-", b"250 ", b"250 ", b"250 ", b"354 ", b"250 ", b"354 ", b"250 ", b"221 "]


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (b"", 0),
        (b"sess=1 quit=0 mesg=0\r", 0),
        (b"sess=8 quit=0 mesg=19\rsess=8 quit=0 mesg=20\r", 20),
        (b"sess=8 quit=0 mesg=19\rsess=8 quit=0 mesg=2", 19),  # half written
        (b"sess=8 quit=0 mesg=7\r" * 1000 + b"sess=9 quit=9 mesg=20000\r", 20000),
    ],
)
def test_postfixs_sink_is_asked_by_what_it_last_said(tmp_path: Path, said: bytes, taken: int) -> None:
    counter = tmp_path / "smtp-sink.log"
    counter.write_bytes(said)
    assert PostfixSink(port=1, counter=counter).taken() == taken
