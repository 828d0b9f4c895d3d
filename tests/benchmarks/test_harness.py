"""What `make bench` says is what it measured."""

import socket
from collections.abc import Iterator

import pytest

from benchmarks.harness import Measure, Report, Way, compare
from benchmarks.sink import running_sink


def report(ratio: float) -> Report:
    measures = (Measure("usual", 100, 5, 1), Measure("ours", 100 * ratio, 0.5, ratio))
    return Report("composing", "small mail", measures, floor=5, floor_of="ours")


def test_ways_alternate_and_the_median_of_the_rounds_ratios_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[str] = []

    def way(name: str) -> Way:
        def run() -> int:
            turns.append(name)
            return 100

        return Way(name, run)

    clock = iter([0, 10, 10, 11, 11, 31, 31, 32, 32, 42, 42, 44])  # usual, ours, usual, ours, usual, ours
    monkeypatch.setattr("benchmarks.harness.time.perf_counter", lambda: next(clock))
    usual, ours = compare([way("usual"), way("ours")], rounds=3)
    assert turns == ["usual", "ours"] * 3
    assert (usual.per_second, usual.ratio) == (10, 1)
    assert (ours.per_second, ours.ratio) == (100, 10)


@pytest.mark.parametrize(("ratio", "reached", "word"), [(5, True, "yes"), (4.9, False, "NO")])
def test_a_missed_promise_is_told(ratio: float, reached: bool, word: str) -> None:
    assert report(ratio).reached is reached
    assert report(ratio).as_json()["reached"] is reached
    assert report(ratio).table().endswith(f"ours: at least 5 times the first: {word}")


@pytest.fixture
def replies() -> Iterator[bytes]:
    with running_sink() as sink:
        with socket.create_connection(("127.0.0.1", sink.port)) as client, client.makefile("rb") as lines:
            client.sendall(
                b"EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nDATA\r\nx\r\n.\r\nDATA\r\n.\r\nQUIT\r\n"
            )
            said = lines.read()
        assert sink.taken() == 2
        yield said


def test_the_sink_answers_groups_in_order_and_counts_texts(replies: bytes) -> None:
    codes = [line[:4] for line in replies.split(b"\r\n")[:-1]]
    assert codes == [b"220 ", b"250-", b"250-", b"250 ", b"250 ", b"250 ", b"354 ", b"250 ", b"354 ", b"250 ", b"221 "]
