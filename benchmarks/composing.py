"""From content and 2,000 readers to accepted mail, without any ledger: what composing and the SMTP client cost alone.

The usual way in Django sends the same mail in the same round, into a sink that stores nothing. Preparing the segments
is part of ours.
"""

import asyncio
from collections.abc import Iterator
from functools import partial

from benchmarks import letters, naive
from benchmarks.bench import Bench
from benchmarks.harness import Way, compare, timed
from benchmarks.report import Promise, Report
from benchmarks.sink import HOST, Sink, running_sink
from delivery.segments import Segments
from delivery.segments.wrapping import wrap_html
from delivery.smtp import Outcome, Parcel, Settlement, SmtpConfig, run_lanes

_USUAL = "a template and an EmailMultiAlternatives for each message"
_USUAL_WRAPPED = "the same, lines wrapped beforehand"
_ONE, _FOUR = "segments joined, one connection", "segments joined, four connections"
_USUAL_COUNT, _OUR_COUNT = 250, 2000


def run(bench: Bench) -> list[Report]:
    """Measure; the promise is about one connection."""
    html = letters.html()
    with running_sink() as sink:
        comparison = compare(
            [
                Way(_USUAL, lambda: timed(partial(naive.send, sink, html, _USUAL_COUNT))),
                Way(_USUAL_WRAPPED, lambda: timed(partial(naive.send, sink, wrap_html(html), _USUAL_COUNT))),
                Way(_ONE, lambda: timed(partial(_ours, sink, lanes=1))),
                Way(_FOUR, lambda: timed(partial(_ours, sink, lanes=4))),
            ],
            rounds=bench.scale.rounds,
        )
    ratio = comparison.ratio(_ONE, _USUAL)
    promise = Promise(words="one connection over the usual way", value=ratio, at_least=5, robust=True)
    about = f"personal mail of {letters.size() / 1000:.0f} KB, no ledger, into a sink on this machine"
    return [Report(name="composing", about=about, comparison=comparison, promises=(promise,))]


class _Readers:
    """A ledger that writes nothing."""

    def __init__(self, segments: Segments) -> None:
        self._parcels = _parcels(segments)
        self.sent = 0

    async def next_parcel(self) -> Parcel | None:
        return next(self._parcels, None)

    async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
        self.sent += settle is not None and settle.outcome is Outcome.SENT
        return True


def _parcels(segments: Segments) -> Iterator[Parcel]:
    for number in range(_OUR_COUNT):

        def load(eight_bit: bool, number: int = number) -> bytes:
            return letters.message(segments, number)

        yield Parcel(number, "bounce@unit.example.org", f"reader{number}@example.org", load)


def _ours(sink: Sink, *, lanes: int) -> int:
    taken = sink.taken()
    readers = _Readers(letters.segments())
    config = SmtpConfig.from_url(f"smtp://{HOST}:{sink.port}", max_messages_per_connection=_OUR_COUNT)
    assert asyncio.run(run_lanes(config, readers, lanes)) == ()
    assert sink.taken() - taken == readers.sent == _OUR_COUNT
    return _OUR_COUNT
